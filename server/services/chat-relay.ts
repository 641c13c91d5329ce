// A message on its way into the meeting: tried for as long as the event lasts, unless the failure is its own.
import { type ChatRow, findMessage, listWaitingAfter } from "#db/queries/chat.ts"
import { findOpenLivestream } from "#db/queries/livestreams.ts"
import { findWebinar, type WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { isOfAnotherDay } from "../domain/live-state.ts"
import { UpstreamError, type UpstreamReason } from "../errors.ts"
import { FIRST_TURN, NotBefore, type Turn } from "../jobs.ts"
import { deliver, isOnItsWay, isUnfinished, settle, type Way } from "./chat-delivery.ts"
import { chatInboundOf } from "./chat-inbound.ts"
import { askChatRoute } from "./chat-route.ts"
import { isMeetingOpen } from "./meeting-end.ts"

/** After the planned end a meeting that overruns still gets its messages for this long. */
const KEEP_TRYING_AFTER_END_MS = 4 * 60 * 60_000
/** Most of a minute: whoever stands in front of BBB is back by then, or it is something else. */
const SUSPECTED_AFTER_TURNS = 8
/** How many of the messages behind it are tried, one a turn, to find out. */
const SCOUTS = 20
/** BBB tells of a line at once, and again after 0.1, 0.5, 1 and 2 s. */
const ECHO_WITHIN_MS = 3_000
/** While nobody was there to hear it, BBB's next tries came after 4, 8 and 10 s. */
const ECHO_AFTER_CRASH_WITHIN_MS = 11_000

/** Throws while the message must wait. */
export async function relayMessage(deps: Deps, input: { messageId: string }, turn: Turn = FIRST_TURN) {
  const message = await findMessage(deps.db, input.messageId)
  if (!message || !isOnItsWay(message)) return
  const record = await findWebinar(deps.db, { eventId: message.eventId })
  if (!record) return settle(deps, message, "live_page_only")
  if (isTooLate(deps, record, message)) return settle(deps, message, "not_delivered")
  const open = await findOpenLivestream(deps.db, record.webinar.id)
  const route = await askChatRoute(deps, open?.gatewayId ?? null).catch(tryAgain)
  if (route === "live_page_only" && open) return settle(deps, message, "live_page_only")
  if (!isMeetingOpen(record.webinar))
    throw new UpstreamError("bbb", "not_found", "the meeting has not started", { retryable: true })
  const way = { record, route, gatewayId: open?.gatewayId ?? null, roomKey: open?.roomKey ?? null }
  if (turn.isTakeover && isUnfinished(message) && (await isEchoHeard(deps, way)))
    throw new NotBefore(
      ECHO_AFTER_CRASH_WITHIN_MS,
      "the worker before may have sent it: its echo is waited for",
    )
  await carry(deps, way, message, turn)
}

/** The worker tries no more: its author is told, and may ask again. */
export async function giveUpMessage(deps: Deps, input: { messageId: string }) {
  const message = await findMessage(deps.db, input.messageId)
  if (message && isOnItsWay(message)) await settle(deps, message, "not_delivered")
}

async function carry(deps: Deps, way: Way, message: ChatRow, turn: Turn) {
  try {
    await deliver(deps, way, message.id)
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    if (isRefusal(error)) return settle(deps, message, "not_delivered")
    if (isSuspicious(error) && turn.attempts >= SUSPECTED_AFTER_TURNS) {
      const scout = await scoutFor(deps, message, turn)
      if (scout) return compare(deps, way, message, scout)
    }
    if (mayHaveArrived(error) && (await isEchoHeard(deps, way)))
      throw new NotBefore(ECHO_WITHIN_MS, `${error.message}; its echo is waited for`, { cause: error })
    tryAgain(error)
  }
}

/** Another message gets through, and after it this one again doesn't: then the failure is its own, and it holds up no others. */
async function compare(deps: Deps, way: Way, message: ChatRow, scout: ChatRow) {
  await deliver(deps, way, scout.id).catch(tryAgain)
  try {
    await deliver(deps, way, message.id)
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    if (!isSuspicious(error)) tryAgain(error)
    const { webinar, event } = way.record
    deps.log.warn(
      { webinar: webinar.id, title: event.title, seq: message.seq, err: error },
      "webinar chat: others get through, this message doesn't",
    )
    await settle(deps, message, "not_delivered")
  }
}

/** Each turn another one, so that several bad ones in a row are found too. */
async function scoutFor(deps: Deps, { eventId, seq }: ChatRow, { attempts }: Turn) {
  const behind = await listWaitingAfter(deps.db, eventId, seq ?? 0, SCOUTS)
  return behind[(attempts - SUSPECTED_AFTER_TURNS) % behind.length] ?? null
}

/** BBB itself said no to this very message; an HTTP status is from whoever stands in front of it. */
function isRefusal({ service, reason, code }: UpstreamError) {
  return service === "bbb" && reason === "refused" && !code?.startsWith("http_")
}

/** Failures of the way that may as well be this one message's: a filter that dislikes it, a text that breaks something. */
const SUSPICIOUS: UpstreamReason[] = ["refused", "unauthorized", "bad_answer", "failed"]

function isSuspicious({ reason }: UpstreamError) {
  return SUSPICIOUS.includes(reason)
}

/** After these the line may stand in the meeting all the same. */
const UNCERTAIN: UpstreamReason[] = ["timeout", "unreachable", "bad_answer", "failed"]

function mayHaveArrived({ reason }: UpstreamError) {
  return UNCERTAIN.includes(reason)
}

/** Only of what BBB's API is given it is known how it comes back. */
async function isEchoHeard(deps: Deps, { record, route }: Way) {
  return route === "bbb" && (await chatInboundOf(deps, record, route)) === "on"
}

/** Whatever it says of other calls: a message waits until the way is mended. BBB's chat opens with the first person in it. */
function tryAgain(error: unknown): never {
  if (!(error instanceof UpstreamError) || error.retryable) throw error
  const { service, reason, message, code } = error
  const said = service === "bbb" && reason === "not_found" ? "nobody is in the meeting" : message
  throw new UpstreamError(service, reason, said, { retryable: true, cause: error, code: code ?? undefined })
}

function isTooLate(deps: Deps, { event }: WebinarRecord, { createdAt }: ChatRow) {
  const { endedAt, endAt } = event
  // What was said at a rehearsal isn't brought to the meeting of the real day.
  if (endedAt && (createdAt <= endedAt || !isOfAnotherDay(event, endedAt))) return true
  return deps.clock.now().getTime() > endAt.getTime() + KEEP_TRYING_AFTER_END_MS
}
