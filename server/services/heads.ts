// A lost signal is noticed with the next one; after the last one there is none. So how far each event has come is repeated.
import { listEventsAround } from "#db/queries/events.ts"
import type { Deps } from "../deps.ts"
import { eventChannel } from "../domain/signals.ts"
import { rulesOf } from "./chat-rules.ts"

/** People come early and stay on the page. */
const MARGIN_MS = 60 * 60_000

export async function announceHeads(deps: Deps) {
  const now = deps.clock.now().getTime()
  const around = { from: new Date(now - MARGIN_MS), to: new Date(now + MARGIN_MS) }
  for (const { event, hasChat } of await listEventsAround(deps.db, around)) {
    const channel = eventChannel(event)
    deps.ticker.add(channel, { type: "live.head", version: event.version, listeners: event.listeners })
    if (!hasChat) continue
    const { version } = await rulesOf(deps.db, event.id)
    const head = { seq: event.chatSeq, rev: event.chatRev, rules: version }
    deps.ticker.add(channel, { type: "chat.head", head })
    deps.ticker.add(channel, { type: "question.head", rev: event.questionRev })
  }
}
