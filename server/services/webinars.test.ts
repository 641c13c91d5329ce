import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { chatMessages } from "#db/chat-schema.ts"
import { write } from "#db/client.ts"
import { findEvent } from "#db/queries/events.ts"
import { findReservation, updateGateway } from "#db/queries/gateways.ts"
import { livestreams, reservations, slides, webinars } from "#db/schema.ts"
import type { WebinarForm } from "#server/domain/webinar.ts"
import { createTestDeps, type TestDeps } from "#server/test-deps.ts"
import {
  ANYBODY,
  emailOf,
  getWebinar,
  makeAdmin,
  makeGateway,
  makeTeacher,
  makeUser,
  makeWebinar,
  webinarForm,
} from "#server/test-factories.ts"
import { advanceTo, makeLive, start } from "#server/test-live.ts"
import { sendMessage } from "./chat.ts"
import { stopLive } from "./livestreams.ts"
import {
  deleteWebinar,
  getWebinarEdit,
  listWebinars,
  newWebinarForm,
  rescheduleWebinar,
  type SlidesUpload,
  saveWebinar,
} from "./webinars.ts"

async function setting(environment: Record<string, string> = {}) {
  const deps = await createTestDeps(environment)
  const gateway = await makeGateway(deps, { name: "a" })
  const owner = await makeTeacher(deps)
  return { deps, gateway, owner }
}

async function slideFiles(deps: TestDeps) {
  const names = await readdir(join(deps.config.dataDir, "slides")).catch(() => [])
  return names.length
}

const PDF: SlidesUpload = { filename: "Slides.PDF", bytes: new Uint8Array([1]) }

describe("creating", () => {
  const form = webinarForm()

  test("is for members of the affiliations, of the group, and for administrators", async () => {
    const { deps, owner } = await setting()
    await makeGateway(deps)
    await makeGateway(deps)
    const grouped = await makeUser(deps, { groups: ["webinar admin"] })
    for (const actor of [owner, grouped, await makeAdmin(deps)])
      await expect(saveWebinar(deps, actor, { webinarId: null, form })).resolves.toBeTruthy()
  })

  test("is refused to everybody else", async () => {
    const { deps } = await setting()
    const student = await makeUser(deps, { affiliations: ["student"], groups: ["chess"] })
    await expect(saveWebinar(deps, student, { webinarId: null, form })).rejects.toMatchObject({
      code: "forbidden",
    })
    await expect(saveWebinar(deps, ANYBODY, { webinarId: null, form })).rejects.toMatchObject({
      code: "unauthenticated",
    })
    expect(() => newWebinarForm(deps, student)).toThrow(expect.objectContaining({ code: "forbidden" }))
    expect(await deps.db.select().from(webinars)).toEqual([])
  })

  test("is refused to all, administrators too, where the feature is off", async () => {
    const { deps } = await setting({ USE_MEETING_WEBINAR: "false" })
    const admin = await makeAdmin(deps)
    await expect(saveWebinar(deps, admin, { webinarId: null, form })).rejects.toMatchObject({
      code: "feature_off",
    })
  })

  test("a co-presenter without the right can edit, but not turn a plain meeting into a webinar", async () => {
    const { deps, owner } = await setting()
    const student = await makeUser(deps)
    const presenterEmails = [emailOf(student)]
    const webinar = await makeWebinar(deps, owner, { presenterEmails })
    const plain = await makeWebinar(deps, owner, { presenterEmails, isWebinar: false })
    const edit = (webinarId: string) =>
      saveWebinar(deps, student, { webinarId, form: webinarForm({ presenterEmails, title: "Edited" }) })
    await expect(edit(webinar.webinar.id)).resolves.toBeTruthy()
    await expect(edit(plain.webinar.id)).rejects.toMatchObject({ code: "forbidden" })
  })

  test("makes a published event, unguessable keys and a readable address", async () => {
    const { deps, owner } = await setting()
    const { event, webinar } = await makeWebinar(deps, owner, { title: "L'été à Nîmes: 100 % « Ça »!" })
    expect(event).toMatchObject({ published: true, slug: "l-ete-a-nimes-100-ca", ownerId: owner.id })
    expect(webinar.meetingId).toMatch(/^w-[a-z0-9]{24}$/)
    for (const key of [webinar.joinKey, webinar.callbackKey]) expect(key).toMatch(/^[a-z0-9]{32}$/)
    const other = await makeWebinar(deps, owner, {
      title: "L'été à Nîmes: 100 % ça",
      startDate: "2026-12-24",
    })
    expect(other.event.slug).toMatch(/^l-ete-a-nimes-100-ca-[a-z0-9]{4}$/)
    expect((await makeWebinar(deps, owner, { title: "日本語", startDate: "2026-12-25" })).event.slug).toBe(
      "event",
    )
  })
})

describe("the form", () => {
  test.each<[string, Partial<WebinarForm>, string]>([
    ["title", { title: " a " }, "titleTooShort"],
    ["title", { title: "a".repeat(251) }, "titleTooLong"],
    ["startDate", { startDate: "23/11/2026" }, "badDate"],
    ["startDate", { startDate: "2026-02-30" }, "badDate"],
    ["startTime", { startTime: "25:00" }, "badTime"],
    ["durationMinutes", { durationMinutes: 20 }, "badDuration"],
    ["durationMinutes", { durationMinutes: 315 }, "durationTooLong"],
    ["welcomeText", { welcomeText: "a".repeat(501) }, "tooLong"],
    ["maxParticipants", { maxParticipants: 1 }, "badNumber"],
    ["presenterEmails.0", { presenterEmails: ["nonsense"] }, "badEmail"],
    ["presenterEmails.0", { presenterEmails: ["nobody@univ.test"] }, "unknownPresenter"],
  ])("says at %s what is wrong with %o", async (field, wrong, key) => {
    const { deps, owner } = await setting()
    const saving = saveWebinar(deps, owner, { webinarId: null, form: webinarForm(wrong) })
    await expect(saving).rejects.toMatchObject({ code: "invalid", fields: { [field]: key } })
  })

  test("does not take the owner as co-presenter", async () => {
    const { deps, owner } = await setting()
    const form = webinarForm({ presenterEmails: [emailOf(owner).toUpperCase()] })
    await expect(saveWebinar(deps, owner, { webinarId: null, form })).rejects.toMatchObject({
      fields: { "presenterEmails.0": "ownerIsPresenter" },
    })
  })

  test("takes a duration up to the limit of the installation", async () => {
    const { deps, owner } = await setting({ MEETING_MAX_DURATION: "2" })
    const edge = await makeWebinar(deps, owner, { durationMinutes: 120 })
    const rescheduling = rescheduleWebinar(deps, owner, {
      webinarId: edge.webinar.id,
      startDate: "2026-11-23",
      startTime: "10:00",
      durationMinutes: 135,
    })
    await expect(rescheduling).rejects.toMatchObject({ fields: { durationMinutes: "durationTooLong" } })
  })

  test("comes back as it was saved", async () => {
    const { deps, owner } = await setting()
    const friend = await makeUser(deps)
    const form = webinarForm({ presenterEmails: [emailOf(friend)], startTime: "14:30", welcomeText: "Hi" })
    const { webinarId } = await saveWebinar(deps, owner, { webinarId: null, form })
    expect((await getWebinarEdit(deps, owner, { webinarId })).form).toEqual(form)
  })

  test("of a new webinar begins at the next half hour", async () => {
    const { deps, owner } = await setting()
    deps.clock.advance(60_000)
    expect(newWebinarForm(deps, owner)).toMatchObject({ startDate: "2026-11-23", startTime: "10:30" })
  })

  test.each([
    ["2027-03-28", "01:59", "2027-03-28T00:59:00.000Z"],
    ["2027-03-28", "02:30", "2027-03-28T01:30:00.000Z"],
    ["2027-03-28", "03:30", "2027-03-28T01:30:00.000Z"],
    ["2027-10-31", "02:30", "2027-10-31T00:30:00.000Z"],
    ["2027-07-14", "12:00", "2027-07-14T10:00:00.000Z"],
  ])("means the wall clock in Paris: %s %s is %s", async (startDate, startTime, instant) => {
    const { deps, owner } = await setting()
    const { event } = await makeWebinar(deps, owner, { startDate, startTime })
    expect(event.startAt.toISOString()).toBe(instant)
    expect(event.endAt.getTime() - event.startAt.getTime()).toBe(3_600_000)
  })
})

describe("the gateway's reservation", () => {
  async function reserved(deps: TestDeps, webinarId: string) {
    return (await findReservation(deps.db, webinarId))?.gatewayId ?? null
  }

  test("covers the margins before and after, and touching is not overlapping", async () => {
    const { deps, owner, gateway } = await setting()
    const first = await makeWebinar(deps, owner, { startTime: "10:00" })
    expect(await findReservation(deps.db, first.webinar.id)).toEqual({
      webinarId: first.webinar.id,
      gatewayId: gateway.id,
      fromAt: new Date(first.event.startAt.getTime() - 15 * 60_000),
      toAt: new Date(first.event.endAt.getTime() + 15 * 60_000),
    })
    await expect(makeWebinar(deps, owner, { startTime: "11:15" })).rejects.toMatchObject({
      code: "no_gateway",
    })
    const next = await makeWebinar(deps, owner, { startTime: "11:30" })
    expect(await reserved(deps, next.webinar.id)).toBe(gateway.id)
  })

  test("stays on its gateway when moved, as long as that is free; else goes to another", async () => {
    const { deps, owner } = await setting()
    const b = await makeGateway(deps, { name: "b" })
    await makeWebinar(deps, owner, { startTime: "10:00" })
    const moving = await makeWebinar(deps, owner, { startTime: "10:00" })
    expect(await reserved(deps, moving.webinar.id)).toBe(b.id)
    const move = (startTime: string) =>
      rescheduleWebinar(deps, owner, {
        webinarId: moving.webinar.id,
        startDate: "2026-11-23",
        startTime,
        durationMinutes: 60,
      })
    await move("14:00")
    expect(await reserved(deps, moving.webinar.id)).toBe(b.id)
    await makeWebinar(deps, owner, { startTime: "17:00" })
    const onB = await makeWebinar(deps, owner, { startTime: "17:00" })
    await move("20:00")
    expect(await reserved(deps, onB.webinar.id)).toBe(b.id)
    await deleteWebinar(deps, owner, { webinarId: (await listWebinars(deps, owner)).at(-1)?.id ?? "" })
    await move("10:00")
    expect(await reserved(deps, moving.webinar.id)).not.toBeNull()
  })

  test("is refused when none is free, and then nothing at all has changed", async () => {
    const { deps, owner } = await setting()
    await makeWebinar(deps, owner, { startTime: "10:00" })
    const other = await makeWebinar(deps, owner, { startTime: "14:00", title: "Other" })
    const form = webinarForm({ startTime: "10:30", title: "Renamed" })
    const saving = saveWebinar(deps, owner, { webinarId: other.webinar.id, form, slides: PDF })
    await expect(saving).rejects.toMatchObject({ code: "no_gateway" })
    const after = await getWebinar(deps, other.webinar.id)
    expect(after).toEqual(other)
    expect(await deps.db.select().from(slides)).toEqual([])
    expect(await slideFiles(deps)).toBe(0)
    await expect(saveWebinar(deps, owner, { webinarId: null, form, slides: PDF })).rejects.toMatchObject({
      code: "no_gateway",
    })
    expect(await deps.db.select().from(webinars)).toHaveLength(2)
    expect(await slideFiles(deps)).toBe(0)
  })

  test("never overlaps on one gateway, even when twenty are saved at once", async () => {
    const { deps, owner } = await setting()
    await makeGateway(deps, { name: "b" })
    const saves = await Promise.allSettled(Array.from({ length: 20 }, () => makeWebinar(deps, owner)))
    expect(saves.filter((save) => save.status === "fulfilled")).toHaveLength(2)
    const rows = await deps.db.select().from(reservations)
    expect(new Set(rows.map((row) => row.gatewayId)).size).toBe(2)
  })

  test("is not given to a disabled gateway, nor to a plain meeting", async () => {
    const deps = await createTestDeps()
    await makeGateway(deps, { enabled: false })
    const owner = await makeTeacher(deps)
    await expect(makeWebinar(deps, owner)).rejects.toMatchObject({ code: "no_gateway" })
    const plain = await makeWebinar(deps, owner, { isWebinar: false })
    expect(await reserved(deps, plain.webinar.id)).toBeNull()
    expect(plain.event.published).toBe(false)
  })

  test("brings the broadcaster's rules to the event", async () => {
    const deps = await createTestDeps()
    await makeGateway(deps, { listed: false, restricted: true })
    const { event } = await makeWebinar(deps, await makeTeacher(deps))
    expect(event).toMatchObject({ listed: false, restricted: true })
  })
})

describe("slides", () => {
  test.each([
    ["a wrong type", { filename: "slides.exe", bytes: new Uint8Array(1) }, "badSlidesType"],
    ["no type", { filename: "slides", bytes: new Uint8Array(1) }, "badSlidesType"],
    ["too many bytes", { filename: "a.pdf", bytes: new Uint8Array(30 * 1024 * 1024 + 1) }, "slidesTooBig"],
  ])("of %s are refused before anything is stored", async (_what, upload, key) => {
    const { deps, owner } = await setting()
    const saving = saveWebinar(deps, owner, { webinarId: null, form: webinarForm(), slides: upload })
    await expect(saving).rejects.toMatchObject({ code: "invalid", fields: { slides: key } })
    expect(await slideFiles(deps)).toBe(0)
  })

  test("are kept, replaced and removed, and no file is left behind", async () => {
    const { deps, owner } = await setting()
    const form = webinarForm()
    const { webinarId } = await saveWebinar(deps, owner, { webinarId: null, form, slides: PDF })
    await saveWebinar(deps, owner, { webinarId, form })
    expect((await getWebinarEdit(deps, owner, { webinarId })).slides).toEqual({
      filename: "Slides.PDF",
      sizeBytes: 1,
    })
    await saveWebinar(deps, owner, { webinarId, form, slides: { ...PDF, filename: "new.pdf" } })
    expect((await getWebinarEdit(deps, owner, { webinarId })).slides?.filename).toBe("new.pdf")
    expect(await slideFiles(deps)).toBe(1)
    await saveWebinar(deps, owner, { webinarId, form, slides: null })
    expect((await getWebinarEdit(deps, owner, { webinarId })).slides).toBeNull()
    expect(await slideFiles(deps)).toBe(0)
  })
})

describe("deleting", () => {
  test("is refused while a live is open; then everything of the webinar goes", async () => {
    const live = await makeLive()
    const { deps, owner, webinarId, eventId } = live
    await saveWebinar(deps, owner, { webinarId, form: webinarForm(), slides: PDF })
    await sendMessage(deps, owner, { eventId, clientId: "client-1", text: "hello" })
    await expect(deleteWebinar(deps, owner, { webinarId })).rejects.toMatchObject({ code: "conflict" })
    await stopLive(deps, owner, { webinarId })
    await advanceTo(live, live.id, "ended")
    await deleteWebinar(deps, owner, { webinarId })
    expect(await findEvent(deps.db, { id: eventId })).toBeNull()
    for (const table of [webinars, livestreams, chatMessages, reservations, slides])
      expect(await deps.db.select().from(table)).toEqual([])
    expect(await slideFiles(deps)).toBe(0)
  })

  test("is for the owner and administrators, not for co-presenters", async () => {
    const { deps, owner } = await setting()
    const friend = await makeTeacher(deps)
    const { webinar } = await makeWebinar(deps, owner, { presenterEmails: [emailOf(friend)] })
    const target = { webinarId: webinar.id }
    await expect(deleteWebinar(deps, friend, target)).rejects.toMatchObject({ code: "forbidden" })
    await deleteWebinar(deps, await makeAdmin(deps), target)
  })
})

test("the list shows what one owns or co-presents, and nothing else", async () => {
  const { deps, owner } = await setting()
  const friend = await makeUser(deps)
  const stranger = await makeTeacher(deps)
  const { webinar } = await makeWebinar(deps, owner, { presenterEmails: [emailOf(friend)] })
  expect(await listWebinars(deps, owner)).toMatchObject([{ id: webinar.id, isOwner: true, state: "lobby" }])
  expect(await listWebinars(deps, friend)).toMatchObject([{ id: webinar.id, isOwner: false }])
  expect(await listWebinars(deps, stranger)).toEqual([])
})

test("moving a running webinar keeps its picture where it is", async () => {
  const live = await makeLive()
  await makeGateway(live.deps, { name: "zzz" })
  const before = await getWebinar(live.deps, live.webinarId)
  await rescheduleWebinar(live.deps, live.owner, {
    webinarId: live.webinarId,
    startDate: "2026-11-23",
    startTime: "12:00",
    durationMinutes: 60,
  })
  const after = await getWebinar(live.deps, live.webinarId)
  expect(after.event.broadcasterId).toBe(before.event.broadcasterId)
  expect(await start(live)).toBe(live.id)
})

describe("the presenters' restriction", () => {
  test("is kept apart from the broadcaster's: leaving that one opens the event again", async () => {
    const { deps, owner, gateway } = await setting()
    const strict = await makeGateway(deps, { name: "b", restricted: true })
    await makeWebinar(deps, owner)
    const { webinar, event } = await makeWebinar(deps, owner)
    expect(event).toMatchObject({ broadcasterId: `broadcaster-${strict.id}`, restricted: true })
    const webinarId = webinar.id
    const { form } = await getWebinarEdit(deps, owner, { webinarId })
    expect(form.restricted).toBe(false)
    await saveWebinar(deps, owner, { webinarId, form: { ...form, title: "Renamed" } })
    expect((await getWebinar(deps, webinarId)).event.restricted).toBe(true)
    await saveWebinar(deps, owner, { webinarId, form: { ...form, isWebinar: false } })
    await write(deps.db, (tx) => updateGateway(tx, strict.id, { maintenance: "new disk" }))
    const later = { startDate: "2026-11-24", isWebinar: true }
    await saveWebinar(deps, owner, { webinarId, form: { ...form, ...later } })
    expect((await getWebinar(deps, webinarId)).event).toMatchObject({
      broadcasterId: `broadcaster-${gateway.id}`,
      restricted: false,
    })
  })

  test("holds on every broadcaster", async () => {
    const { deps, owner } = await setting()
    const { webinar, event } = await makeWebinar(deps, owner, { restricted: true })
    expect(event).toMatchObject({ restricted: true, restrictedChoice: true })
    expect((await getWebinarEdit(deps, owner, { webinarId: webinar.id })).form.restricted).toBe(true)
  })
})

test("a webinar moved to another gateway while it runs goes there when its live has ended", async () => {
  const live = await makeLive({ name: "a" })
  const { deps, owner, webinarId, id } = live
  const other = await makeTeacher(deps)
  await makeGateway(deps, { name: "b" })
  const blocker = await makeWebinar(deps, other, { startDate: "2026-11-24" })
  expect(blocker.event.broadcasterId).toBe((await getWebinar(deps, webinarId)).event.broadcasterId)
  const dates = { startDate: "2026-11-24", startTime: "10:00", durationMinutes: 60 }
  await rescheduleWebinar(deps, owner, { webinarId, ...dates })
  const reserved = (await findReservation(deps.db, webinarId))?.gatewayId
  expect(reserved).not.toBe(live.gateway.id)
  expect((await getWebinar(deps, webinarId)).event.broadcasterId).toBe(`broadcaster-${live.gateway.id}`)
  await stopLive(deps, owner, { webinarId })
  await advanceTo(live, id, "ended")
  expect((await getWebinar(deps, webinarId)).event.broadcasterId).toBe(`broadcaster-${reserved}`)
})
