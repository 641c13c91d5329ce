import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { findReservation, updateGateway } from "#db/queries/gateways.ts"
import { settleJob } from "#db/queries/jobs.ts"
import { parseHandover } from "#server/domain/incident.ts"
import type { UpstreamReason } from "#server/errors.ts"
import { getWebinar, makeAdmin, makeGateway, makeTeacher, makeWebinar } from "#server/test-factories.ts"
import {
  advanceTo,
  comesOnAir,
  livestreamOf,
  look,
  makeStage,
  makeStageOfTwo,
  movesOf,
  pictureGoes,
  reasonsOf,
  type Stage,
  start,
  waitingJobs,
  whatListenersSee,
} from "#server/test-live.ts"
import { failOver } from "./failover.ts"
import { findRun } from "./livestream-run.ts"
import { streamingUserId, streamingUserUrl } from "./meetings.ts"
import { getSession } from "./sessions.ts"
import { mayPublish } from "./streams.ts"

const LATE_MS = 130_000

async function handoversOf(stage: Stage, id: string) {
  return (await reasonsOf(stage, id)).map(parseHandover).filter((each) => each !== null)
}

describe("the next free gateway takes over within the same livestream", () => {
  test.each<UpstreamReason>(["unauthorized", "refused", "tls", "failed"])(
    "at once when the first one answers %s",
    async (reason) => {
      const stage = await makeStageOfTwo()
      const { deps, gateway, second } = stage
      deps.gateway.trouble.start = reason
      const id = await start(stage)
      await advanceTo(stage, id, "gateway_starting")
      const before = await livestreamOf(stage, id)
      await look(stage, id)
      deps.gateway.trouble.start = null
      const row = await advanceTo(stage, id, "waiting_for_picture")
      expect(row).toMatchObject({ id, gatewayId: second.id, failedGatewayIds: [gateway.id], failure: null })
      expect(row.roomKey).not.toBe(before.roomKey)
      expect(deps.gateway.starts.at(-1)).toMatchObject({ url: second.url, room: row.roomKey })
      const { event } = await getWebinar(deps, stage.webinarId)
      expect(event.broadcasterId).toBe(`broadcaster-${second.id}`)
      const [handover] = await handoversOf(stage, id)
      expect(handover).toMatchObject({ kind: "failover", from: "Gateway 1", to: "Gateway 2" })
      // A refused token proves that nothing was started; anything else is told to stop.
      const told = reason === "unauthorized" ? 0 : 1
      expect(await waitingJobs(stage, "gateway.release")).toHaveLength(told)
    },
  )

  test("after ten seconds when the first one doesn't answer, and the live comes up there", async () => {
    const stage = await makeStageOfTwo()
    const { deps, gateway, second } = stage
    deps.gateway.dead.add(gateway.url)
    const id = await start(stage)
    await advanceTo(stage, id, "gateway_starting")
    await look(stage, id, 2)
    expect(await livestreamOf(stage, id)).toMatchObject({ gatewayId: gateway.id })
    deps.clock.advance(11_000)
    expect(await advanceTo(stage, id, "waiting_for_picture")).toMatchObject({ gatewayId: second.id })
    await comesOnAir({ ...stage, gateway: second }, id)
    expect(await whatListenersSee(stage)).toBe("live")
    expect(await waitingJobs(stage, "gateway.release")).toHaveLength(1)
  })

  test("when the first one stays busy for longer than a proxy does after a stop", async () => {
    const stage = await makeStageOfTwo()
    const { deps, gateway, second } = stage
    deps.gateway.trouble.start = "busy"
    const id = await start(stage)
    await advanceTo(stage, id, "gateway_starting")
    deps.clock.advance(20_000)
    expect(await look(stage, id, 2)).toMatchObject({ gatewayId: gateway.id })
    deps.clock.advance(20_000)
    expect(await look(stage, id, 2)).toMatchObject({ gatewayId: second.id })
  })

  test("when the first one never joins", async () => {
    const stage = await makeStageOfTwo()
    const { deps, second } = stage
    deps.gateway.lies = true
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    deps.clock.advance(LATE_MS)
    expect(await look(stage, id)).toMatchObject({ state: "gateway_starting", gatewayId: second.id })
    expect((await handoversOf(stage, id))[0]).toMatchObject({ failure: "gateway_never_joined" })
    expect(await waitingJobs(stage, "gateway.release")).toHaveLength(1)
  })

  test("when the one on air is dead: listeners see an interruption and the picture again", async () => {
    const stage = await makeStageOfTwo()
    const { deps, gateway, second } = stage
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    const session = await comesOnAir(stage, id)
    deps.gateway.dead.add(gateway.url)
    await pictureGoes(stage, id, session)
    deps.clock.advance(16_000)
    expect(await look(stage, id)).toMatchObject({ state: "gateway_starting", gatewayId: second.id })
    expect(await whatListenersSee(stage)).toBe("interrupted")
    await advanceTo(stage, id, "waiting_for_picture")
    await comesOnAir({ ...stage, gateway: second }, id)
    expect(await whatListenersSee(stage)).toBe("live")
    expect((await movesOf(stage, id)).filter((to) => to === "requested")).toHaveLength(1)
  })
})

test("a picture that stays away after three restarts is another gateway's turn", async () => {
  const stage = await makeStageOfTwo()
  const { deps, second } = stage
  const id = await start(stage)
  await advanceTo(stage, id, "waiting_for_picture")
  let session = await comesOnAir(stage, id)
  for (let restart = 1; restart <= 3; restart++) {
    await pictureGoes(stage, id, session)
    deps.clock.advance(61_000)
    await advanceTo(stage, id, "waiting_for_picture")
    session = await comesOnAir(stage, id)
  }
  await pictureGoes(stage, id, session)
  deps.clock.advance(16_000)
  expect(await look(stage, id)).toMatchObject({ state: "gateway_starting", gatewayId: second.id })
  expect((await handoversOf(stage, id))[0]).toMatchObject({ failure: "picture_lost" })
})

test("only when no gateway is left has the livestream failed, with the last one's failure", async () => {
  const stage = await makeStageOfTwo()
  stage.deps.gateway.trouble.start = "refused"
  const id = await start(stage)
  expect(await advanceTo(stage, id, "failed")).toMatchObject({ failure: "gateway_failed" })
  expect(stage.deps.gateway.starts.map(({ url }) => url)).toEqual([stage.gateway.url, stage.second.url])
})

test("a gateway in maintenance, switched off or on air elsewhere is passed over", async () => {
  const stage = await makeStageOfTwo()
  const { deps, second } = stage
  await write(deps.db, (tx) => updateGateway(tx, second.id, { maintenance: "cables" }))
  await makeGateway(deps, { name: "Gateway 3", enabled: false })
  deps.gateway.trouble.start = "refused"
  const id = await start(stage)
  await advanceTo(stage, id, "failed")
  expect(deps.gateway.starts).toHaveLength(1)
})

test("an old gateway that comes to life later is refused by the join page and by the origin", async () => {
  const stage = await makeStageOfTwo()
  const { deps, gateway, second } = stage
  deps.gateway.lies = true
  const id = await start(stage)
  const { roomKey: old } = await advanceTo(stage, id, "waiting_for_picture")
  deps.clock.advance(LATE_MS)
  const { roomKey } = await look(stage, id)
  await expect(streamingUserUrl(deps, { roomKey: old })).rejects.toThrow("unknown room")
  const publisher = { remoteAddress: "10.0.0.1" }
  expect(await mayPublish(deps, { ...publisher, name: gateway.streamName, key: gateway.key, run: old })).toBe(
    false,
  )
  expect(
    await mayPublish(deps, { ...publisher, name: gateway.streamName, key: gateway.key, run: roomKey }),
  ).toBe(false)
  expect(
    await mayPublish(deps, { ...publisher, name: second.streamName, key: second.key, run: roomKey }),
  ).toBe(true)
})

test("the old gateway's browser, still in the meeting, is not taken for the new one's", async () => {
  const stage = await makeStageOfTwo()
  const { deps, second } = stage
  const id = await start(stage)
  await advanceTo(stage, id, "waiting_for_picture")
  deps.bbb.enter(stage.meetingId, `stream-${id}`)
  deps.clock.advance(LATE_MS)
  expect(await look(stage, id)).toMatchObject({ gatewayId: second.id })
  expect(await look(stage, id, 2)).toMatchObject({ state: "waiting_for_picture", gatewayJoinedAt: null })
})

test("the reservation follows, unless the new gateway is promised to somebody else later", async () => {
  const stage = await makeStageOfTwo()
  const { deps, second, webinarId } = stage
  deps.gateway.dead.add(stage.gateway.url)
  const id = await start(stage)
  await advanceTo(stage, id, "gateway_starting")
  deps.clock.advance(11_000)
  await look(stage, id)
  expect(await findReservation(deps.db, webinarId)).toMatchObject({ gatewayId: second.id })
})

test("a gateway that another webinar needs later is taken only when none is free for longer", async () => {
  const stage = await makeStageOfTwo()
  const { deps, gateway } = stage
  const third = await makeGateway(deps, { name: "Gateway 3" })
  const other = await makeTeacher(deps)
  // Gateway 2 is promised to this one half an hour before the first webinar's margin is over.
  await makeWebinar(deps, other, { startTime: "11:15" })
  deps.gateway.dead.add(gateway.url)
  const id = await start(stage)
  await advanceTo(stage, id, "gateway_starting")
  deps.clock.advance(11_000)
  expect(await look(stage, id)).toMatchObject({ gatewayId: third.id })
})

describe("after ten minutes of uninterrupted live", () => {
  /** Looks every minute, as the picture goes on. */
  async function goesOn(stage: Stage, id: string, minutes: number) {
    for (let minute = 0; minute < minutes; minute++) {
      stage.deps.clock.advance(60_000)
      await look(stage, id)
    }
    return livestreamOf(stage, id)
  }

  test("earlier cuts no longer count: a long live outlives any number of them", async () => {
    const stage = await makeStage()
    const { deps } = stage
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    let session = await comesOnAir(stage, id)
    for (let cut = 1; cut <= 5; cut++) {
      await pictureGoes(stage, id, session)
      deps.clock.advance(20_000)
      expect(await advanceTo(stage, id, "waiting_for_picture")).toMatchObject({ automaticRestarts: 1 })
      session = await comesOnAir(stage, id)
      expect(await goesOn(stage, id, 9)).toMatchObject({ state: "live", automaticRestarts: 1 })
      expect(await goesOn(stage, id, 2)).toMatchObject({ state: "live", automaticRestarts: 0 })
    }
  })

  test("a gateway that failed may be taken again, and no browser is taken for another's", async () => {
    const stage = await makeStageOfTwo()
    const { deps, gateway, second } = stage
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    const first = streamingUserId(await livestreamOf(stage, id))
    await comesOnAir(stage, id)
    const failOverTo = async (to: typeof gateway) => {
      const run = await findRun(deps, { livestreamId: id })
      if (!run || !(await failOver(deps, run, "picture_lost"))) throw new Error("no other gateway was free")
      for (const job of await waitingJobs(stage, "gateway.release"))
        await write(deps.db, (tx) => settleJob(tx, job.id, deps.clock.now()))
      await advanceTo(stage, id, "waiting_for_picture")
      await comesOnAir({ ...stage, gateway: to }, id)
      return streamingUserId(await livestreamOf(stage, id))
    }
    const next = await failOverTo(second)
    const run = await findRun(deps, { livestreamId: id })
    expect(run && (await failOver(deps, run, "picture_lost"))).toBe(false)
    expect(await goesOn(stage, id, 11)).toMatchObject({ gatewayId: second.id, failedGatewayIds: [] })
    expect(streamingUserId(await livestreamOf(stage, id))).toBe(next)
    const third = await failOverTo(gateway)
    expect(new Set([first, next, third]).size).toBe(3)
    const { earlierGateways } = await getSession(deps, await makeAdmin(deps), { livestreamId: id })
    expect(earlierGateways).toEqual(["Gateway 1", "Gateway 2"])
  })
})
