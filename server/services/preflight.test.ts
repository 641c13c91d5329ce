import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { deleteReservation, updateGateway } from "#db/queries/gateways.ts"
import type { Check } from "#server/domain/health.ts"
import type { TestDeps } from "#server/test-deps.ts"
import { getWebinar, makeWebinar } from "#server/test-factories.ts"
import { makeLive, makeStage, type Stage, waitingJobs } from "#server/test-live.ts"
import { getControlView } from "./livestreams.ts"
import { callbackOutcome, checkBeforeStart, orderPreflights, preflight } from "./preflight.ts"

async function finding({ deps, owner, webinarId }: Stage, name: Check["name"]) {
  const { checks } = await preflight(deps, owner, { webinarId })
  return checks.find((check) => check.name === name)
}

async function planned(stage: Stage) {
  const { webinar } = await makeWebinar(stage.deps, stage.owner, {
    startTime: "16:00",
    startDate: "2026-11-24",
  })
  return webinar.id
}

describe("the check", () => {
  test("is green when everything answers, is stored, and leaves no meeting behind", async () => {
    const stage = await makeStage()
    const { deps, owner, webinarId } = stage
    const result = await preflight(deps, owner, { webinarId })
    expect(result.checks.filter((check) => check.state !== "ok")).toEqual([])
    expect(result.checks.map((check) => check.name)).toEqual([
      "bbb",
      "reservation",
      "gateway",
      "http",
      "token",
      "rtmp",
      "playlist",
      "chat",
      "chatInbound",
      "callback",
    ])
    expect(deps.bbb.meetings.size).toBe(0)
    expect((await getControlView(deps, owner, { webinarId })).preflight).toEqual(result)
  })

  test.each<[string, Check["name"], string, (deps: TestDeps, stage: Stage) => unknown]>([
    ["BBB refuses the secret", "bbb", "bbb_unauthorized", (deps) => (deps.bbb.trouble = "unauthorized")],
    [
      "the gateway is dead",
      "http",
      "http_unreachable",
      (deps, stage) => deps.gateway.dead.add(stage.gateway.url),
    ],
    ["the RTMP port is closed", "rtmp", "rtmp_unreachable", (deps) => (deps.media.ingestClosed = true)],
    [
      "the playlist's server is down",
      "playlist",
      "playlist_unreachable",
      (deps) => (deps.media.unreachable = true),
    ],
    [
      "the reservation is gone",
      "reservation",
      "reservation_missing",
      (deps, stage) => write(deps.db, (tx) => deleteReservation(tx, stage.webinarId)),
    ],
    [
      "the gateway is in maintenance",
      "gateway",
      "gateway_out_of_service",
      (deps, stage) => write(deps.db, (tx) => updateGateway(tx, stage.gateway.id, { maintenance: "cables" })),
    ],
  ])("is red when %s", async (_what, name, expected, breakIt) => {
    const stage = await makeStage()
    await breakIt(stage.deps, stage)
    expect(await finding(stage, name)).toMatchObject({ state: "failed", finding: expected })
  })

  test("says when what is written in the meeting stays there, which stops nobody either", async () => {
    const stage = await makeStage()
    stage.deps.bbb.hasWebhooks = false
    expect(await finding(stage, "chatInbound")).toMatchObject({
      state: "warned",
      finding: "chatInbound_missing",
    })
    const here = await makeStage({}, { CALLBACK_URL: "http://localhost:4000" })
    expect(await finding(here, "chatInbound")).toMatchObject({
      state: "warned",
      finding: "chatInbound_unreachable",
    })
  })

  test("says that the gateway is taken by somebody else's live, and not by one's own", async () => {
    const live = await makeLive()
    expect(await finding(live, "gateway")).toMatchObject({ finding: "gateway_ok" })
    const webinarId = await planned(live)
    expect(await finding({ ...live, webinarId }, "gateway")).toMatchObject({ finding: "gateway_busy" })
  })
})

describe("by itself", () => {
  test("the check is made once, a quarter of an hour before the start, and again after a move", async () => {
    const stage = await makeStage()
    const { deps } = stage
    const webinarId = await planned(stage)
    const { event } = await getWebinar(deps, webinarId)
    deps.clock.set(new Date(event.startAt.getTime() - 16 * 60_000))
    await orderPreflights(deps)
    expect(await waitingJobs(stage, "webinar.preflight")).toEqual([])
    deps.clock.advance(60_000)
    await Promise.all([orderPreflights(deps), orderPreflights(deps)])
    expect(await waitingJobs(stage, "webinar.preflight")).toHaveLength(1)
    await checkBeforeStart(deps, { webinarId })
    expect((await getWebinar(deps, webinarId)).webinar).toMatchObject({
      preflight: { state: "ok" },
      preflightFor: event.startAt,
    })
    await orderPreflights(deps)
    expect(await waitingJobs(stage, "webinar.preflight")).toHaveLength(1)
  })
})

test.each([
  ["https://bbb.univ.fr/api", "http://localhost:3000", "callback_local"],
  ["https://bbb.univ.fr/api", "http://192.168.1.4:3000", "callback_private"],
  ["http://localhost:8090/api", "http://localhost:3000", "callback_ok"],
  ["http://10.0.0.7/api", "http://10.0.0.4", "callback_ok"],
  ["https://bbb.univ.fr/api", "https://amphi.univ.fr", "callback_ok"],
])("BBB at %s and callbacks to %s: %s", (apiUrl, callbackUrl, expected) => {
  expect(callbackOutcome({ apiUrl, callbackUrl }).finding).toBe(expected)
})
