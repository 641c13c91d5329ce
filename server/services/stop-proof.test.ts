// A gateway's "ok" to a stop is believed only when its picture at Amphi's own origin is gone too.
import { describe, expect, test } from "vitest"
import { JOBS } from "#server/jobs.ts"
import {
  advanceTo,
  livestreamOf,
  look,
  makeLive,
  makeStage,
  makeStageOfTwo,
  notice,
  pictureComes,
  presentGatewayJoins,
  reasonsOf,
  start,
  waitingJobs,
  whatListenersSee,
} from "#server/test-live.ts"
import { releaseGateway } from "./gateway-release.ts"
import { restartLive, stopLive } from "./livestreams.ts"
import { listOverstayers, mayPublish } from "./streams.ts"

type Live = Awaited<ReturnType<typeof makeLive>>

async function liarIsStopped() {
  const live = await makeLive()
  live.deps.gateway.liesAtStop = true
  await stopLive(live.deps, live.owner, { webinarId: live.webinarId })
  const { roomKey } = await look(live, live.id)
  const publisher = { name: live.gateway.streamName, key: live.gateway.key, run: roomKey }
  return { ...live, publisher }
}

/** As the origin does it: its word that the stream stopped comes after the cut. */
async function cut(live: Awaited<ReturnType<typeof liarIsStopped>>) {
  live.deps.clock.advance(6_000)
  await listOverstayers(live.deps, [live.publisher])
  live.deps.media.playlists.clear()
  await notice(live, "stopped", live.publisher.run, live.session)
  return live
}

function stopsOf({ deps }: Live) {
  return deps.gateway.calls.filter(({ verb }) => verb === "stop").length
}

async function knock({ deps, gateway, id }: Live) {
  const { roomKey: run } = await livestreamOf({ deps }, id)
  return mayPublish(deps, { name: gateway.streamName, key: gateway.key, run, remoteAddress: "192.0.2.1" })
}

describe("a gateway that confirms a stop and streams on", () => {
  test("is told again until its picture is gone, and only then has the live ended", async () => {
    const live = await liarIsStopped()
    expect(await look(live, live.id, 3)).toMatchObject({ state: "stopping", gatewayEngaged: true })
    expect(stopsOf(live)).toBe(4)
    live.deps.gateway.liesAtStop = false
    expect(await look(live, live.id, 2)).toMatchObject({ state: "ended", gatewayEngaged: false })
    expect(await reasonsOf(live, live.id)).not.toContain("stop_ignored")
  })

  test("is cut by the origin after five seconds, and the livestream's log says so", async () => {
    const live = await liarIsStopped()
    live.deps.clock.advance(5_000)
    expect(await listOverstayers(live.deps, [live.publisher])).toEqual([])
    live.deps.clock.advance(1_000)
    expect(await listOverstayers(live.deps, [live.publisher])).toEqual([live.publisher])
    expect((await reasonsOf(live, live.id)).at(-1)).toBe("stop_ignored")
  })

  test("is not believed because the origin cut it, but when it stays away for ten seconds", async () => {
    const live = await cut(await liarIsStopped())
    live.deps.clock.advance(9_000)
    expect(await look(live, live.id)).toMatchObject({ state: "stopping", gatewayEngaged: true })
    live.deps.clock.advance(2_000)
    expect(await look(live, live.id)).toMatchObject({ state: "ended", gatewayEngaged: false })
    expect((await reasonsOf(live, live.id)).slice(-2)).toEqual(["stop_obeyed", null])
  })

  test("is not believed either while it knocks at the origin that cut it", async () => {
    const live = await cut(await liarIsStopped())
    live.deps.clock.advance(9_000)
    expect(await knock(live)).toBe(false)
    live.deps.clock.advance(9_000)
    expect(await look(live, live.id)).toMatchObject({ state: "stopping", gatewayEngaged: true })
    live.deps.clock.advance(2_000)
    expect(await look(live, live.id)).toMatchObject({ state: "ended", gatewayEngaged: false })
  })

  test("for ever holds up no live, but stays told by a job and given to nobody", async () => {
    const live = await liarIsStopped()
    live.deps.clock.advance(91_000)
    expect(await look(live, live.id)).toMatchObject({ state: "ended", gatewayEngaged: true })
    expect(await whatListenersSee(live)).toBe("stopped")
    const [job] = await waitingJobs(live, "gateway.release")
    const release = JOBS["gateway.release"].parse(job?.payload)
    live.deps.clock.advance(6_000)
    await releaseGateway(live.deps, release)
    expect(await waitingJobs(live, "gateway.release")).not.toEqual([])
    expect(await reasonsOf(live, live.id)).toContain("stop_ignored")
    live.deps.gateway.liesAtStop = false
    await releaseGateway(live.deps, release)
    expect(live.deps.gateway.rooms.size).toBe(0)
    expect((await reasonsOf(live, live.id)).at(-1)).toBe("stop_obeyed")
  })

  test("doesn't hold up a restart when another one is free", async () => {
    const stage = await makeStageOfTwo()
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    await presentGatewayJoins(stage, id)
    await pictureComes(stage, id)
    await advanceTo(stage, id, "live")
    stage.deps.gateway.liesAtStop = true
    await restartLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
    expect(await look(stage, id, 2)).toMatchObject({ state: "stopping" })
    stage.deps.clock.advance(11_000)
    expect(await look(stage, id)).toMatchObject({ state: "ended", gatewayEngaged: true })
    expect(await waitingJobs(stage, "gateway.release")).toHaveLength(1)
  })
})

describe("a confirmed stop is believed", () => {
  test("though the media origin died and could not report the end of the stream", async () => {
    const live = await liarIsStopped()
    live.deps.media.unreachable = true
    expect(await look(live, live.id)).toMatchObject({ state: "ended", gatewayEngaged: false })
  })

  test("of a gateway that streams to an outside server, where nothing can be proved", async () => {
    const outside = { rtmpUrl: "rtmp://media.test/live/key", hlsUrl: "https://media.test/live.m3u8" }
    const stage = await makeStage({ outside })
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    stage.deps.media.play(outside.hlsUrl)
    stage.deps.gateway.liesAtStop = true
    await stopLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
    expect(await look(stage, id)).toMatchObject({ state: "ended", gatewayEngaged: false })
  })
})

describe("no stream runs without an open livestream: the origin cuts", () => {
  test("a publisher whose livestream was closed, or never was", async () => {
    const live = await makeLive()
    const { roomKey: run } = await livestreamOf(live, live.id)
    const { streamName: name, key } = live.gateway
    expect(await listOverstayers(live.deps, [{ name, key, run }])).toEqual([])
    await stopLive(live.deps, live.owner, { webinarId: live.webinarId })
    await advanceTo(live, live.id, "ended")
    const all = [
      { name, key, run },
      { name, key, run: null },
      { name, key, run: "unheardof" },
    ]
    expect(await listOverstayers(live.deps, all)).toEqual(all)
  })

  test("a publisher whose room went to another gateway", async () => {
    const stage = await makeStageOfTwo()
    const id = await start(stage)
    const { roomKey: run } = await advanceTo(stage, id, "waiting_for_picture")
    const publisher = { name: stage.gateway.streamName, key: stage.gateway.key, run }
    expect(await listOverstayers(stage.deps, [publisher])).toEqual([])
    stage.deps.clock.advance(130_000)
    await look(stage, id)
    expect(await listOverstayers(stage.deps, [publisher])).toEqual([publisher])
  })

  test("after 25 s what a gateway that doesn't answer to the stop still sends", async () => {
    const live = await makeLive()
    const { roomKey: run } = await livestreamOf(live, live.id)
    live.deps.gateway.trouble.stop = "unreachable"
    await stopLive(live.deps, live.owner, { webinarId: live.webinarId })
    live.deps.clock.advance(24_000)
    const publisher = { name: live.gateway.streamName, key: live.gateway.key, run }
    expect(await listOverstayers(live.deps, [publisher])).toEqual([])
    live.deps.clock.advance(2_000)
    expect(await listOverstayers(live.deps, [publisher])).toEqual([publisher])
  })
})
