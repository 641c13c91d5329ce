import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { updateEvent } from "#db/queries/events.ts"
import { withoutKey } from "#server/test-clients.ts"
import { createTestDeps } from "#server/test-deps.ts"
import {
  ANYBODY,
  makeGateway,
  makeTeacher,
  makeUser,
  makeWebinar,
  webinarForm,
} from "#server/test-factories.ts"
import { advanceTo, makeLive } from "#server/test-live.ts"
import { countAudiences } from "./audience.ts"
import { getCalendar, listEvents } from "./events.ts"
import { getLiveView } from "./live-page.ts"
import { stopLive } from "./livestreams.ts"
import { saveWebinar } from "./webinars.ts"

const ALL = { query: "", state: "all" } as const

async function titles(deps: Awaited<ReturnType<typeof createTestDeps>>, query = "") {
  const { live, upcoming, past } = await listEvents(deps, ANYBODY, { query, state: "all" })
  const of = (cards: { title: string }[]) => cards.map((card) => card.title)
  return { live: of(live), upcoming: of(upcoming), past: of(past) }
}

describe("the public list", () => {
  test("puts each event where it belongs, by its livestream and not only by the clock", async () => {
    const live = await makeLive()
    await makeWebinar(live.deps, live.owner, { title: "Tomorrow", startDate: "2026-11-24" })
    await makeWebinar(live.deps, live.owner, { title: "Yesterday", startDate: "2026-11-22" })
    expect(await titles(live.deps)).toEqual({
      live: ["Thermodynamics"],
      upcoming: ["Tomorrow"],
      past: ["Yesterday"],
    })
    live.deps.clock.advance(2 * 3_600_000)
    expect((await titles(live.deps)).live).toEqual(["Thermodynamics"])
    await stopLive(live.deps, live.owner, { webinarId: live.webinarId })
    await advanceTo(live, live.id, "ended")
    expect((await titles(live.deps)).past).toEqual(["Thermodynamics", "Yesterday"])
    expect(await listEvents(live.deps, ANYBODY, { ...ALL, state: "live" })).toEqual({
      live: [],
      upcoming: [],
      past: [],
    })
  })

  test("hides what is not published or not listed", async () => {
    const deps = await createTestDeps()
    await makeGateway(deps)
    const owner = await makeTeacher(deps)
    await makeWebinar(deps, owner, { title: "A plain meeting", isWebinar: false })
    const { event } = await makeWebinar(deps, owner, { title: "Unlisted" })
    await write(deps.db, (tx) => updateEvent(tx, event.id, { listed: false }))
    expect(await titles(deps)).toEqual({ live: [], upcoming: [], past: [] })
    await expect(getLiveView(deps, ANYBODY, { slug: event.slug })).resolves.toMatchObject({ state: "lobby" })
  })

  test("finds by words of title, description and people, and takes signs for themselves", async () => {
    const deps = await createTestDeps()
    await makeGateway(deps)
    const owner = await makeTeacher(deps, { name: "Ada Lovelace" })
    await makeWebinar(deps, owner, { title: "100% heat", description: "entropy" })
    for (const query of ["heat", "100%", "ENTROPY heat", "lovelace"])
      expect((await titles(deps, query)).upcoming, query).toEqual(["100% heat"])
    for (const query of ["cold", "heat cold", "1_0", "'; drop table events; --"])
      expect((await titles(deps, query)).upcoming, query).toEqual([])
  })
})

describe("a live page", () => {
  test("gives the stream's address only while a picture can come", async () => {
    const live = await makeLive()
    const { event } =
      (await listEvents(live.deps, ANYBODY, ALL)).live.map((card) => ({ event: card }))[0] ?? {}
    const view = () => getLiveView(live.deps, ANYBODY, { slug: event?.slug ?? "" })
    expect(withoutKey((await view()).streamUrl)).toBe(live.gateway.playlist)
    await stopLive(live.deps, live.owner, { webinarId: live.webinarId })
    expect((await view()).streamUrl).toBeNull()
    await advanceTo(live, live.id, "ended")
    expect((await view()).streamUrl).toBeNull()
  })

  test("of a restricted event is for people who signed in, on a private channel", async () => {
    const live = await makeLive()
    const form = webinarForm({ restricted: true })
    await saveWebinar(live.deps, live.owner, { webinarId: live.webinarId, form })
    const slug = "thermodynamics"
    await expect(getLiveView(live.deps, ANYBODY, { slug })).rejects.toMatchObject({ code: "unauthenticated" })
    await expect(getCalendar(live.deps, ANYBODY, { slug })).rejects.toMatchObject({ code: "unauthenticated" })
    const view = await getLiveView(live.deps, await makeUser(live.deps), { slug })
    expect(view.channel).toBe(`private-event-${live.eventId}`)
  })
})

test("a calendar file is folded and escaped as its standard says, in UTC", async () => {
  const deps = await createTestDeps()
  await makeGateway(deps)
  const owner = await makeTeacher(deps, { name: "Ada" })
  const { event } = await makeWebinar(deps, owner, {
    title: `Été; "a, b" ${"é".repeat(60)}`,
    description: "one\ntwo",
  })
  const file = await getCalendar(deps, ANYBODY, { slug: event.slug })
  const lines = file.split("\r\n")
  expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
  const unfolded = file.replaceAll("\r\n ", "")
  expect(unfolded).toContain("DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z\r\n")
  expect(unfolded).toContain(`SUMMARY:Été\\; "a\\, b" ${"é".repeat(60)}\r\n`)
  expect(unfolded).toContain("DESCRIPTION:one\\ntwo\\nAda\\nhttps://amphi.test/events/")
})

describe("the audience", () => {
  test("is counted, its peak kept, and told when it changes", async () => {
    const live = await makeLive()
    const { deps } = live
    const count = async (listeners: number) => {
      deps.realtime.counts.set(`audience-${live.eventId}`, listeners)
      deps.realtime.published.length = 0
      await countAudiences(deps)
      return deps.realtime.published.flatMap(({ signals }) => signals)
    }
    expect(await count(7)).toEqual([{ type: "audience.changed", listeners: 7 }])
    expect(await count(7)).toEqual([])
    expect(await count(3)).toEqual([{ type: "audience.changed", listeners: 3 }])
    const view = await getLiveView(deps, ANYBODY, { slug: "thermodynamics" })
    expect(view.listeners).toBe(3)
  })

  test("that can't be counted stays as it was", async () => {
    const live = await makeLive()
    live.deps.realtime.isDown = true
    await expect(countAudiences(live.deps)).resolves.toBeUndefined()
  })
})
