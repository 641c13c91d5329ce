// Before a live: will what listeners write reach the meeting? Nothing is ever posted into a meeting to find out.
import { findLastSettled } from "#db/queries/chat.ts"
import type { GatewayRecord } from "#db/queries/gateways.ts"
import type { WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import type { Check } from "../domain/health.ts"
import { gatewayTarget } from "./gateway-target.ts"
import { onlyUpstream } from "./livestream-run.ts"

type Outcome = Pick<Check, "state" | "finding">

export async function checkChat(
  deps: Deps,
  record: WebinarRecord,
  gateway: GatewayRecord | null,
): Promise<Check> {
  if (!record.webinar.enableChat)
    return { name: "chat", state: "skipped", finding: "chat_off", durationMs: null }
  const startedAt = Date.now()
  const outcome = await chatOutcome(deps, record, gateway)
  return { name: "chat", ...outcome, durationMs: Date.now() - startedAt }
}

async function chatOutcome(
  deps: Deps,
  record: WebinarRecord,
  gateway: GatewayRecord | null,
): Promise<Outcome> {
  const capabilities = await deps.bbb.capabilities().catch(onlyUpstream(null))
  if (!capabilities) return { state: "warned", finding: "chat_unknown" }
  return capabilities.chatApi ? byBbb(deps, record) : byGateway(deps, gateway)
}

async function byBbb(deps: Deps, { webinar, event }: WebinarRecord): Promise<Outcome> {
  const takesChat = await deps.bbb.takesChat().catch(onlyUpstream(null))
  if (takesChat === null) return { state: "warned", finding: "chat_unknown" }
  if (!takesChat) return { state: "failed", finding: "chat_bbb_refused" }
  const meeting = await deps.bbb.findMeeting(webinar.meetingId).catch(onlyUpstream(null))
  // BBB's chat opens with the first person in the meeting.
  if (!meeting || meeting.participantCount === 0) return { state: "ok", finding: "chat_bbb" }
  const last = await findLastSettled(deps.db, event.id, meeting.createdAt)
  if (!last) return { state: "ok", finding: "chat_bbb_running" }
  return last.delivery === "in_meeting"
    ? { state: "ok", finding: "chat_bbb_delivered" }
    : { state: "failed", finding: "chat_bbb_undelivered" }
}

/** Told by its version: a gateway's "ok" to a message is no proof that it was typed. */
async function byGateway(deps: Deps, gateway: GatewayRecord | null): Promise<Outcome> {
  if (!gateway) return { state: "warned", finding: "chat_live_page_only" }
  const { client, server } = gatewayTarget(deps, gateway)
  const types = await client.chat.canDeliver(server).catch(onlyUpstream(null))
  if (types === null) return { state: "warned", finding: "chat_gateway_unknown" }
  return types
    ? { state: "ok", finding: "chat_gateway" }
    : { state: "warned", finding: "chat_live_page_only" }
}
