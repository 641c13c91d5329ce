// A lost signal is noticed with the next one; after the last one there is none, so how far each chat and its questions
// have come is repeated.
import { listOpenLivestreams } from "#db/queries/livestreams.ts"
import { findWebinar } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { eventChannel } from "../domain/signals.ts"
import { rulesOf } from "./chat-rules.ts"

export async function announceHeads(deps: Deps) {
  for (const livestream of await listOpenLivestreams(deps.db)) {
    const record = await findWebinar(deps.db, { id: livestream.webinarId })
    if (!record?.webinar.enableChat) continue
    const { event } = record
    const { version } = await rulesOf(deps.db, event.id)
    const head = { seq: event.chatSeq, rev: event.chatRev, rules: version }
    deps.ticker.add(eventChannel(event), { type: "chat.head", head })
    deps.ticker.add(eventChannel(event), { type: "question.head", rev: event.questionRev })
  }
}
