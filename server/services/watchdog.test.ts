import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { findEvent, recordListeners } from "#db/queries/events.ts"
import {
  advanceTo,
  comesOnAir,
  gatewayJoins,
  livestreamOf,
  look,
  makeLive,
  makeStage,
  notice,
  pictureComes,
  reasonsOf,
  start,
  whatListenersSee,
} from "#server/test-live.ts"
import { stopLive } from "./livestreams.ts"

function leaves({ deps, meetingId }: Awaited<ReturnType<typeof makeLive>>) {
  const meeting = deps.bbb.meetings.get(meetingId)
  if (meeting) meeting.attendees = []
}

describe("a picture without the streaming user in the meeting", () => {
  test("is an interruption after twenty seconds, and the gateway is started again", async () => {
    const live = await makeLive()
    leaves(live)
    live.deps.clock.advance(11_000)
    expect(await look(live, live.id)).toMatchObject({ state: "live" })
    live.deps.clock.advance(11_000)
    expect(await look(live, live.id)).toMatchObject({ state: "live" })
    live.deps.clock.advance(11_000)
    expect(await look(live, live.id)).toMatchObject({ state: "interrupted" })
    expect(await whatListenersSee(live)).toBe("interrupted")
    expect(await look(live, live.id, 3)).toMatchObject({ state: "interrupted" })
    live.deps.clock.advance(16_000)
    await advanceTo(live, live.id, "waiting_for_picture")
    await comesOnAir(live, live.id)
    live.deps.clock.advance(11_000)
    await look(live, live.id)
    expect(await reasonsOf(live, live.id)).toEqual(
      expect.arrayContaining(["streaming_user_gone", "streaming_user_back"]),
    )
  })

  test("who is back in time, or was only missed once, interrupts nothing", async () => {
    const live = await makeLive()
    leaves(live)
    live.deps.clock.advance(11_000)
    await look(live, live.id)
    gatewayJoins(live, live.id)
    for (let count = 0; count < 4; count++) {
      live.deps.clock.advance(11_000)
      expect(await look(live, live.id)).toMatchObject({ state: "live" })
    }
  })

  test("is nothing to believe while BBB can't be asked", async () => {
    const live = await makeLive()
    live.deps.bbb.trouble = "unreachable"
    for (let count = 0; count < 6; count++) {
      live.deps.clock.advance(11_000)
      expect(await look(live, live.id)).toMatchObject({ state: "live" })
    }
  })
})

test("a picture of Amphi's own origin that stands still is an interruption", async () => {
  const live = await makeLive()
  live.deps.media.play(live.gateway.playlist)
  await look(live, live.id)
  live.deps.clock.advance(10_000)
  expect(await look(live, live.id)).toMatchObject({ state: "live" })
  live.deps.clock.advance(11_000)
  expect(await look(live, live.id)).toMatchObject({ state: "interrupted" })
  live.deps.media.play(live.gateway.playlist)
  expect(await look(live, live.id)).toMatchObject({ state: "live" })
})

test("a media origin that was started anew is believed again as soon as the picture is back", async () => {
  const live = await makeLive()
  // The row still says "playing" for a session that no longer exists.
  live.deps.media.unreachable = true
  expect(await look(live, live.id)).toMatchObject({ state: "interrupted" })
  live.deps.media.unreachable = false
  live.deps.media.playlists.clear()
  expect(await look(live, live.id, 2)).toMatchObject({ state: "interrupted" })
  live.deps.clock.advance(16_000)
  await advanceTo(live, live.id, "waiting_for_picture")
  const { roomKey } = await livestreamOf(live, live.id)
  await notice(live, "started", roomKey, "session of the new process")
  live.deps.media.play(live.gateway.playlist)
  expect(await advanceTo(live, live.id, "live")).toMatchObject({ interruptedAt: null })
})

test("a meeting that ended without a callback is noticed while its picture is still awaited", async () => {
  const stage = await makeStage()
  const id = await start(stage)
  await advanceTo(stage, id, "waiting_for_picture")
  stage.deps.bbb.meetings.clear()
  stage.deps.clock.advance(11_000)
  expect(await look(stage, id)).toMatchObject({ state: "stopping", stopReason: "meeting_ended" })
})

test("the number of listeners goes back to none when the live ends", async () => {
  const live = await makeLive()
  await write(live.deps.db, (tx) => recordListeners(tx, live.eventId, 42))
  await stopLive(live.deps, live.owner, { webinarId: live.webinarId })
  await advanceTo(live, live.id, "ended")
  const found = await findEvent(live.deps.db, { id: live.eventId })
  expect(found?.event).toMatchObject({ listeners: 0, listenersPeak: 42 })
})

test("a picture alone doesn't end an interruption that began with the streaming user's leaving", async () => {
  const live = await makeLive()
  leaves(live)
  for (let count = 0; count < 3; count++) {
    live.deps.clock.advance(11_000)
    await look(live, live.id)
  }
  await pictureComes(live, live.id)
  expect(await look(live, live.id)).toMatchObject({ state: "interrupted" })
  gatewayJoins(live, live.id)
  expect(await look(live, live.id)).toMatchObject({ state: "live" })
})

test("a meeting that ended is noticed also after the machine's clock was put back", async () => {
  const live = await makeLive()
  live.deps.clock.advance(11_000)
  await look(live, live.id)
  live.deps.clock.set(new Date(live.deps.clock.now().getTime() - 3_600_000))
  live.deps.bbb.meetings.clear()
  expect(await look(live, live.id)).toMatchObject({ state: "stopping", stopReason: "meeting_ended" })
})
