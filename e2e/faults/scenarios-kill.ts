// kill -9 at each step of start, live and stop; what holds a step long enough is a slow answer from outside.
import type { Play } from "./plays.ts"
import type { Scenario } from "./scenario.ts"

const HOLD_MS = 1_500

const TRIES_MAX = 10

type Step = {
  at: string
  goal: "live" | "over"
  /** Where nothing holds the step for long, the kill is tried until it hits this state. */
  state?: string
  short?: true
  arrange(play: Play): Promise<void>
}

const STEPS: Step[] = [
  {
    at: "start, making the meeting",
    goal: "live",
    short: true,
    async arrange(play) {
      play.stage.bbb.faults({ call: "create", fault: "slow", ms: HOLD_MS })
      await play.order("start")
      await play.untilStep("requested")
    },
  },
  {
    at: "start, meeting ready",
    goal: "live",
    state: "meeting_ready",
    async arrange(play) {
      await play.order("start")
      await play.untilStep("meeting_ready", "gateway_starting", "waiting_for_picture")
    },
  },
  {
    at: "start, gateway commanded",
    goal: "live",
    short: true,
    async arrange(play) {
      hangGateways(play)
      await play.order("start")
      await play.untilStep("gateway_starting")
      await play.sleep(HOLD_MS / 2)
    },
  },
  {
    at: "start, waiting for the picture",
    goal: "live",
    async arrange(play) {
      play.stage.line.isCut = true
      await play.order("start")
      await play.untilStep("waiting_for_picture")
    },
  },
  {
    at: "live",
    goal: "live",
    short: true,
    async arrange(play) {
      await play.goLive()
    },
  },
  {
    at: "interrupted",
    goal: "live",
    async arrange(play) {
      await play.goLive()
      play.stage.line.isCut = true
      await play.untilStep("interrupted")
    },
  },
  {
    at: "stop, gateway commanded",
    goal: "over",
    short: true,
    async arrange(play) {
      await play.goLive()
      hangGateways(play)
      await play.order("stop")
      await play.untilStep("stopping")
      await play.sleep(HOLD_MS / 2)
    },
  },
  {
    at: "end for everybody",
    goal: "over",
    async arrange(play) {
      await play.goLive()
      hangGateways(play)
      play.stage.bbb.faults({ call: "end", fault: "slow", ms: HOLD_MS })
      await play.order("endAll")
      await play.untilStep("stopping")
    },
  },
  {
    at: "restart",
    goal: "live",
    async arrange(play) {
      await play.goLive()
      hangGateways(play)
      await play.order("restart")
      await play.untilStep("stopping")
    },
  },
]

/** The work is done at once, its answer comes later. */
function hangGateways({ stage }: Play) {
  for (const gateway of stage.gateways) gateway.dial({ kind: "hang", ms: HOLD_MS })
}

export const killScenarios: Scenario[] = STEPS.map((step) => ({
  name: `kill -9: ${step.at}`,
  ...(step.short && { short: step.short }),
  async run(play) {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      await step.arrange(play)
      const state = await play.killAndStartAgain()
      const took = await play.truth(step.goal)
      if (step.state === undefined || step.state === state) return took
      await play.order("stop")
      await play.truth("over")
    }
    throw new Error(`it never died ${step.at}`)
  },
}))
