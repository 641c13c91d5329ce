// Lines from and to the meeting while something stands in their way: each is read in the end, and once.
import { randomUUID } from "node:crypto"
import { z } from "zod"
import type { Play } from "./plays.ts"
import type { Scenario } from "./scenario.ts"
import { seconds, until } from "./waiting.ts"

const HOOKED_WITHIN_MS = 20_000
/** BBB tries again after 0.1, 0.5, 1, 2, 4 and 8 s. */
const READ_WITHIN_MS = 30_000
/** A lost answer is waited for for 10 s, a killed worker's job for another 10, and its echo for 11. */
const DELIVERED_WITHIN_MS = 60_000
/** Longer than BBB's answer is waited for. */
const HANG_MS = 13_000
const SLOW_MS = 1_500

const Live = z.object({ event: z.object({ id: z.string() }) })
const Chat = z.object({ messages: z.array(z.object({ text: z.string(), delivery: z.string() })) })

async function eventIdOf({ stage }: Play) {
  return (await stage.listener.ask("live.get", { slug: stage.webinar.slug }, Live)).event.id
}

async function chatOf(play: Play) {
  const since = { eventId: await eventIdOf(play), afterSeq: 0, afterRev: 0 }
  return (await play.stage.listener.ask("chat.since", since, Chat)).messages
}

async function linesRead(play: Play) {
  return (await chatOf(play)).map(({ text }) => text)
}

async function goLiveHooked(play: Play) {
  await play.goLive()
  await until("the meeting's hook", HOOKED_WITHIN_MS, () => (play.stage.bbb.hooks().length > 0 ? true : null))
}

/** The second line comes after whatever became of the first. */
async function readOnce(play: Play, lines: string[]) {
  const from = Date.now()
  let missing = lines
  await until("all lines are read", READ_WITHIN_MS, async () => {
    const read = await linesRead(play).catch((): string[] => [])
    missing = lines.filter((line) => !read.includes(line))
    return missing.length === 0 ? true : null
  }).catch((error: Error) => {
    throw new Error(`${error.message}: ${missing.join(", ")} (${deliveriesOf(play).join(", ")})`)
  })
  const took = seconds(Date.now() - from)
  const read = (await linesRead(play)).filter((text) => lines.includes(text))
  if (read.length !== lines.length) throw new Error(`read more than once: ${read.join(", ")}`)
  return took
}

function deliveriesOf({ stage, since }: Play) {
  return stage.bbb
    .requests({ kind: "hook", call: "chat-group-message-sent" })
    .filter(({ at }) => at >= since)
    .map(({ at, attempt, outcome, body }) => `${at - since} ms, try ${attempt}, ${outcome}: ${lineIn(body)}`)
}

function lineIn(body: string) {
  return /line \d/.exec(decodeURIComponent(body.replaceAll("+", " ")))?.[0]
}

function say({ stage }: Play, line: string) {
  stage.bbb.chat(stage.webinar.meeting_id, line, "A speaker")
}

const killed: Scenario = {
  name: "chat: kill -9 while lines come from the meeting",
  async run(play) {
    await goLiveHooked(play)
    const lines = [0, 1, 2].map((index) => `line ${index} of ${Date.now()}`)
    for (const line of lines.slice(0, 2)) say(play, line)
    await play.killAndStartAgain()
    say(play, lines[2] ?? "")
    const took = await readOnce(play, lines)
    await play.truth("live")
    return took
  },
}

function troubled(fault: "duplicate" | "reorder"): Scenario {
  return {
    name: `chat: deliveries from the meeting ${fault}`,
    async run(play) {
      await goLiveHooked(play)
      play.stage.bbb.faults({ call: "hook", fault })
      const lines = [0, 1].map((index) => `${fault} ${index} of ${Date.now()}`)
      for (const line of lines) say(play, line)
      return readOnce(play, lines)
    },
  }
}

async function write(play: Play, text: string) {
  await play.stage.presenter.order("chat.send", {
    eventId: await eventIdOf(play),
    clientId: randomUUID(),
    text,
  })
}

/** Whoever is in the meeting reads each once, in the order of writing; whoever wrote is told that it is there. */
async function inMeetingOnce(play: Play, lines: string[]) {
  const from = Date.now()
  await until("all lines are in the meeting", DELIVERED_WITHIN_MS, async () => {
    const told = await chatOf(play).catch(() => [])
    const arrived = told.filter(({ delivery }) => delivery === "in_meeting").map(({ text }) => text)
    return lines.every((line) => arrived.includes(line)) ? true : null
  })
  const took = seconds(Date.now() - from)
  const { bbb, webinar } = play.stage
  const meeting = bbb.meetings().find(({ meetingID }) => meetingID === webinar.meeting_id)
  const read = (meeting?.chat ?? []).map(({ message }) => message).filter((text) => lines.includes(text))
  if (read.join() !== lines.join()) throw new Error(`the meeting reads ${read.join(", ") || "nothing"}`)
  return took
}

const unanswered: Scenario = {
  name: "chat: BBB shows lines, and its answers are lost",
  async run(play) {
    await goLiveHooked(play)
    play.stage.bbb.faults(
      { call: "sendChatMessage", fault: "refuse", after: true },
      { call: "sendChatMessage", fault: "hang", ms: HANG_MS, after: true },
    )
    const lines = ["reset", "hanging", "answered"].map((what) => `${what} ${Date.now()}`)
    for (const line of lines) await write(play, line)
    return inMeetingOnce(play, lines)
  },
}

/** BBB takes its time and shows the line when nobody is there any more to hear of it. */
const killedWhileSending: Scenario = {
  name: "chat: kill -9 between sending a line and storing that it was sent",
  async run(play) {
    await goLiveHooked(play)
    play.stage.bbb.faults({ call: "sendChatMessage", fault: "slow", ms: SLOW_MS })
    const lines = ["sent", "stored"].map((what) => `${what} ${Date.now()}`)
    for (const line of lines) await write(play, line)
    await play.sleep(SLOW_MS / 2)
    await play.killAndStartAgain()
    const took = await inMeetingOnce(play, lines)
    await play.truth("live")
    return took
  },
}

export const chatScenarios: Scenario[] = [
  killed,
  troubled("duplicate"),
  troubled("reorder"),
  unanswered,
  killedWhileSending,
]
