import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { updateGateway } from "#db/queries/gateways.ts"
import type { Dialect } from "#server/domain/gateway.ts"
import { parseHandover } from "#server/domain/incident.ts"
import { ANYBODY } from "#server/test-factories.ts"
import {
  advanceTo,
  comesOnAir,
  livestreamOf,
  look,
  makeStage,
  makeStageOfTwo,
  pictureComes,
  presentGatewayJoins,
  reasonsOf,
  type Stage,
  start,
  whatListenersSee,
} from "#server/test-live.ts"
import { joinByKey } from "./join.ts"

/** Accepted a moment ago, and nothing else is known of it. */
async function accepted<S extends Stage>(stage: S, dialect: Dialect = "classic") {
  const { deps, gateway } = stage
  await write(deps.db, (tx) => updateGateway(tx, gateway.id, { dialect, gatewayRef: "slot1" }))
  deps.gateway.lies = true
  // As SIPMediaGW up to 1.6, which can't be asked.
  deps.gateway.trouble.state = "bad_answer"
  const id = await start(stage)
  const { stateAt } = await advanceTo(stage, id, "waiting_for_picture")
  const after = async (seconds: number) => {
    deps.clock.set(new Date(stateAt.getTime() + seconds * 1_000))
    return look(stage, id)
  }
  return { ...stage, id, after }
}

async function browserComes(stage: Stage, id: string) {
  const { roomKey } = await livestreamOf(stage, id)
  await joinByKey(stage.deps, ANYBODY, { key: roomKey, name: "streaming", locale: "en" })
}

async function handoverOf(stage: Stage, id: string) {
  return (await reasonsOf(stage, id)).map(parseHandover).find((each) => each !== null)
}

describe("with another gateway free, one that said that it starts is left", () => {
  test.each<[Dialect, number]>([
    ["classic", 20],
    ["gateway", 24],
    ["proxy", 24],
  ])("when no browser of a %s came within %i s, and not before", async (dialect, limit) => {
    const stage = await accepted(await makeStageOfTwo(), dialect)
    expect(await stage.after(limit)).toMatchObject({ gatewayId: stage.gateway.id })
    expect(await stage.after(limit + 1)).toMatchObject({
      state: "gateway_starting",
      gatewayId: stage.second.id,
    })
    expect(await handoverOf(stage, stage.id)).toMatchObject({ failure: "gateway_never_joined" })
  })

  test("when its browser came and was not in the meeting 20 s later", async () => {
    const stage = await accepted(await makeStageOfTwo())
    await stage.after(19)
    await browserComes(stage, stage.id)
    expect(await stage.after(39)).toMatchObject({ gatewayId: stage.gateway.id })
    expect(await stage.after(40)).toMatchObject({ gatewayId: stage.second.id, browserCameAt: null })
  })

  test("when it is in the meeting and shows no picture for 30 s", async () => {
    const stage = await accepted(await makeStageOfTwo())
    await presentGatewayJoins(stage, stage.id)
    await stage.after(10)
    expect(await stage.after(40)).toMatchObject({ gatewayId: stage.gateway.id })
    expect(await stage.after(41)).toMatchObject({ gatewayId: stage.second.id })
    expect(await handoverOf(stage, stage.id)).toMatchObject({ failure: "no_picture" })
  })

  test("when it shows a picture, but its browser never came", async () => {
    const stage = await accepted(await makeStageOfTwo(), "gateway")
    await pictureComes(stage, stage.id)
    expect(await stage.after(25)).toMatchObject({ gatewayId: stage.second.id })
  })

  test("within seconds when it says itself that it isn't there, and the live comes up elsewhere", async () => {
    const stage = await accepted(await makeStageOfTwo())
    stage.deps.gateway.trouble.state = null
    expect(await stage.after(5)).toMatchObject({ gatewayId: stage.gateway.id })
    expect(await stage.after(6)).toMatchObject({ gatewayId: stage.second.id })
    stage.deps.gateway.lies = false
    await advanceTo(stage, stage.id, "waiting_for_picture")
    await comesOnAir({ ...stage, gateway: stage.second }, stage.id)
    expect(await whatListenersSee(stage)).toBe("live")
  })
})

test("frames of this very run prove more than a gateway that says that it isn't there", async () => {
  const stage = await accepted(await makeStageOfTwo())
  stage.deps.gateway.trouble.state = null
  await pictureComes(stage, stage.id)
  expect(await stage.after(10)).toMatchObject({ gatewayId: stage.gateway.id })
  await comesOnAir(stage, stage.id)
})

test("a BBB that can't be asked who is there is no reason to leave a gateway", async () => {
  const stage = await accepted(await makeStageOfTwo())
  stage.deps.bbb.trouble = "timeout"
  for (const seconds of [21, 40, 61, 120])
    expect(await stage.after(seconds)).toMatchObject({ gatewayId: stage.gateway.id })
  expect(await stage.after(121)).toMatchObject({ gatewayId: stage.second.id })
})

describe("with no other gateway free", () => {
  test("a slow one is waited for up to a minute until it joins, and may still be late with its picture", async () => {
    const stage = await accepted(await makeStage())
    expect(await stage.after(59)).toMatchObject({ state: "waiting_for_picture" })
    await presentGatewayJoins(stage, stage.id)
    expect(await stage.after(60)).toMatchObject({ state: "waiting_for_picture" })
    expect(await stage.after(119)).toMatchObject({ state: "waiting_for_picture" })
    await pictureComes(stage, stage.id)
    await advanceTo(stage, stage.id, "live")
  })

  test("one that doesn't join within a minute has failed", async () => {
    const stage = await accepted(await makeStage())
    await stage.after(61)
    expect(await advanceTo(stage, stage.id, "failed")).toMatchObject({ failure: "gateway_never_joined" })
  })

  test("one that died is started again, three times at most", async () => {
    const stage = await accepted(await makeStage())
    const { deps, id } = stage
    deps.gateway.trouble.state = null
    for (const restarts of [1, 2, 3]) {
      deps.clock.advance(21_000)
      expect(await look(stage, id)).toMatchObject({ state: "gateway_starting", automaticRestarts: restarts })
      await advanceTo(stage, id, "waiting_for_picture")
    }
    deps.clock.advance(6_000)
    expect(await advanceTo(stage, id, "failed")).toMatchObject({ failure: "gateway_never_joined" })
    expect(deps.gateway.starts).toHaveLength(4)
  })
})
