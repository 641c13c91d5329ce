import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { findGateway, updateGateway } from "#db/queries/gateways.ts"
import type { UpstreamReason } from "#server/errors.ts"
import { createTestDeps } from "#server/test-deps.ts"
import { makeAdmin, makeGateway } from "#server/test-factories.ts"
import { advanceTo, makeStageOfTwo, start } from "#server/test-live.ts"
import { lookAtGateway, probeDueGateways, probeGateway } from "./gateway-health.ts"

async function world() {
  const deps = await createTestDeps()
  const gateway = await makeGateway(deps)
  const record = async () => {
    const found = await findGateway(deps.db, gateway.id)
    if (!found) throw new Error("no gateway")
    return found
  }
  return { deps, gateway, record }
}

async function findingsOf({ deps, record }: Awaited<ReturnType<typeof world>>) {
  const { state, checks } = await lookAtGateway(deps, await record())
  return { state, findings: checks.map((check) => check.finding) }
}

describe("a probe", () => {
  test("finds a gateway healthy whose server, token, RTMP port and playlist answer", async () => {
    expect(await findingsOf(await world())).toEqual({
      state: "ok",
      findings: ["http_ok", "token_ok", "rtmp_ok", "playlist_ok"],
    })
  })

  test.each<[UpstreamReason, string, string]>([
    ["unreachable", "http_unreachable", "token_unknown"],
    ["timeout", "http_timeout", "token_unknown"],
    ["tls", "http_tls", "token_unknown"],
    ["bad_answer", "http_bad_answer", "token_unknown"],
    ["unauthorized", "http_ok", "token_refused"],
  ])("tells a server that is %s", async (reason, http, token) => {
    const made = await world()
    made.deps.gateway.trouble.identify = reason
    const { state, findings } = await findingsOf(made)
    expect(state).toBe("failed")
    expect(findings.slice(0, 2)).toEqual([http, token])
  })

  test("tells a closed RTMP port and a playlist server that doesn't answer", async () => {
    const made = await world()
    made.deps.media.ingestClosed = true
    made.deps.media.unreachable = true
    expect((await findingsOf(made)).findings.slice(2)).toEqual(["rtmp_unreachable", "playlist_unreachable"])
  })

  test("warns of an outside playlist that isn't there: nothing streams now, or its address is wrong", async () => {
    const { deps } = await world()
    const hlsUrl = "https://media.test/hall-a.m3u8"
    const { id } = await makeGateway(deps, { outside: { rtmpUrl: "rtmp://media.test/live/key", hlsUrl } })
    const look = async () => {
      const record = await findGateway(deps.db, id)
      if (!record) throw new Error("no gateway")
      return lookAtGateway(deps, record)
    }
    const idle = await look()
    expect(idle.state).toBe("ok")
    expect(idle.checks.at(-1)).toMatchObject({ state: "warned", finding: "playlist_nothing" })
    deps.media.play(hlsUrl)
    expect((await look()).checks.at(-1)).toMatchObject({ state: "ok", finding: "playlist_ok" })
  })

  test("tells a server that speaks another dialect than the one declared", async () => {
    const made = await world()
    await write(made.deps.db, (tx) => updateGateway(tx, made.gateway.id, { dialect: "gateway" }))
    expect((await findingsOf(made)).findings[0]).toBe("http_dialect")
  })

  test("is stored with its time, and shown to administrators", async () => {
    const { deps, gateway, record } = await world()
    const admin = await makeAdmin(deps)
    const health = await probeGateway(deps, admin, { gatewayId: gateway.id })
    expect((await record()).gateway).toMatchObject({ health, healthCheckedAt: deps.clock.now() })
  })
})

describe("the workers", () => {
  test("look at every gateway once a minute, switched-off ones never", async () => {
    const { deps, record } = await world()
    const off = await makeGateway(deps, { enabled: false })
    await probeDueGateways(deps)
    const first = deps.clock.now()
    expect((await record()).gateway).toMatchObject({ healthCheckedAt: first, health: { state: "ok" } })
    deps.clock.advance(59_000)
    await probeDueGateways(deps)
    expect((await record()).gateway.healthCheckedAt).toEqual(first)
    deps.clock.advance(1_000)
    await probeDueGateways(deps)
    expect((await record()).gateway.healthCheckedAt).toEqual(deps.clock.now())
    expect((await findGateway(deps.db, off.id))?.gateway.health).toBeNull()
  })

  test("look also after the clock was set back", async () => {
    const { deps, record } = await world()
    await probeDueGateways(deps)
    deps.clock.advance(-3_600_000)
    await probeDueGateways(deps)
    expect((await record()).gateway.healthCheckedAt).toEqual(deps.clock.now())
  })

  test("don't look twice when two of them come at the same time", async () => {
    const { deps } = await world()
    let looks = 0
    const media = { ...deps.media, knock: async () => void looks++ }
    await Promise.all([1, 2, 3].map(() => probeDueGateways({ ...deps, media })))
    expect(looks).toBe(1)
  })
})

test("a start goes to a healthy gateway rather than to the reserved one that failed its last probe", async () => {
  const stage = await makeStageOfTwo()
  stage.deps.gateway.dead.add(stage.gateway.url)
  await probeDueGateways(stage.deps)
  const id = await start(stage)
  const row = await advanceTo(stage, id, "waiting_for_picture")
  expect(row).toMatchObject({ gatewayId: stage.second.id, failedGatewayIds: [] })
})
