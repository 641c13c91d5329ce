// Whether what is written in the meeting comes to us, as the control room and the pre-flight check say it.
import { findLastInMeeting } from "#db/queries/chat.ts"
import { findHook } from "#db/queries/hooks.ts"
import type { WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import type { ChatInbound } from "../domain/chat.ts"
import type { ControlView } from "../domain/views.ts"
import { UpstreamError } from "../errors.ts"
import { HEARD_WITHIN_MS } from "./chat-from-meeting.ts"
import { isHookWanted } from "./meeting-hook-order.ts"
import { isOf, isRegistered } from "./meeting-hooks.ts"

/** After so long one of our own lines should have come back. */
const ECHO_WITHIN_MS = 60_000

/** What the control room says of this way. That BBB was asked proves nothing: our own lines have to come back. */
export async function chatInboundOf(
  deps: Deps,
  { webinar, event }: WebinarRecord,
  route: ControlView["chatRoute"],
): Promise<ChatInbound> {
  const hook = await findHook(deps.db, { webinarId: webinar.id })
  if (!hook || !isHookWanted(webinar) || !isOf(hook, webinar.meetingCreatedAt))
    return (await hasWebhooks(deps)) ? "waiting" : "missing"
  if (hook.missing) return "missing"
  const now = deps.clock.now()
  if (!isRegistered(hook, webinar.meetingCreatedAt, now)) return "failing"
  // Only of the API it is known that it delivers.
  if (route !== "bbb") return "on"
  const last = await findLastInMeeting(deps.db, event.id)
  const writtenAt = last?.createdAt.getTime() ?? 0
  const heardAt = Math.max(hook.deliveredAt?.getTime() ?? 0, webinar.meetingCreatedAt.getTime())
  const isMissed = writtenAt > heardAt + HEARD_WITHIN_MS && now.getTime() > writtenAt + ECHO_WITHIN_MS
  return isMissed ? "silent" : "on"
}

/** A BBB that doesn't answer may have them. */
export async function hasWebhooks(deps: Deps) {
  try {
    return (await deps.bbb.capabilities()).webhooks
  } catch (error) {
    if (error instanceof UpstreamError) return true
    throw error
  }
}
