// Two web processes and two workers on one database server: whoever dies, the other goes on, and nothing is done twice.
import { setTimeout as sleep } from "node:timers/promises"
import type { Play } from "./plays.ts"
import type { Scenario } from "./scenario.ts"

const HOLD_MS = 1_500
const GONE_MS = 5_000
const START_PATHS = ["/start", "/gateway/start"]

/** Work begins at the first worker alone, so that it is the one that dies with it; only the second is there to take over. */
async function handOver(play: Play, begin: () => Promise<void>, isAt: string) {
  const { amphi, gateways } = play.stage
  for (const gateway of gateways) gateway.dial({ kind: "hang", ms: HOLD_MS })
  amphi.kill("worker-2")
  await begin()
  await play.untilStep(isAt)
  await sleep(HOLD_MS / 2)
  amphi.kill("worker-1")
  play.lift()
  amphi.run({}, "worker-2")
}

function workerDies(name: string, goal: "live" | "over", act: (play: Play) => Promise<void>): Scenario {
  return {
    name: `two machines: worker killed -9, ${name}`,
    on: "machines",
    async run(play) {
      try {
        await act(play)
        return await play.truth(goal)
      } finally {
        play.stage.amphi.run()
      }
    },
  }
}

const webDies: Scenario = {
  name: "two machines: web process killed -9, live",
  on: "machines",
  async run(play) {
    const { amphi } = play.stage
    await play.goLive()
    amphi.kill("web-2")
    await play.sleep(1_000)
    amphi.run()
    return play.truth("live")
  },
}

/** Whoever orders, wherever: one gateway is told once. */
const ordersAtOnce: Scenario = {
  name: "two machines: the same orders at both at once",
  on: "machines",
  async run(play) {
    const { admin, gateways, presenter, webinar } = play.stage
    const everywhere = (path: string) =>
      Promise.all(
        [presenter, admin, presenter, admin].map((who) => who.order(path, { webinarId: webinar.id })),
      )
    const from = Date.now()
    await everywhere("control.start")
    const took = await play.truth("live")
    const starts = gateways
      .flatMap((gateway) => gateway.requests())
      .filter(({ at, path }) => at >= from && START_PATHS.includes(path))
    if (starts.length !== 1) throw new Error(`gateways were told to start ${starts.length} times`)
    await everywhere("control.endAll")
    return Math.max(took, await play.truth("over"))
  },
}

function databaseGone(name: string, goal: "live" | "over", act: (play: Play) => Promise<void>): Scenario {
  return {
    name: `two machines: database server killed -9 for 5 s, ${name}`,
    on: "machines",
    async run(play) {
      await act(play)
      const { database } = play.stage
      await database?.kill()
      await play.sleep(GONE_MS)
      await database?.start()
      return play.truth(goal)
    },
  }
}

export const machinesScenarios: Scenario[] = [
  workerDies("starting a gateway", "live", (play) =>
    handOver(play, () => play.order("start"), "gateway_starting"),
  ),
  workerDies("stopping a gateway", "over", async (play) => {
    await play.goLive()
    await handOver(play, () => play.order("stop"), "stopping")
  }),
  webDies,
  ordersAtOnce,
  databaseGone("start", "live", async (play) => {
    play.stage.line.isCut = true
    await play.order("start")
    await play.untilStep("waiting_for_picture")
    play.lift()
  }),
  databaseGone("live", "live", async (play) => {
    await play.goLive()
  }),
  databaseGone("stop", "over", async (play) => {
    await play.goLive()
    for (const gateway of play.stage.gateways) gateway.dial({ kind: "hang", ms: HOLD_MS })
    await play.order("stop")
    await play.untilStep("stopping")
  }),
]
