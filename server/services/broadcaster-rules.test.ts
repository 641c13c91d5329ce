// Who listens is told when a broadcaster's new rule moves the event to another channel.
import { expect, test } from "vitest"
import { findBroadcaster } from "#db/queries/gateways.ts"
import { eventChannel, webinarChannel } from "#server/domain/signals.ts"
import type { TestDeps } from "#server/test-deps.ts"
import { directForm, getWebinar, makeAdmin } from "#server/test-factories.ts"
import { makeLive, makeStage } from "#server/test-live.ts"
import { saveDirectEvent } from "./direct-events.ts"
import { saveBroadcaster } from "./gateways.ts"

async function restrict(deps: TestDeps, broadcasterId: string, restricted = true) {
  const { name, streamName } = (await findBroadcaster(deps.db, broadcasterId)) ?? {}
  const form = { name: name ?? "", hlsUrl: "", streamName: streamName ?? "", listed: true, restricted }
  deps.realtime.published.length = 0
  await saveBroadcaster(deps, await makeAdmin(deps), { broadcasterId, form })
  return deps.realtime.published.map(({ channel }) => channel)
}

test("a live whose broadcaster becomes restricted is announced on both channels, and to its presenters", async () => {
  const { deps, gateway, webinarId } = await makeLive()
  const before = (await getWebinar(deps, webinarId)).event
  const told = await restrict(deps, `broadcaster-${gateway.id}`)
  const { event } = await getWebinar(deps, webinarId)
  expect(event.restricted).toBe(true)
  expect(eventChannel(event)).not.toBe(eventChannel(before))
  expect(told.sort()).toEqual([eventChannel(before), eventChannel(event), webinarChannel(webinarId)].sort())
  expect(await restrict(deps, `broadcaster-${gateway.id}`)).toEqual([])
})

test("so is an event without a webinar", async () => {
  const { deps, gateway } = await makeStage()
  const admin = await makeAdmin(deps)
  const broadcaster = { id: `broadcaster-${gateway.id}` }
  const times = { startDate: "2026-11-24" }
  const { eventId } = await saveDirectEvent(deps, admin, {
    eventId: null,
    form: directForm(admin, broadcaster, times),
  })
  const told = await restrict(deps, broadcaster.id)
  for (const restricted of [false, true]) expect(told).toContain(eventChannel({ id: eventId, restricted }))
})
