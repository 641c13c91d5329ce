// People who write, by the same call as the live page's composer.
import { randomBytes } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"

const TEXT = "Could you say again what the second term stands for?"
const ANSWERED_WITHIN_MS = 20_000

/** One after the other, `perSecond` in all, however long the server takes; answers the numbers that their messages got. */
export async function write({ url, event }, { perSecond, seconds }) {
  const startedAt = performance.now()
  const sending = []
  for (let number = 0; number < perSecond * seconds; number++) {
    await sleep(Math.max(0, startedAt + (number * 1_000) / perSecond - performance.now()))
    const cookie = event.authors[number % event.authors.length]
    sending.push(send(url, cookie, { eventId: event.eventId, text: `${Date.now()} ${number} ${TEXT}` }))
  }
  return (await Promise.all(sending)).sort((a, b) => a - b)
}

async function send(url, cookie, message) {
  const response = await fetch(`${url}/api/trpc/chat.send`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie },
    body: JSON.stringify({ json: { ...message, clientId: randomBytes(16).toString("hex") } }),
    signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`chat.send answered ${response.status}: ${JSON.stringify(answer)}`)
  return answer.result.data.json.message.seq
}

/** Everything that the server has, as a new page would read it. */
export async function readHistory({ url, event }) {
  const messages = []
  for (;;) {
    const afterSeq = messages.at(-1)?.seq ?? 0
    const input = encodeURIComponent(
      JSON.stringify({ json: { eventId: event.eventId, afterSeq, afterRev: 0 } }),
    )
    const response = await fetch(`${url}/api/trpc/chat.since?input=${input}`)
    const { result } = await response.json()
    if (result.data.json.messages.length === 0) return messages
    messages.push(...result.data.json.messages)
  }
}
