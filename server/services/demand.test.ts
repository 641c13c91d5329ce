import { eq } from "drizzle-orm"
import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { updateGateway } from "#db/queries/gateways.ts"
import { finishJob } from "#db/queries/jobs.ts"
import { events, jobs } from "#db/schema.ts"
import { JOBS } from "#server/jobs.ts"
import { createTestDeps, type TestDeps } from "#server/test-deps.ts"
import { plan } from "#server/test-direct.ts"
import {
  emailOf,
  getWebinar,
  makeAdmin,
  makeGateway,
  makeTeacher,
  makeUser,
  makeWebinar,
  webinarForm,
} from "#server/test-factories.ts"
import { mailAdmins } from "./admin-mail.ts"
import { getAvailability } from "./free-slots.ts"
import { rescheduleWebinar, saveWebinar } from "./webinars.ts"

async function fullPool() {
  const deps = await createTestDeps()
  await makeGateway(deps, { name: "Hall A" })
  const repaired = await makeGateway(deps, { name: "Hall B" })
  await makeGateway(deps, { name: "Hall C", enabled: false })
  await write(deps.db, (tx) => updateGateway(tx, repaired.id, { maintenance: "new disk" }))
  const holder = await makeTeacher(deps, { name: "Ada Holder" })
  const held = await makeWebinar(deps, holder, { title: "Optics" })
  const owner = await makeTeacher(deps, { name: "Bob\nWisher" })
  const wish = (given = {}) =>
    saveWebinar(deps, owner, { webinarId: null, form: webinarForm({ title: "Waves", ...given }) })
  return { deps, holder, held, owner, wish }
}

async function mailsIn(deps: TestDeps) {
  const rows = await deps.db.select().from(jobs).where(eq(jobs.kind, "mail.send"))
  return rows.map((row) => ({ id: row.id, ...JOBS["mail.send"].parse(row.payload) }))
}

describe("a save that finds no gateway", () => {
  test("carries the nearest free slots, and stores nothing of the wish", async () => {
    const { deps, wish } = await fullPool()
    // It is 10:00 in Paris, and Optics runs until 11:00.
    await expect(wish({ startTime: "10:30" })).rejects.toMatchObject({
      code: "no_gateway",
      slots: [
        { startAt: new Date("2026-11-23T10:30:00Z"), endAt: new Date("2026-11-23T11:30:00Z") },
        { startAt: new Date("2026-11-23T10:45:00Z"), endAt: new Date("2026-11-23T11:45:00Z") },
      ],
    })
    expect(await deps.db.select().from(events).where(eq(events.title, "Waves"))).toEqual([])
  })

  test("each slot offered can be booked", async () => {
    const { deps, owner } = await fullPool()
    const dates = { startDate: "2026-11-23", startTime: "10:30", durationMinutes: 60 }
    const availability = await getAvailability(deps, owner, { webinarId: null, ...dates })
    const first = availability?.slots[0]
    const startTime = first?.startAt.toLocaleTimeString("fr-FR", { timeZone: "Europe/Paris" }).slice(0, 5)
    expect((await makeWebinar(deps, owner, { startTime: startTime ?? "" })).event.startAt).toEqual(
      first?.startAt,
    )
  })

  test("tells administrators who wanted what when, and what stands in the way, in both languages", async () => {
    const { deps, wish, holder, owner } = await fullPool()
    await expect(wish()).rejects.toMatchObject({ code: "no_gateway" })
    const [mail] = await mailsIn(deps)
    const text = mail?.text.replaceAll(/[\u00a0\u202f\u2009]/g, " ") ?? ""
    expect(mail?.subject).toContain("No live gateway free for “Waves”")
    for (const line of [
      `Bob Wisher (${emailOf(owner)}) wanted to create the webinar “Waves”: Monday, 23 November 2026, 10:00–11:00`,
      `– Hall A: “Optics”, Monday, 23 November 2026, 10:00–11:00`,
      `Ada Holder (${emailOf(holder)})`,
      "Gateways in service: 1 (Hall A)",
      "Gateways in maintenance: 1 (Hall B – new disk)",
      "Gateways switched off: 1 (Hall C)",
      `Bob Wisher (${emailOf(owner)}) a voulu créer le webinaire « Waves » : lundi 23 novembre 2026`,
      "Passerelles en service : 1 (Hall A)",
      "https://amphi.test/admin/gateways",
    ])
      expect(text).toContain(line)
  })

  test("names the event without a webinar that has the gateway's broadcaster", async () => {
    const deps = await createTestDeps()
    const gateway = await makeGateway(deps, { name: "Hall A" })
    const broadcaster = { id: `broadcaster-${gateway.id}` }
    await plan({ deps, admin: await makeAdmin(deps), broadcaster }, { title: "Congress" })
    await expect(makeWebinar(deps, await makeTeacher(deps))).rejects.toMatchObject({ code: "no_gateway" })
    const text = (await mailsIn(deps))[0]?.text ?? ""
    expect(text).toContain("– Hall A: “Congress”, an event without a webinar on its broadcaster, Monday")
  })

  test("sends one mail for a wish in an hour, also when the first is long gone", async () => {
    const { deps, held, holder, wish: wishFor } = await fullPool()
    const wish = () => wishFor({ startTime: "10:30" })
    await expect(wish()).rejects.toMatchObject({ code: "no_gateway" })
    const [first] = await mailsIn(deps)
    await write(deps.db, (tx) => finishJob(tx, first?.id ?? 0, "", deps.clock.now()))
    await expect(wish()).rejects.toMatchObject({ code: "no_gateway" })
    expect(await mailsIn(deps)).toHaveLength(1)
    deps.clock.advance(61 * 60_000)
    await expect(wish()).rejects.toMatchObject({ code: "no_gateway" })
    expect(await mailsIn(deps)).toHaveLength(2)
    const other = await makeWebinar(deps, holder, { title: "Other", startTime: "15:00" })
    const onto = { startDate: "2026-11-23", startTime: "10:30", durationMinutes: 60 }
    const moving = rescheduleWebinar(deps, holder, { webinarId: other.webinar.id, ...onto })
    await expect(moving).rejects.toMatchObject({ code: "no_gateway" })
    expect(await mailsIn(deps)).toHaveLength(3)
    expect((await getWebinar(deps, held.webinar.id)).event.title).toBe("Optics")
  })

  test("is told to every administrator in one message, which keeps its id when it is tried again", async () => {
    const { deps, wish } = await fullPool()
    const admins = [await makeAdmin(deps), await makeAdmin(deps)]
    await expect(wish()).rejects.toMatchObject({ code: "no_gateway" })
    const [mail] = await mailsIn(deps)
    if (!mail) throw new Error("no mail")
    const sent: { id: string; to: string[] }[] = []
    const withMail = {
      ...deps,
      mail: {
        send: async ({ id, to }: { id: string; to: { address: string }[] }) => {
          sent.push({ id, to: to.map((each) => each.address).sort() })
          return { refused: [] }
        },
      },
    }
    await mailAdmins(deps, mail)
    expect(sent).toEqual([])
    await mailAdmins(withMail, mail)
    await mailAdmins(withMail, mail)
    const expected = { id: mail.mailId, to: admins.map(emailOf).sort() }
    expect(sent).toEqual([expected, expected])
  })
})

describe("asking whether a gateway is free", () => {
  const dates = { startDate: "2026-11-23", startTime: "10:30", durationMinutes: 60 }

  test("does not count the webinar's own reservation", async () => {
    const { deps, held, holder } = await fullPool()
    const ask = (webinarId: string | null) => getAvailability(deps, holder, { ...dates, webinarId })
    expect(await ask(held.webinar.id)).toEqual({ free: true, slots: [] })
    expect(await ask(null)).toMatchObject({ free: false, slots: [{}, {}] })
  })

  test("is for those who may plan one", async () => {
    const { deps, held } = await fullPool()
    const student = await makeUser(deps)
    for (const webinarId of [null, held.webinar.id])
      await expect(getAvailability(deps, student, { ...dates, webinarId })).rejects.toMatchObject({
        code: "forbidden",
      })
  })

  test("says at the date what is wrong with it", async () => {
    const { deps, owner } = await fullPool()
    const asking = getAvailability(deps, owner, { ...dates, webinarId: null, startDate: "2026-02-31" })
    await expect(asking).rejects.toMatchObject({ code: "invalid", fields: { startDate: "badDate" } })
  })
})
