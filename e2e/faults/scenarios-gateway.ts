// A gateway in trouble: another one takes over, or the same one as soon as it can; and a stop is insisted on.
import type { DialledFault } from "../sims/sipmediagw/faults.ts"
import { GATEWAYS } from "./places.ts"
import type { Scenario } from "./scenario.ts"
import { isOnAir } from "./truth.ts"
import { until } from "./waiting.ts"

const MANY = 10_000
const WINDOW_MS = 5_000
const START_TIMEOUT_MS = 60_000
const STOP_PATHS = ["/stop", "/gateway/stop"]

type Trouble = { name: string; dial: DialledFault; short?: true }

const TROUBLES: Trouble[] = [
  { name: "refuses connections", dial: { kind: "refuse", times: MANY }, short: true },
  { name: "answers 500", dial: { kind: "status500", times: MANY } },
  { name: "answers HTML", dial: { kind: "html", times: MANY } },
  { name: "answers garbage", dial: { kind: "garbage", times: MANY } },
]

const atStart = TROUBLES.map(
  ({ name, dial, short }): Scenario => ({
    name: `gateway ${name}: start`,
    ...(short && { short }),
    async run(play) {
      const gateway = await play.gatewayAhead()
      gateway.dial(dial)
      await play.order("start")
      await play.sleep(WINDOW_MS)
      play.mustHaveStruck()
      play.lift()
      return play.truth("live")
    },
  }),
)

const allRefuse: Scenario = {
  name: "all gateways refuse connections: start",
  async run(play) {
    for (const gateway of play.stage.gateways) gateway.dial({ kind: "refuse", times: MANY })
    await play.order("start")
    await play.sleep(2 * WINDOW_MS)
    play.mustHaveStruck()
    play.lift()
    return play.truth("live")
  },
}

/** The command reached the container only; the verdict comes from the meeting and the picture. */
function container(name: string, dial: DialledFault, withinMs?: number): Scenario {
  return {
    name: `gateway ${name}`,
    async run(play) {
      const gateway = await play.gatewayAhead()
      gateway.dial({ ...dial, times: 1 })
      await play.order("start")
      const took = await play.truth("live", withinMs)
      play.mustHaveStruck()
      return took
    },
  }
}

const dies: Scenario = {
  name: "gateway dies on air",
  async run(play) {
    const gateway = await play.gatewayAhead()
    gateway.dial({ kind: "diesAfter", ms: 8_000 })
    await play.goLive()
    await play.untilStep("interrupted")
    const from = Date.now()
    const took = await play.truth("live")
    play.measure("pictureBack", from)
    return took
  },
}

const atStop = [
  ...TROUBLES,
  { name: "hangs (15 s)", dial: { kind: "hang", ms: 15_000, times: 1 } } satisfies Trouble,
  { name: "lies", dial: { kind: "lie", times: 1 } } satisfies Trouble,
].map(
  ({ name, dial }): Scenario => ({
    name: `gateway ${name}: stop`,
    async run(play) {
      await play.goLive()
      for (const gateway of play.stage.gateways) gateway.dial(dial)
      await play.order("stop")
      await play.sleep(WINDOW_MS)
      play.mustHaveStruck()
      play.lift()
      return play.truth("over")
    },
  }),
)

const CUT_WITHIN_MS = 15_000

/** Its "ok" counts for nothing while its picture goes on; the origin cuts that, and the gateway is told until it stops. */
const streamsOn: Scenario = {
  name: "gateway confirms every stop and streams on",
  async run(play) {
    const { id, gateway: name } = await play.goLive()
    for (const gateway of play.stage.gateways)
      for (const path of STOP_PATHS) gateway.dial({ kind: "lie", path, times: MANY })
    await play.order("stop")
    const stream = GATEWAYS.find((each) => each.name === name)?.streamName ?? ""
    await until("the origin cut the picture", CUT_WITHIN_MS, () =>
      isOnAir(play.stage, stream) ? null : true,
    )
    const { state } = await play.current()
    if (state !== "stopping") throw new Error(`the gateway was believed: ${state}`)
    const moves = await play.stage.ledger.history(id)
    if (!moves.includes("stopping (stop_ignored)")) throw new Error(`nobody was told: ${moves.join(", ")}`)
    play.lift()
    return play.truth("over")
  },
}

export const gatewayScenarios: Scenario[] = [
  ...atStart,
  allRefuse,
  container("hangs 15 s: start", { kind: "hang", ms: 15_000 }),
  container("hangs past the time-out: start", { kind: "hang", ms: START_TIMEOUT_MS + 5_000 }, 100_000),
  container("is never ready: start", { kind: "neverReady" }),
  container("dies while joining", { kind: "diesAfter", ms: 100 }),
  container("lies: start", { kind: "lie" }),
  dies,
  ...atStop,
  streamsOn,
]
