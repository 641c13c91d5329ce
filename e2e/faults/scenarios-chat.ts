// Lines from the meeting while something stands in their way: each is read by listeners in the end, and once.
import { z } from "zod"
import type { Play } from "./plays.ts"
import type { Scenario } from "./scenario.ts"
import { seconds, until } from "./waiting.ts"

const HOOKED_WITHIN_MS = 20_000
/** BBB tries again after 0.1, 0.5, 1, 2, 4 and 8 s. */
const READ_WITHIN_MS = 30_000

const Live = z.object({ event: z.object({ id: z.string() }) })
const Chat = z.object({ messages: z.array(z.object({ text: z.string() })) })

async function linesRead({ stage }: Play) {
  const { event } = await stage.listener.ask("live.get", { slug: stage.webinar.slug }, Live)
  const since = { eventId: event.id, afterSeq: 0, afterRev: 0 }
  return (await stage.listener.ask("chat.since", since, Chat)).messages.map(({ text }) => text)
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

export const chatScenarios: Scenario[] = [killed, troubled("duplicate"), troubled("reorder")]
