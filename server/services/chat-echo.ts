// What Amphi brought into the meeting by BBB's API comes back by its webhooks: that proves its arrival, also when BBB's
// answer was lost.
import { type Reader, write } from "#db/client.ts"
import { advancePieces, type ChatRow, findMessage, hurryLane, listByAuthorName } from "#db/queries/chat.ts"
import { findLaneHead } from "#db/queries/jobs.ts"
import type { Deps } from "../deps.ts"
import { cleanText, splitForBbb } from "../domain/chat.ts"
import { nameInMeeting } from "../domain/chat-in-meeting.ts"
import { JOBS } from "../jobs.ts"
import { chatLane } from "./chat-lane.ts"

type Echo = { senderName: string; text: string }

/** Most come after the answer: then nothing waits for them, and nothing is written. */
export async function noteEcho(deps: Deps, eventId: string, echo: Echo) {
  if (!(await findAwaiting(deps.db, eventId, echo))) return
  const message = await write(deps.db, async (tx) => {
    const awaiting = await findAwaiting(tx, eventId, echo)
    if (!awaiting) return null
    await hurryLane(tx, chatLane(eventId), deps.clock.now())
    return advancePieces(tx, awaiting.id, awaiting.deliveredPieces)
  })
  if (message) deps.wakeWorker()
}

/** The message whose turn it is, if this is its next piece and can be nobody else's. */
async function findAwaiting(reader: Reader, eventId: string, echo: Echo): Promise<ChatRow | null> {
  const head = await findLaneHead(reader, chatLane(eventId))
  const payload = JOBS["chat.relay"].safeParse(head?.payload)
  const message = payload.success ? await findMessage(reader, payload.data.messageId) : null
  if (message?.delivery !== "waiting" || nameInMeeting(message.authorName) !== echo.senderName) return null
  const said = cleanText(echo.text)
  if (splitForBbb(message.text)[message.deliveredPieces] !== said) return null
  // Who says the same twice: an echo of the first that comes late must not stand for the second.
  const others = await listByAuthorName(reader, eventId, message.authorName)
  const same = others.flatMap(({ text }) => splitForBbb(text)).filter((piece) => piece === said)
  return same.length === 1 ? message : null
}
