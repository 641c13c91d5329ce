// How long a gateway is waited for that said that it starts: as long as it gets on as its kind does, then another one's turn.
import type { GatewayRecord } from "#db/queries/gateways.ts"
import type { LivestreamRow } from "#db/queries/livestreams.ts"
import type { Deps } from "../deps.ts"
import { elapsed } from "../domain/elapsed.ts"
import type { Dialect } from "../domain/gateway.ts"
import { type Failure, STEP_DEADLINE_MS } from "../domain/livestream.ts"
import { gatewayTarget } from "./gateway-target.ts"
import { isOverdue, onlyUpstream, type Run } from "./livestream-run.ts"

/** An answered start shows in the gateway's own state well within this. */
export const DIED_AFTER_MS = 5_000
/**
 * From "ok" to its browser on our join page, as measured (wire/sipmediagw.md §5): at most 5 s where "ok" means that the
 * container is up; 17 to 19 s in 1.8 and later, which answer at once and go through a menu first.
 */
const BROWSER_COMES_MS: Record<Dialect, number> = { classic: 20_000, gateway: 24_000, proxy: 24_000 }
/** From the join page into the meeting; measured: 2 to 7 s. */
const ENTERS_MS = 20_000
/** It streams before it enters, but an outside server's first playlist may take three segments. */
const SHOWS_MS = 30_000

export type Lateness = {
  failure: Failure
  /** Also where no other gateway is free. */
  isFinal: boolean
}

/** `joined` is null while BBB can't be asked, which is no fault of the gateway. */
export function latenessOf(
  livestream: LivestreamRow,
  dialect: Dialect,
  joined: boolean | null,
  now: Date,
): Lateness | null {
  const msSince = (moment: Date) => elapsed(now, moment)
  const failure = joined ? "no_picture" : "gateway_never_joined"
  const waitedMs = msSince(livestream.stateAt)
  if (waitedMs > (joined === false ? STEP_DEADLINE_MS.joining : STEP_DEADLINE_MS.waiting_for_picture))
    return { failure, isFinal: true }
  if (joined === null) return null
  const { gatewayJoinedAt, browserCameAt } = livestream
  const isLate = gatewayJoinedAt
    ? msSince(gatewayJoinedAt) > SHOWS_MS
    : browserCameAt
      ? Math.min(msSince(browserCameAt), waitedMs) > ENTERS_MS
      : waitedMs > BROWSER_COMES_MS[dialect]
  return isLate ? { failure, isFinal: false } : null
}

/** By its own account, where its dialect has one: it runs no more, or serves another room. */
export async function hasDied(deps: Deps, { livestream }: Run, gateway: GatewayRecord): Promise<boolean> {
  if (!isOverdue(deps, livestream, DIED_AFTER_MS)) return false
  const { client, server } = gatewayTarget(deps, gateway)
  const { roomKey: room, gatewayHandle: handle } = livestream
  const report = await client.state({ server, room, handle }).catch(onlyUpstream(null))
  return report?.state === "idle"
}
