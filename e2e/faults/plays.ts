// What scenarios are made of: bring a live to a step, take trouble away, wait for the truth.
import { setTimeout as sleep } from "node:timers/promises"
import { z } from "zod"
import type { Stage } from "./stage.ts"
import { type Goal, timeToTruth } from "./truth.ts"
import { seconds, until } from "./waiting.ts"

/** What the suite allows itself to wait: the verdict about 30 s is drawn from the time it took. */
const LIVE_WITHIN_MS = 60_000
const TRUTH_WITHIN_MS = 30_000
const STEP_WITHIN_MS = 40_000

export const MEASURES = ["interrupted", "pictureBack", "endByCallback", "endWithoutCallback"] as const
export type Measure = (typeof MEASURES)[number]

export class Play {
  readonly measured: [Measure, number][] = []
  readonly since = Date.now()

  constructor(readonly stage: Stage) {}

  order(command: "start" | "stop" | "endAll" | "restart") {
    return this.stage.presenter.order(`control.${command}`, { webinarId: this.stage.webinar.id })
  }

  async goLive() {
    await this.order("start")
    await timeToTruth(this.stage, "live", LIVE_WITHIN_MS, this.since)
    return this.current()
  }

  async current() {
    const livestream = await this.stage.ledger.latest()
    if (!livestream) throw new Error("there is no livestream")
    return livestream
  }

  /** A step may be over in a few milliseconds. */
  untilStep(...states: string[]) {
    return until(
      `state ${states.join(" or ")}`,
      STEP_WITHIN_MS,
      async () => (states.includes((await this.stage.ledger.latest())?.state ?? "") ? true : null),
      3,
    )
  }

  lift() {
    this.stage.bbb.clearFaults()
    for (const gateway of this.stage.gateways) gateway.clearFaults()
    this.stage.line.isCut = false
  }

  truth(goal: Goal, withinMs = TRUTH_WITHIN_MS) {
    return timeToTruth(this.stage, goal, withinMs, this.since)
  }

  /** As an operator's supervisor does: dead, and a second later there again. Answers the state it died in. */
  async killAndStartAgain() {
    this.stage.amphi.kill()
    const { state } = await this.current()
    this.lift()
    await sleep(1_000)
    this.stage.amphi.run()
    return state
  }

  /** Seconds until listeners are told something else than "live". */
  async told(measure: Measure, from: number, isTold: (state: string) => boolean, withinMs: number) {
    const { listener, webinar } = this.stage
    await until(`listeners are told (${measure})`, withinMs, async () => {
      const { state } = await listener.ask("live.get", { slug: webinar.slug }, Live)
      return isTold(state) ? true : null
    })
    this.measure(measure, from)
  }

  measure(measure: Measure, from: number) {
    this.measured.push([measure, seconds(Date.now() - from)])
  }

  /** The gateway that the next start takes. */
  async gatewayAhead() {
    const gateway = this.stage.gateways[await this.stage.ledger.reservedIndex()]
    if (!gateway) throw new Error("there is no gateway")
    return gateway
  }

  /** A fault that nothing ran into proves nothing. */
  mustHaveStruck() {
    const { bbb, gateways } = this.stage
    const atGateways = gateways.flatMap((gateway) => gateway.requests())
    const hasStruck = atGateways.some(({ at, fault }) => fault !== null && at >= this.since)
    if (bbb.faultsTaken() === 0 && !hasStruck) throw new Error("the fault never struck")
  }

  sleep(ms: number) {
    return sleep(ms)
  }
}

const Live = z.object({ state: z.string() })
