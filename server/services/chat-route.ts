// Which way a listener's message goes into the meeting: by capability, never by a user's guess.
import { findGateway } from "#db/queries/gateways.ts"
import type { Deps } from "../deps.ts"
import type { ControlView } from "../domain/views.ts"
import { gatewayTarget } from "./gateway-target.ts"
import { onlyUpstream } from "./livestream-run.ts"

export type ChatRoute = ControlView["chatRoute"]

/** As the control room shows it; what can't be asked now is shown as if it weren't there. */
export async function chatRouteOf(deps: Deps, gatewayId: string | null): Promise<ChatRoute> {
  return askChatRoute(deps, gatewayId).catch(onlyUpstream("live_page_only" as const))
}

/** Throws where a gateway can't be asked: that it types nothing must be known before a message is given up. */
export async function askChatRoute(deps: Deps, gatewayId: string | null): Promise<ChatRoute> {
  // A BBB that can't be asked is tried all the same.
  const capabilities = await deps.bbb.capabilities().catch(onlyUpstream({ chatApi: true }))
  if (capabilities.chatApi) return "bbb"
  const record = gatewayId ? await findGateway(deps.db, gatewayId) : null
  if (!record) return "live_page_only"
  const { client, server } = gatewayTarget(deps, record)
  return (await client.chat.canDeliver(server)) ? "gateway" : "live_page_only"
}
