// A session's page tells every command and every answer beside the moves; what goes alike again and again is one line.
import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { insertLivestream } from "#db/queries/livestreams.ts"
import { JOBS } from "#server/jobs.ts"
import { getWebinar, makeAdmin, makeWebinar } from "#server/test-factories.ts"
import {
  advanceTo,
  comesOnAir,
  livestreamOf,
  look,
  makeLive,
  makeStage,
  makeStageOfTwo,
  type Stage,
  start,
  waitingJobs,
} from "#server/test-live.ts"
import { sessionEntries } from "../domain/livestream-call.ts"
import { releaseGateway } from "./gateway-release.ts"
import { startLive, stopLive } from "./livestreams.ts"
import { moveSession, moveToGateway } from "./session-control.ts"
import { getSession } from "./sessions.ts"
import { mayPublish } from "./streams.ts"

async function callsOf({ deps }: Pick<Stage, "deps">, livestreamId: string) {
  return (await getSession(deps, await makeAdmin(deps), { livestreamId })).calls
}

async function waiting() {
  const stage = await makeStage({ name: "Gateway 1" })
  const id = await start(stage)
  const { roomKey } = await advanceTo(stage, id, "waiting_for_picture")
  const { streamName: name, key } = stage.gateway
  return { ...stage, id, publisher: { name, key, run: roomKey, remoteAddress: "192.0.2.1" } }
}

describe("an answer", () => {
  test("of BigBlueButton and of the gateway is told with its time, before the move that follows", async () => {
    const live = await makeStage({ name: "Gateway 1" }).then(async (stage) => {
      const id = await start(stage)
      stage.deps.clock.advance(1_000)
      await advanceTo(stage, id, "waiting_for_picture")
      await comesOnAir(stage, id)
      return { ...stage, id }
    })
    await stopLive(live.deps, live.owner, { webinarId: live.webinarId })
    live.deps.clock.advance(1_000)
    await advanceTo(live, live.id, "ended")
    const view = await getSession(live.deps, await makeAdmin(live.deps), { livestreamId: live.id })
    expect(view.calls).toMatchObject([
      { call: "meeting_create", outcome: "ok", times: 1, durationMs: expect.any(Number) },
      { call: "gateway_start", outcome: "ok", gatewayName: "Gateway 1", durationMs: expect.any(Number) },
      { call: "gateway_stop", outcome: "ok", gatewayName: "Gateway 1" },
    ])
    const told = sessionEntries(view.log, view.calls).map((line) =>
      line.kind === "move" ? line.to : line.call,
    )
    expect(told).toEqual([
      ...["requested", "meeting_create", "meeting_ready", "gateway_starting", "gateway_start"],
      ...["waiting_for_picture", "live", "stopping", "gateway_stop", "ended"],
    ])
  })

  test("of a gateway that is busy for half a minute is one line with its first time, its last and their number", async () => {
    const stage = await makeStage({ name: "Gateway 1" })
    const id = await start(stage)
    await advanceTo(stage, id, "gateway_starting")
    stage.deps.gateway.trouble.start = "busy"
    const startedAt = stage.deps.clock.now()
    for (let count = 0; count < 10; count++) {
      await look(stage, id)
      stage.deps.clock.advance(3_000)
    }
    const busy = (await callsOf(stage, id)).filter(({ call }) => call === "gateway_start")
    expect(busy).toMatchObject([
      { outcome: "busy", times: 10, at: startedAt, lastAt: new Date(startedAt.getTime() + 27_000) },
    ])
    expect(busy[0]?.answer).toContain("busy")
    stage.deps.gateway.trouble.start = null
    await look(stage, id)
    expect((await callsOf(stage, id)).filter(({ call }) => call === "gateway_start")).toMatchObject([
      { outcome: "busy", times: 10 },
      { outcome: "ok", times: 1 },
    ])
  })

  test("after another move is another line, though it is the same", async () => {
    const live = await makeLive()
    live.deps.media.playlists.clear()
    await advanceTo(live, live.id, "interrupted")
    live.deps.clock.advance(16_000)
    await advanceTo(live, live.id, "waiting_for_picture")
    const starts = (await callsOf(live, live.id)).filter(({ call }) => call === "gateway_start")
    expect(starts).toMatchObject([
      { outcome: "ok", times: 1 },
      { outcome: "ok", times: 1 },
    ])
  })

  test("to a stop that is asked for again by a job is told, also of what streams on", async () => {
    const live = await makeLive()
    live.deps.gateway.trouble.stop = "timeout"
    await stopLive(live.deps, live.owner, { webinarId: live.webinarId })
    live.deps.clock.advance(91_000)
    await advanceTo(live, live.id, "ended")
    const [job] = await waitingJobs(live, "gateway.release")
    const release = JOBS["gateway.release"].parse(job?.payload)
    const ask = async () => {
      live.deps.clock.advance(6_000)
      await releaseGateway(live.deps, release)
    }
    await ask()
    await ask()
    live.deps.gateway.trouble.stop = null
    live.deps.gateway.liesAtStop = true
    await ask()
    const stops = (await callsOf(live, live.id)).map(({ outcome, times }) => ({ outcome, times }))
    expect(stops.slice(2)).toEqual([
      { outcome: "timeout", times: 1 },
      { outcome: "timeout", times: 2 },
      { outcome: "streams_on", times: 1 },
    ])
  })

  test("of a gateway that says that it runs no more is told: it is why another one takes over", async () => {
    const stage = await waiting()
    stage.deps.gateway.rooms.clear()
    stage.deps.clock.advance(6_000)
    await look(stage, stage.id)
    expect(await callsOf(stage, stage.id)).toContainEqual(
      expect.objectContaining({ call: "gateway_state", outcome: "idle" }),
    )
  })
})

describe("a publisher", () => {
  test.each([
    ["the right one", {}, "ok"],
    ["one with a wrong key", { key: "wrong" }, "wrong_key"],
    ["one with a wrong key and no known run", { key: "wrong", run: "unheardof" }, "wrong_key"],
  ] as const)("that knocks is told on the open session: %s", async (_who, given, outcome) => {
    const stage = await waiting()
    await mayPublish(stage.deps, { ...stage.publisher, ...given })
    const calls = await callsOf(stage, stage.id)
    expect(calls.filter(({ call }) => call === "publish")).toMatchObject([
      { outcome, times: 1, answer: "192.0.2.1" },
    ])
  })

  test("with the key of a run that is over is told on that session", async () => {
    const stage = await waiting()
    await stopLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
    await advanceTo(stage, stage.id, "ended")
    await mayPublish(stage.deps, stage.publisher)
    expect(await callsOf(stage, stage.id)).toContainEqual(
      expect.objectContaining({ call: "publish", outcome: "no_such_run" }),
    )
  })

  test("of another gateway's run is told", async () => {
    const stage = await makeStageOfTwo()
    const id = await start(stage)
    const { roomKey: run } = await advanceTo(stage, id, "waiting_for_picture")
    const { streamName: name, key } = stage.second
    await mayPublish(stage.deps, { name, key, run, remoteAddress: "192.0.2.1" })
    expect(await callsOf(stage, id)).toContainEqual(
      expect.objectContaining({ call: "publish", outcome: "other_gateway", gatewayName: "Gateway 2" }),
    )
  })

  test("that floods the origin costs no more than one line and one write a second", async () => {
    const stage = await waiting()
    const flood = { ...stage.publisher, key: "wrong" }
    for (let count = 0; count < 20; count++) await mayPublish(stage.deps, flood)
    stage.deps.clock.advance(1_001)
    await mayPublish(stage.deps, flood)
    const calls = (await callsOf(stage, stage.id)).filter(({ call }) => call === "publish")
    expect(calls).toMatchObject([{ outcome: "wrong_key", times: 2 }])
  })
})

describe("a command that moves nothing by itself is told with who gave it", () => {
  test("a start while the live is under way, a stop while it is being stopped, a start after that", async () => {
    const { deps, owner, webinarId, ...stage } = await waiting()
    await startLive(deps, owner, { webinarId })
    await stopLive(deps, owner, { webinarId })
    deps.clock.advance(1_000)
    await stopLive(deps, owner, { webinarId })
    await startLive(deps, owner, { webinarId })
    const commands = (await callsOf({ deps }, stage.id)).filter(({ actorName }) => actorName)
    expect(commands).toMatchObject([
      { call: "start", outcome: "under_way", actorName: owner.name },
      { call: "stop", outcome: "stopping_already", actorName: owner.name },
      { call: "start", outcome: "after_stop", actorName: owner.name },
    ])
  })

  test("an administrator's move, and why it was not carried out", async () => {
    const stage = await makeStageOfTwo()
    const { deps, owner, second } = stage
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    const admin = await makeAdmin(deps)
    await moveSession(deps, admin, { livestreamId: id, gatewayId: second.id, reason: "crackling" })
    const other = await makeWebinar(deps, owner)
    const now = deps.clock.now()
    const livestream = { ...(await livestreamOf(stage, id)), id: "other", roomKey: "otherroom" }
    await write(deps.db, (tx) =>
      insertLivestream(tx, {
        ...livestream,
        webinarId: other.webinar.id,
        gatewayId: second.id,
        stateAt: now,
      }),
    )
    const [job] = await waitingJobs(stage, "livestream.move")
    await moveToGateway(deps, JOBS["livestream.move"].parse(job?.payload))
    const moves = (await callsOf(stage, id)).filter(({ call }) => call === "move")
    expect(moves).toMatchObject([
      { outcome: "ordered", gatewayName: "Gateway 2", answer: "crackling", actorName: admin.name },
      { outcome: "gateway_taken", gatewayName: "Gateway 2", actorName: admin.name },
    ])
  })
})

test("no line of a session has a secret", async () => {
  const stage = await waiting()
  await mayPublish(stage.deps, stage.publisher)
  await mayPublish(stage.deps, { ...stage.publisher, key: "wrong" })
  const told = JSON.stringify(await callsOf(stage, stage.id))
  const { webinar } = await getWebinar(stage.deps, stage.webinarId)
  for (const secret of [stage.publisher.run, stage.gateway.key, webinar.joinKey, webinar.callbackKey])
    expect(told).not.toContain(secret)
})
