// A message on its way into the meeting: by BBB's own API, else by a gateway that really types, else not at all.
import { write } from "#db/client.ts"
import { type ChatRow, findMessage, updateMessage } from "#db/queries/chat.ts"
import { findEvent } from "#db/queries/events.ts"
import { findGateway } from "#db/queries/gateways.ts"
import { findOpenLivestream } from "#db/queries/livestreams.ts"
import { findWebinar, type WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { splitForBbb } from "../domain/chat.ts"
import { lineByGateway, nameInMeeting } from "../domain/chat-in-meeting.ts"
import type { ControlView } from "../domain/views.ts"
import { UpstreamError } from "../errors.ts"
import { announceChange, changeMessage } from "./chat-posting.ts"
import { deliveryView } from "./chat-view.ts"
import { gatewayTarget } from "./gateway-target.ts"
import { isMeetingOpen } from "./meeting-end.ts"

/** After the planned end a meeting that overruns still gets its messages for this long. */
const KEEP_TRYING_AFTER_END_MS = 4 * 60 * 60_000

type Route = ControlView["chatRoute"]

/** The way by capability, never by a user's guess. An unreachable system is asked again later, not given up. */
export async function chatRouteOf(deps: Deps, gatewayId: string | null): Promise<Route> {
  const capabilities = await deps.bbb.capabilities().catch(unlessUpstream({ chatApi: true }))
  if (capabilities.chatApi) return "bbb"
  const record = gatewayId ? await findGateway(deps.db, gatewayId) : null
  if (!record) return "live_page_only"
  const { client, server } = gatewayTarget(deps, record)
  const delivers = await client.chat.canDeliver(server).catch(unlessUpstream(false))
  return delivers ? "gateway" : "live_page_only"
}

/** Throws a retryable UpstreamError while the message must wait. */
export async function relayMessage(deps: Deps, input: { messageId: string }) {
  const message = await findMessage(deps.db, input.messageId)
  if (message?.delivery !== "waiting" || message.state !== "shown") return
  const record = await findWebinar(deps.db, { eventId: message.eventId })
  if (!record) return settle(deps, message, "live_page_only")
  if (isTooLate(deps, record)) return settle(deps, message, "not_delivered")
  const open = await findOpenLivestream(deps.db, record.webinar.id)
  const route = await chatRouteOf(deps, open?.gatewayId ?? null)
  if (route === "live_page_only" && open) return settle(deps, message, "live_page_only")
  if (!isMeetingOpen(record.webinar))
    throw new UpstreamError("bbb", "not_found", "the meeting has not started", { retryable: true })
  try {
    const isWhole = await sendPieces(
      deps,
      record,
      message,
      open?.gatewayId ?? null,
      open?.roomKey ?? null,
      route,
    )
    if (!isWhole) return
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    if (error.reason === "refused") return settle(deps, message, "not_delivered")
    if (error.reason !== "not_found") throw error
    // BBB's chat opens with the first person in the meeting.
    throw new UpstreamError("bbb", "not_found", "nobody is in the meeting", { retryable: true, cause: error })
  }
  return settle(deps, message, "in_meeting")
}

/** The worker tries no more: its author is told, and may ask again. */
export async function giveUpMessage(deps: Deps, input: { messageId: string }) {
  const message = await findMessage(deps.db, input.messageId)
  if (message?.delivery === "waiting" && message.state === "shown")
    await settle(deps, message, "not_delivered")
}

/** false: a moderator took it away before all of it was sent. */
async function sendPieces(
  deps: Deps,
  { webinar }: WebinarRecord,
  message: ChatRow,
  gatewayId: string | null,
  room: string | null,
  route: Route,
) {
  const senderName = nameInMeeting(message.authorName)
  const pieces = splitForBbb(message.text)
  for (let index = message.deliveredPieces; index < pieces.length; index++) {
    const text = pieces[index] ?? ""
    if ((await findMessage(deps.db, message.id))?.state !== "shown") return false
    if (route === "bbb") await deps.bbb.sendChatMessage({ meetingId: webinar.meetingId, senderName, text })
    else await sendByGateway(deps, gatewayId, room, lineByGateway(message.authorName, text))
    await write(deps.db, (tx) => updateMessage(tx, message.id, { deliveredPieces: index + 1 }))
  }
  return true
}

async function sendByGateway(deps: Deps, gatewayId: string | null, room: string | null, text: string) {
  const record = gatewayId ? await findGateway(deps.db, gatewayId) : null
  if (!record || !room)
    throw new UpstreamError("sipmediagw", "not_found", "no gateway is in the meeting", { retryable: true })
  const { client, server } = gatewayTarget(deps, record)
  await client.chat.send({ server, room, text })
}

async function settle(deps: Deps, message: ChatRow, delivery: ChatRow["delivery"]) {
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

function isTooLate(deps: Deps, { event }: WebinarRecord) {
  const now = deps.clock.now().getTime()
  return event.endedAt !== null || now > event.endAt.getTime() + KEEP_TRYING_AFTER_END_MS
}

function unlessUpstream<T>(fallback: T) {
  return (error: unknown) => {
    if (error instanceof UpstreamError) return fallback
    throw error
  }
}
