// Carries one message into the meeting, piece by piece; what has arrived is stored after each, so that nothing is repeated.
import { write } from "#db/client.ts"
import { advancePieces, type ChatRow, findMessage, updateMessage } from "#db/queries/chat.ts"
import { findEvent } from "#db/queries/events.ts"
import { findGateway } from "#db/queries/gateways.ts"
import type { WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { splitForBbb } from "../domain/chat.ts"
import { lineByGateway, nameInMeeting } from "../domain/chat-in-meeting.ts"
import { UpstreamError } from "../errors.ts"
import { announceChange, changeMessage } from "./chat-posting.ts"
import type { ChatRoute } from "./chat-route.ts"
import { deliveryView } from "./chat-view.ts"
import { gatewayTarget } from "./gateway-target.ts"

export type Way = {
  record: WebinarRecord
  route: ChatRoute
  /** Of the open livestream. */
  gatewayId: string | null
  roomKey: string | null
}

/** The rest of it, unless a moderator takes it away meanwhile. */
export async function deliver(deps: Deps, way: Way, messageId: string) {
  const message = await findMessage(deps.db, messageId)
  if (!message || !isOnItsWay(message)) return
  const pieces = splitForBbb(message.text)
  for (let index = message.deliveredPieces; index < pieces.length; index++) {
    const current = await findMessage(deps.db, messageId)
    if (!current || !isOnItsWay(current)) return
    // Its echo may have been faster than BBB's answer.
    if (current.deliveredPieces > index) continue
    await sendPiece(deps, way, current, pieces[index] ?? "")
    await write(deps.db, (tx) => advancePieces(tx, messageId, index))
  }
  await settle(deps, message, "in_meeting")
}

export function isOnItsWay({ delivery, state }: ChatRow) {
  return delivery === "waiting" && state === "shown"
}

/** Whether something of it still has to be sent. */
export function isUnfinished({ text, deliveredPieces }: ChatRow) {
  return deliveredPieces < splitForBbb(text).length
}

async function sendPiece(deps: Deps, way: Way, message: ChatRow, text: string) {
  if (way.route !== "bbb") return typeByGateway(deps, way, message, text)
  const { meetingId } = way.record.webinar
  const senderName = nameInMeeting(message.authorName)
  try {
    await deps.bbb.sendChatMessage({ meetingId, senderName, text })
  } catch (error) {
    // Without an answer, the line that came back is one.
    const { id, deliveredPieces } = message
    if (((await findMessage(deps.db, id))?.deliveredPieces ?? 0) <= deliveredPieces) throw error
  }
}

async function typeByGateway(deps: Deps, { gatewayId, roomKey }: Way, message: ChatRow, text: string) {
  const record = gatewayId ? await findGateway(deps.db, gatewayId) : null
  if (!record || !roomKey)
    throw new UpstreamError("sipmediagw", "not_found", "no gateway is in the meeting", { retryable: true })
  const { client, server } = gatewayTarget(deps, record)
  await client.chat.send({
    server,
    room: roomKey,
    text: lineByGateway(message.authorName, text),
    skip: message.deliveredLines,
    onTyped: async (deliveredLines) => {
      await write(deps.db, (tx) => updateMessage(tx, message.id, { deliveredLines }))
    },
  })
}

export async function settle(deps: Deps, message: ChatRow, delivery: ChatRow["delivery"]) {
  const updated = await write(deps.db, (tx) => changeMessage(tx, message, { delivery }))
  const event = await findEvent(deps.db, { id: message.eventId })
  if (!updated || !event) return
  if (delivery === "in_meeting")
    deps.metrics.chatRelayed((deps.clock.now().getTime() - message.createdAt.getTime()) / 1000)
  deps.log.info(
    { webinar: event.webinarId, title: event.event.title, seq: message.seq, delivery },
    "webinar chat relayed",
  )
  announceChange(deps, event.event, updated, deliveryView)
}
