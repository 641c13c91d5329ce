import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { noteLivestream } from "#db/queries/livestreams.ts"
import type { Failure } from "#server/domain/livestream.ts"
import type { UpstreamReason } from "#server/errors.ts"
import {
  advanceTo,
  gatewayJoins,
  livestreamOf,
  look,
  makeStage,
  type Stage,
  start,
  whatListenersSee,
} from "#server/test-live.ts"

const LATE_MS = 130_000

async function verbs({ deps }: Stage) {
  return deps.gateway.calls.map((call) => call.verb)
}

describe("BBB", () => {
  test("with a wrong secret fails the start, never shows a live, and a later start works", async () => {
    const stage = await makeStage()
    stage.deps.bbb.trouble = "unauthorized"
    const id = await start(stage)
    expect(await look(stage, id)).toMatchObject({
      state: "failed",
      failure: "bbb_unauthorized",
      liveAt: null,
    })
    expect(stage.deps.gateway.calls).toEqual([])
    stage.deps.bbb.trouble = null
    stage.deps.clock.advance(1_000)
    const again = await start(stage)
    expect(again).not.toBe(id)
    await advanceTo(stage, again, "waiting_for_picture")
  })

  test.each<[UpstreamReason, Failure]>([
    ["tls", "bbb_tls"],
    ["refused", "bbb_failed"],
  ])("that answers %s fails the start with %s", async (reason, failure) => {
    const stage = await makeStage()
    stage.deps.bbb.trouble = reason
    expect(await look(stage, await start(stage))).toMatchObject({ state: "failed", failure })
  })

  test.each<[UpstreamReason, Failure]>([
    ["unreachable", "bbb_unreachable"],
    ["timeout", "bbb_unreachable"],
    ["busy", "bbb_failed"],
    // A proxy's page while BBB comes up again.
    ["bad_answer", "bbb_failed"],
  ])("that is %s is waited for, until the deadline: then %s", async (reason, failure) => {
    const stage = await makeStage()
    stage.deps.bbb.trouble = reason
    const id = await start(stage)
    expect(await look(stage, id, 3)).toMatchObject({ state: "requested", failure: null })
    stage.deps.clock.advance(LATE_MS)
    expect(await look(stage, id)).toMatchObject({ state: "failed", failure })
  })

  test("that comes back in time costs nothing", async () => {
    const stage = await makeStage()
    stage.deps.bbb.trouble = "unreachable"
    const id = await start(stage)
    await look(stage, id, 2)
    stage.deps.bbb.trouble = null
    expect(await advanceTo(stage, id, "waiting_for_picture")).toMatchObject({ failure: null })
  })
})

describe("a gateway", () => {
  test.each<[UpstreamReason, Failure]>([
    ["unauthorized", "gateway_unauthorized"],
    ["tls", "gateway_tls"],
    ["refused", "gateway_failed"],
    ["bad_answer", "gateway_failed"],
    ["failed", "gateway_failed"],
  ])("that answers %s fails the start with %s and is told to stop", async (reason, failure) => {
    const stage = await makeStage()
    stage.deps.gateway.trouble.start = reason
    const id = await start(stage)
    const row = await advanceTo(stage, id, "failed")
    expect(row).toMatchObject({ failure, liveAt: null, gatewayEngaged: false })
    expect(stage.deps.gateway.calls.map(({ verb, room }) => [verb, room])).toEqual([
      ["start", row.roomKey],
      ["stop", row.roomKey],
    ])
    expect(await whatListenersSee(stage)).toBe("waiting")
  })

  test("that refuses the token of the start and of the stop counts as failed at once", async () => {
    const stage = await makeStage()
    stage.deps.gateway.trouble.start = "unauthorized"
    stage.deps.gateway.trouble.stop = "unauthorized"
    const id = await start(stage)
    const row = await advanceTo(stage, id, "failed")
    expect(row).toMatchObject({ failure: "gateway_unauthorized", gatewayEngaged: false })
    expect(stage.deps.gateway.calls.map(({ verb }) => verb)).toEqual(["start", "stop"])
  })

  test.each<[UpstreamReason, Failure]>([
    ["unreachable", "gateway_unreachable"],
    ["timeout", "gateway_unreachable"],
    ["busy", "gateway_busy"],
  ])(
    "that is %s is asked again, told to stop each time, until the deadline: then %s",
    async (reason, failure) => {
      const stage = await makeStage()
      stage.deps.gateway.trouble.start = reason
      const id = await start(stage)
      await advanceTo(stage, id, "gateway_starting")
      expect(await look(stage, id, 2)).toMatchObject({ state: "gateway_starting" })
      expect(await verbs(stage)).toEqual(["start", "stop", "start", "stop"])
      stage.deps.clock.advance(LATE_MS)
      expect(await advanceTo(stage, id, "failed")).toMatchObject({ failure, gatewayEngaged: false })
      expect((await verbs(stage)).at(-1)).toBe("stop")
    },
  )

  test("that is wholly dead is given up in the end, still marked as perhaps streaming", async () => {
    const stage = await makeStage()
    stage.deps.gateway.trouble = { start: "unreachable", stop: "unreachable", state: "unreachable" }
    const id = await start(stage)
    await advanceTo(stage, id, "gateway_starting")
    await look(stage, id, 2)
    stage.deps.clock.advance(LATE_MS)
    expect(await advanceTo(stage, id, "stopping")).toMatchObject({ failure: "gateway_unreachable" })
    expect(await look(stage, id, 2)).toMatchObject({ state: "stopping" })
    stage.deps.clock.advance(LATE_MS)
    expect(await look(stage, id)).toMatchObject({
      state: "failed",
      failure: "gateway_unreachable",
      gatewayEngaged: true,
    })
  })

  test("that accepts but never joins fails after the deadline and is told to stop", async () => {
    const stage = await makeStage()
    stage.deps.gateway.lies = true
    // Up to 1.6 a gateway can't be asked.
    stage.deps.gateway.trouble.state = "bad_answer"
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    await look(stage, id, 3)
    stage.deps.clock.advance(LATE_MS)
    expect(await advanceTo(stage, id, "failed")).toMatchObject({ failure: "gateway_never_joined" })
    expect((await verbs(stage)).at(-1)).toBe("stop")
  })

  test("that joins but sends no picture fails with no_picture and frees the room", async () => {
    const stage = await makeStage()
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    gatewayJoins(stage, id)
    await look(stage, id)
    stage.deps.clock.advance(LATE_MS)
    expect(await advanceTo(stage, id, "failed")).toMatchObject({ failure: "no_picture" })
    expect(stage.deps.gateway.rooms.size).toBe(0)
  })
})

test("listeners who never saw a picture are not told of an interruption when a start fails", async () => {
  const stage = await makeStage()
  stage.deps.gateway.trouble.start = "unauthorized"
  const id = await start(stage)
  await advanceTo(stage, id, "stopping")
  expect(await whatListenersSee(stage)).toBe("waiting")
})

describe("a crash between the intent to start a gateway and the answer", () => {
  async function crashed() {
    const stage = await makeStage()
    const id = await start(stage)
    await advanceTo(stage, id, "gateway_starting")
    await write(stage.deps.db, (tx) => noteLivestream(tx, id, "gateway_starting", { gatewayEngaged: true }))
    return { ...stage, id }
  }

  test("does not start a second time what is served already", async () => {
    const stage = await crashed()
    const { roomKey } = await livestreamOf(stage, stage.id)
    stage.deps.gateway.rooms.set(stage.gateway.url, roomKey)
    await advanceTo(stage, stage.id, "waiting_for_picture")
    expect(await verbs(stage)).toEqual(["state"])
  })

  test("does not start a second time when the gateway can't tell but its user is in the meeting", async () => {
    const stage = await crashed()
    stage.deps.gateway.trouble.state = "bad_answer"
    gatewayJoins(stage, stage.id)
    await advanceTo(stage, stage.id, "waiting_for_picture")
    expect(await verbs(stage)).toEqual(["state"])
  })

  test("looks, clears the room, and only then starts", async () => {
    const stage = await crashed()
    await advanceTo(stage, stage.id, "waiting_for_picture")
    expect(await verbs(stage)).toEqual(["state", "stop", "start"])
  })

  test("waits, and starts nothing, while the gateway answers to nothing", async () => {
    const stage = await crashed()
    stage.deps.gateway.trouble = { start: null, stop: "unreachable", state: "unreachable" }
    await look(stage, stage.id, 3)
    expect(await verbs(stage)).not.toContain("start")
    expect(await livestreamOf(stage, stage.id)).toMatchObject({ state: "gateway_starting" })
  })
})
