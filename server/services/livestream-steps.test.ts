import { describe, expect, test } from "vitest"
import {
  advanceTo,
  gatewayJoins,
  livestreamOf,
  look,
  makeLive,
  makeStage,
  movesOf,
  notice,
  pictureComes,
  pictureGoes,
  start,
  whatListenersSee,
} from "#server/test-live.ts"

describe("a start", () => {
  test("goes through every step in order and says so to listeners", async () => {
    const stage = await makeStage()
    expect(await whatListenersSee(stage)).toBe("lobby")
    const id = await start(stage)
    expect(await whatListenersSee(stage)).toBe("waiting")
    await advanceTo(stage, id, "waiting_for_picture")
    expect(await whatListenersSee(stage)).toBe("waiting")
    gatewayJoins(stage, id)
    await pictureComes(stage, id)
    await advanceTo(stage, id, "live")
    expect(await whatListenersSee(stage)).toBe("live")
    expect(await movesOf(stage, id)).toEqual([
      "requested",
      "meeting_ready",
      "gateway_starting",
      "waiting_for_picture",
      "live",
    ])
  })

  test("tells the gateway the room, the join page and a publish address of this run", async () => {
    const stage = await makeStage()
    const id = await start(stage)
    const { roomKey } = await advanceTo(stage, id, "waiting_for_picture")
    const { gateway, deps } = stage
    expect(roomKey).toMatch(/^[a-z0-9]{24}$/)
    expect(deps.gateway.starts).toEqual([
      {
        url: gateway.url,
        room: roomKey,
        joinDomain: "amphi.test/join",
        rtmpUrl: `rtmp://amphi.test:1935/live/${gateway.streamName}?key=${gateway.key}&run=${roomKey}`,
        token: `token-${gateway.id}`,
      },
    ])
  })

  test("is not live while the gateway said ok but nobody joined and nothing is shown", async () => {
    const stage = await makeStage()
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    expect(await look(stage, id, 3)).toMatchObject({ state: "waiting_for_picture", liveAt: null })
  })

  test("is not live by the streaming user alone", async () => {
    const stage = await makeStage()
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    gatewayJoins(stage, id)
    expect(await look(stage, id, 3)).toMatchObject({ state: "waiting_for_picture", pictureAt: null })
  })

  test("is not live by a picture alone", async () => {
    const stage = await makeStage()
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    await pictureComes(stage, id)
    expect(await look(stage, id, 3)).toMatchObject({ state: "waiting_for_picture", gatewayJoinedAt: null })
  })

  test("is not live by a picture of another run, or by another livestream's streaming user", async () => {
    const stage = await makeStage()
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    gatewayJoins(stage, "anotherlivestream")
    await notice(stage, "started", "anotherrun", "session1")
    stage.deps.media.play(stage.gateway.playlist)
    expect(await look(stage, id, 3)).toMatchObject({
      state: "waiting_for_picture",
      gatewayJoinedAt: null,
      pictureAt: null,
    })
    gatewayJoins(stage, id)
    expect(await look(stage, id, 3)).toMatchObject({ state: "waiting_for_picture", pictureAt: null })
  })

  test("is live on an outside media server only when its playlist advances", async () => {
    const outside = { rtmpUrl: "rtmp://media.test/live/key", hlsUrl: "https://media.test/live.m3u8" }
    const stage = await makeStage({ outside })
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    expect(stage.deps.gateway.starts[0]?.rtmpUrl).toBe(outside.rtmpUrl)
    gatewayJoins(stage, id)
    stage.deps.media.play(outside.hlsUrl)
    expect(await look(stage, id, 3)).toMatchObject({ state: "waiting_for_picture" })
    stage.deps.media.play(outside.hlsUrl)
    expect(await look(stage, id)).toMatchObject({ state: "live" })
  })

  test("is idempotent while one is open", async () => {
    const stage = await makeStage()
    const ids = [await start(stage)]
    await look(stage, ids[0] ?? "", 2)
    ids.push(await start(stage))
    expect(new Set(ids).size).toBe(1)
  })
})

describe("the picture of a live", () => {
  test("is interrupted at once by a notice, without waiting for the watchdog", async () => {
    const live = await makeLive()
    await pictureGoes(live, live.id, live.session)
    expect(await livestreamOf(live, live.id)).toMatchObject({ state: "interrupted" })
    expect(await whatListenersSee(live)).toBe("interrupted")
  })

  test("is interrupted by a stall too", async () => {
    const live = await makeLive()
    const { roomKey } = await livestreamOf(live, live.id)
    await notice(live, "stalled", roomKey, live.session)
    expect(await livestreamOf(live, live.id)).toMatchObject({ state: "interrupted" })
  })

  test("is interrupted when the playlist is gone though no notice came", async () => {
    const live = await makeLive()
    live.deps.media.playlists.clear()
    expect(await look(live, live.id)).toMatchObject({ state: "interrupted" })
  })

  test("is not touched by late news of an older session or of another run", async () => {
    const live = await makeLive()
    const { roomKey } = await livestreamOf(live, live.id)
    await notice(live, "started", roomKey, "newer")
    await notice(live, "stopped", roomKey, live.session)
    expect(await look(live, live.id)).toMatchObject({ state: "live" })
    await notice(live, "stopped", "anotherrun", "newer2")
    expect(await look(live, live.id)).toMatchObject({ state: "live" })
  })

  test("that comes back is live again, and the gateway was left alone", async () => {
    const live = await makeLive()
    await pictureGoes(live, live.id, live.session)
    await look(live, live.id)
    await pictureComes(live, live.id)
    expect(await look(live, live.id)).toMatchObject({ state: "live", interruptedAt: null })
    expect(live.deps.gateway.starts).toHaveLength(1)
  })

  test("that stays away is restarted three times, after a longer wait each time, then the live fails", async () => {
    const live = await makeLive()
    let session = live.session
    for (const [restart, waitMs] of [
      [1, 15_000],
      [2, 30_000],
      [3, 60_000],
    ] as const) {
      await pictureGoes(live, live.id, session)
      live.deps.clock.advance(waitMs - 1_000)
      expect(await look(live, live.id)).toMatchObject({ state: "interrupted" })
      live.deps.clock.advance(2_000)
      const row = await advanceTo(live, live.id, "waiting_for_picture")
      expect(row.automaticRestarts).toBe(restart)
      expect(await whatListenersSee(live)).toBe("interrupted")
      session = await pictureComes(live, live.id)
      await advanceTo(live, live.id, "live")
    }
    expect(live.deps.gateway.starts).toHaveLength(4)
    await pictureGoes(live, live.id, session)
    live.deps.clock.advance(16_000)
    expect(await advanceTo(live, live.id, "failed")).toMatchObject({ failure: "picture_lost" })
    expect(live.deps.gateway.rooms.size).toBe(0)
  })
})
