import { expect, test } from "vitest"
import type { Signal } from "../domain/signals.ts"
import { createTestDeps, type TestDeps } from "../test-deps.ts"
import { ANYBODY, getWebinar, makeGateway, makeTeacher, makeWebinar } from "../test-factories.ts"
import {
  advanceTo,
  gatewayJoins,
  look,
  makeLive,
  makeStage,
  pictureComes,
  pictureGoes,
  type Stage,
  start,
} from "../test-live.ts"
import { sendMessage } from "./chat.ts"
import { announceHeads } from "./heads.ts"
import { getLiveView } from "./live-page.ts"
import { setChat, stopLive } from "./livestreams.ts"

async function headsHeard(deps: TestDeps, eventId: string) {
  await deps.ticker.idle()
  deps.realtime.published.length = 0
  await announceHeads(deps)
  await deps.ticker.idle()
  const heard = deps.realtime.published.filter(({ channel }) => channel === `event-${eventId}`)
  return heard.flatMap(({ signals }) => signals).filter(isHead)
}

function isHead({ type }: Signal) {
  return type === "live.head" || type === "chat.head"
}

test("how far an event and its chat have come is repeated before, during and after it, with and without a picture", async () => {
  const { deps, owner, eventId, webinarId } = await makeStage()
  const { version } = (await getWebinar(deps, webinarId)).event
  const head = { type: "chat.head", head: { seq: 1, rev: 0, rules: 0 } }
  await sendMessage(deps, owner, { eventId, clientId: "client-0001", text: "hello" })
  expect(await headsHeard(deps, eventId)).toEqual([{ type: "live.head", version, listeners: 0 }, head])
  deps.clock.set(new Date("2026-11-23T08:10:00Z"))
  expect(await headsHeard(deps, eventId)).toContainEqual(head)
  deps.clock.set(new Date("2026-11-23T10:50:00Z"))
  expect(await headsHeard(deps, eventId)).toContainEqual(head)
})

test("an event that nobody attends now is not repeated", async () => {
  const deps = await createTestDeps()
  await makeGateway(deps)
  const { event } = await makeWebinar(deps, await makeTeacher(deps), { startDate: "2026-11-24" })
  expect(await headsHeard(deps, event.id)).toEqual([])
})

test("an event that overruns is repeated", async () => {
  const live = await makeLive()
  live.deps.clock.advance(5 * 3_600_000)
  expect(await headsHeard(live.deps, live.eventId)).toHaveLength(2)
})

test("a chat that is off has no head", async () => {
  const { deps, owner, eventId, webinarId } = await makeStage()
  await setChat(deps, owner, { webinarId, enabled: false })
  expect(await headsHeard(deps, eventId)).toMatchObject([{ type: "live.head" }])
})

test("whatever changes on the live page raises the version that is repeated", async () => {
  const stage = await makeStage()
  const { deps } = stage
  const seen: { version: number; shown: string }[] = []
  const noteView = async () => seen.push(await viewOf(stage))
  await noteView()
  const id = await start(stage)
  await noteView()
  await advanceTo(stage, id, "waiting_for_picture")
  await noteView()
  const session = await pictureComes(stage, id)
  await look(stage, id)
  await noteView()
  gatewayJoins(stage, id)
  await advanceTo(stage, id, "live")
  await noteView()
  await pictureGoes(stage, id, session)
  await noteView()
  await stopLive(deps, stage.owner, { webinarId: stage.webinarId })
  await noteView()
  await advanceTo(stage, id, "ended")
  await noteView()
  expect(new Set(seen.map(({ shown }) => shown)).size).toBeGreaterThan(5)
  for (const [index, { version, shown }] of seen.entries()) {
    const before = seen[index - 1]
    if (before && before.shown !== shown) expect(version, shown).toBeGreaterThan(before.version)
  }
})

async function viewOf({ deps, webinarId }: Stage) {
  const { event } = await getWebinar(deps, webinarId)
  const view = await getLiveView(deps, ANYBODY, { slug: event.slug })
  const { version, serverNow, listeners, ...shown } = view
  return { version, shown: JSON.stringify(shown) }
}
