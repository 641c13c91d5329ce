// BigBlueButton in trouble while it is needed, and its callbacks, which nobody may rely on.
import type { FaultDial } from "../sims/bbb/faults.ts"
import { APP_URL } from "./places.ts"
import type { Play } from "./plays.ts"
import type { Scenario } from "./scenario.ts"
import { until } from "./waiting.ts"

const MANY = 10_000
const WINDOW_MS = 5_000
/** Longer than the client's time-out of 10 s, and than the watch's round. */
const LONG_WINDOW_MS = 13_000

type Trouble = { name: string; dial: Omit<FaultDial, "call">; windowMs?: number; short?: true }

const TROUBLES: Trouble[] = [
  { name: "refuses connections", dial: { fault: "refuse" }, short: true },
  { name: "hangs past the time-out", dial: { fault: "hang", ms: 30_000 }, windowMs: LONG_WINDOW_MS },
  { name: "answers 500", dial: { fault: "status500" } },
  { name: "answers HTML", dial: { fault: "html" } },
  { name: "answers truncated XML", dial: { fault: "truncatedXml" } },
  { name: "answers FAILED internalError", dial: { fault: "failed:internalError" } },
  { name: "is slow (3 s)", dial: { fault: "slow", ms: 3_000 } },
]

function trouble({ stage }: Play, dial: Trouble["dial"]) {
  stage.bbb.faults({ ...dial, call: "*", count: MANY })
}

const atStart = TROUBLES.map(
  ({ name, dial, windowMs = WINDOW_MS, short }): Scenario => ({
    name: `BBB ${name}: start`,
    ...(short && { short }),
    async run(play) {
      trouble(play, dial)
      await play.order("start")
      await play.sleep(windowMs)
      play.mustHaveStruck()
      play.lift()
      return play.truth("live")
    },
  }),
)

/** The picture does not need BigBlueButton's API: nobody may notice. */
const atLive = TROUBLES.map(
  ({ name, dial }): Scenario => ({
    name: `BBB ${name}: live`,
    async run(play) {
      const before = await play.goLive()
      trouble(play, dial)
      await play.sleep(LONG_WINDOW_MS)
      play.mustHaveStruck()
      play.lift()
      const took = await play.truth("live")
      const moves = await play.stage.ledger.history(before.id)
      if ((await play.current()).id !== before.id || moves.some((move) => move.startsWith("interrupted")))
        throw new Error(`the live was disturbed: ${moves.join(", ")}`)
      return took
    },
  }),
)

const atEnd = TROUBLES.map(
  ({ name, dial, windowMs = WINDOW_MS }): Scenario => ({
    name: `BBB ${name}: end for everybody`,
    async run(play) {
      await play.goLive()
      trouble(play, dial)
      await play.order("endAll")
      await play.sleep(windowMs)
      play.mustHaveStruck()
      play.lift()
      const from = Date.now()
      await play.truth("over")
      await meetingIsGone(play)
      return (Date.now() - from) / 1000
    },
  }),
)

function meetingIsGone({ stage }: Play) {
  const { meeting_id } = stage.webinar
  return until("the meeting is gone", 30_000, () =>
    stage.bbb.meetings().some(({ meetingID }) => meetingID === meeting_id) ? null : true,
  )
}

/** Nothing to wait for: it has failed on every screen, and the next start works. */
const wrongSecret: Scenario = {
  name: "BBB answers FAILED checksumError: start",
  async run(play) {
    play.stage.bbb.faults({ call: "*", fault: "failed:checksumError", count: MANY })
    await play.order("start")
    await play.untilStep("failed")
    play.mustHaveStruck()
    play.lift()
    const took = await play.truth("over")
    await play.goLive()
    return took
  },
}

function meetingEnds(name: string, fault: string | null, byCallback: boolean, short?: true): Scenario {
  return {
    name: `meeting ends, callback ${name}`,
    ...(short && { short }),
    async run(play) {
      await play.goLive()
      // The end is told twice: by the callback, and by a webhook.
      for (const call of byCallback ? ["callback"] : ["callback", "hook"])
        if (fault) play.stage.bbb.faults({ call, fault })
      const from = Date.now()
      play.stage.bbb.end(play.stage.webinar.meeting_id)
      const measure = byCallback ? "endByCallback" : "endWithoutCallback"
      await play.told(measure, from, (state) => state === "ended" || state === "stopped", 40_000)
      if (fault) play.mustHaveStruck()
      return play.truth("over")
    },
  }
}

const forgedWhileLive: Scenario = {
  name: "callback forged while the meeting goes on",
  short: true,
  async run(play) {
    const before = await play.goLive()
    const { callback_key, meeting_id } = play.stage.webinar
    const forged = [`${callback_key}?meetingID=${meeting_id}&recordingmarks=false`, "nobodys-key"]
    for (const key of [...forged, ...forged]) await fetch(`${APP_URL}/api/bbb/ended/${key}`)
    await play.sleep(3_000)
    const took = await play.truth("live")
    if ((await play.current()).id !== before.id) throw new Error("the live was replaced")
    return took
  },
}

/** The end of the meeting before comes when the next one runs. */
const outOfOrder: Scenario = {
  name: "callback out of order, in the next meeting",
  async run(play) {
    await play.goLive()
    play.stage.bbb.faults({ call: "callback", fault: "lose" }, { call: "hook", fault: "lose" })
    await play.order("endAll")
    await play.truth("over")
    await meetingIsGone(play)
    const next = await play.goLive()
    await fetch(`${APP_URL}/api/bbb/ended/${play.stage.webinar.callback_key}`)
    await play.sleep(3_000)
    const took = await play.truth("live")
    if ((await play.current()).id !== next.id) throw new Error("the old meeting's end stopped the new live")
    return took
  },
}

/** BBB's "yes" to the end comes before the end: the next live must not enter the meeting that is about to go. */
function startsAtOnce(name: string, slowMs: number | null): Scenario {
  return {
    name: `end for everybody, then start at once${name}`,
    async run(play) {
      const before = await play.goLive()
      const old = meetingOf(play)
      if (slowMs !== null) play.stage.bbb.faults({ call: "end", fault: "slow", ms: slowMs })
      await play.order("endAll")
      await play.order("start")
      const took = await play.truth("live")
      // The old meeting's end is called back meanwhile, and the watch comes round.
      await play.sleep(LONG_WINDOW_MS)
      await play.truth("live")
      const { id } = await play.current()
      const moves = await play.stage.ledger.history(id)
      if (id === before.id || moves.some((move) => move.startsWith("stopping")))
        throw new Error(`the new live was disturbed: ${moves.join(", ")}`)
      if (meetingOf(play) === old) throw new Error("the new live is in the old meeting")
      return took
    },
  }
}

function meetingOf({ stage }: Play) {
  const { meeting_id } = stage.webinar
  return stage.bbb.meetings().find(({ meetingID }) => meetingID === meeting_id)?.internalMeetingID
}

export const bbbScenarios: Scenario[] = [
  ...atStart,
  ...atLive,
  ...atEnd,
  wrongSecret,
  meetingEnds("comes", null, true, true),
  meetingEnds("lost", "lose", false),
  meetingEnds("duplicated", "duplicate", true),
  meetingEnds("held back", "reorder", false),
  forgedWhileLive,
  outOfOrder,
  startsAtOnce("", null),
  startsAtOnce(", BBB slow to end (3 s)", 3_000),
]
