import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { updateGateway } from "#db/queries/gateways.ts"
import { parseHandover } from "#server/domain/incident.ts"
import { JOBS } from "#server/jobs.ts"
import { makeAdmin } from "#server/test-factories.ts"
import {
  advanceTo,
  comesOnAir,
  livestreamOf,
  makeStageOfTwo,
  openOf,
  type Stage,
  start,
  waitingJobs,
  whatListenersSee,
} from "#server/test-live.ts"
import { moveSession, moveToGateway, restartSession, stopSession } from "./session-control.ts"
import { getSession } from "./sessions.ts"

async function onAir() {
  const stage = await makeStageOfTwo()
  const id = await start(stage)
  await advanceTo(stage, id, "waiting_for_picture")
  await comesOnAir(stage, id)
  return { ...stage, id, admin: await makeAdmin(stage.deps) }
}

async function carryOut(stage: Stage) {
  const [job] = await waitingJobs(stage, "livestream.move")
  await moveToGateway(stage.deps, JOBS["livestream.move"].parse(job?.payload))
}

describe("a move", () => {
  test("brings the live up on the other gateway, keeps the reason, and releases the old one", async () => {
    const live = await onAir()
    const { deps, admin, id, second } = live
    const order = { livestreamId: id, gatewayId: second.id, reason: "crackling sound" }
    expect(await moveSession(deps, admin, order)).toEqual({ gatewayName: "Gateway 2" })
    expect(await livestreamOf(live, id)).toMatchObject({ state: "live" })
    await carryOut(live)
    expect(await whatListenersSee(live)).toBe("interrupted")
    expect(await waitingJobs(live, "gateway.release")).toHaveLength(1)
    await advanceTo(live, id, "waiting_for_picture")
    await comesOnAir({ ...live, gateway: second }, id)
    expect(await whatListenersSee(live)).toBe("live")
    const view = await getSession(deps, admin, { livestreamId: id })
    expect(view).toMatchObject({
      note: "crackling sound",
      earlierGateways: ["Gateway 1"],
      gatewayId: second.id,
      session: { gatewayName: "Gateway 2", state: "live" },
    })
    const line = view.log.find(({ reason }) => parseHandover(reason) !== null)
    expect(line).toMatchObject({ actorName: admin.name })
    expect(parseHandover(line?.reason ?? null)).toMatchObject({
      kind: "moved",
      from: "Gateway 1",
      to: "Gateway 2",
      note: "crackling sound",
    })
  })

  test("is refused at once when the wished gateway can't take it, or none can", async () => {
    const { deps, admin, id, gateway, second } = await onAir()
    const order = { livestreamId: id, reason: "noise" }
    const toItself = moveSession(deps, admin, { ...order, gatewayId: gateway.id })
    await expect(toItself).rejects.toMatchObject({ code: "no_gateway" })
    await write(deps.db, (tx) => updateGateway(tx, second.id, { maintenance: "cables" }))
    const anywhere = moveSession(deps, admin, { ...order, gatewayId: null })
    await expect(anywhere).rejects.toMatchObject({ code: "no_gateway" })
  })

  test("changes nothing when the live has ended meanwhile", async () => {
    const live = await onAir()
    const { deps, admin, id } = live
    await moveSession(deps, admin, { livestreamId: id, gatewayId: null, reason: "noise" })
    await stopSession(deps, admin, { livestreamId: id, reason: "fire drill" })
    const before = await advanceTo(live, id, "ended")
    await carryOut(live)
    expect(await livestreamOf(live, id)).toEqual(before)
  })
})

test("a stop keeps its reason", async () => {
  const live = await onAir()
  const { deps, admin, id } = live
  await stopSession(deps, admin, { livestreamId: id, reason: "fire drill" })
  await advanceTo(live, id, "ended")
  const { session, note } = await getSession(deps, admin, { livestreamId: id })
  expect({ note, ...session }).toMatchObject({
    note: "fire drill",
    stopReason: "admin",
    stoppedBy: admin.name,
  })
})

test("a restart keeps its reason and opens the next run", async () => {
  const live = await onAir()
  const { deps, admin, id } = live
  await restartSession(deps, admin, { livestreamId: id, reason: "black picture" })
  expect(await advanceTo(live, id, "ended")).toMatchObject({
    stopNote: "black picture",
    stopReason: "restart",
  })
  expect(await openOf(live)).toMatchObject({ state: "requested", requestedById: admin.id })
})

test("a session's page tells every line, oldest first", async () => {
  const { deps, admin, id } = await onAir()
  const { log } = await getSession(deps, admin, { livestreamId: id })
  expect(log.map(({ to }) => to)).toEqual([
    "requested",
    "meeting_ready",
    "gateway_starting",
    "waiting_for_picture",
    "live",
  ])
  await expect(getSession(deps, admin, { livestreamId: "nonsense" })).rejects.toMatchObject({
    code: "not_found",
  })
})
