// Another gateway takes over within the same livestream. It gets a room of its own, so that the old one, wherever it
// is stuck, is refused by the join page and by the media origin.
import { type Tx, write } from "#db/client.ts"
import type { GatewayRecord } from "#db/queries/gateways.ts"
import { findLivestream, insertLogLine, type LivestreamRow, moveLivestream } from "#db/queries/livestreams.ts"
import type { WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { type Handover, handoverReason } from "../domain/incident.ts"
import type { Failure } from "../domain/livestream.ts"
import { randomKey } from "../ids.ts"
import { enqueueAdvance } from "../jobs.ts"
import { announceLive } from "./announce.ts"
import { chooseGateway, placeEvent, reserveFor } from "./gateway-choice.ts"
import { enqueueRelease } from "./gateway-release.ts"
import { move, ROOM_KEY_LENGTH } from "./livestream-moves.ts"
import { fail, isOurs, type Next, type Run } from "./livestream-run.ts"

/** Only when no gateway is left has the livestream failed. */
export async function failOverOrFail(deps: Deps, run: Run, failure: Failure, cause: unknown): Promise<Next> {
  return (await failOver(deps, run, failure)) ? null : fail(deps, run, failure, cause)
}

/** false: no other gateway is free, those to pass over aside, and nothing was changed. */
export async function failOver(
  deps: Deps,
  run: Run,
  failure: Failure,
  except: readonly string[] = [],
): Promise<boolean> {
  const { livestream, record, gateway } = run
  const now = deps.clock.now()
  const tried = [...triedGateways(livestream), ...except]
  if (!(await chooseGateway(deps.db, record.webinar.id, now, tried))) return false
  const next = await write(deps.db, async (tx) => {
    const current = await findLivestream(tx, { id: livestream.id })
    const chosen = await chooseGateway(tx, record.webinar.id, now, tried)
    if (!chosen || current?.state !== livestream.state || !(await isOurs(tx, run))) return null
    const from = gateway?.gateway.name ?? null
    // Who refused the token has started nothing. Anybody else is told to stop by a job: waiting for it would cost the picture.
    const freed = !current.gatewayEngaged || failure === "gateway_unauthorized"
    const why: Handover = { kind: "failover", from, to: chosen.gateway.name, failure, note: null }
    await handOver(tx, { livestream: current, record, to: chosen, now, freed, why, actorId: null })
    return chosen
  })
  if (!next) return false
  deps.wakeWorker()
  deps.log.warn(
    {
      webinar: record.webinar.id,
      title: record.event.title,
      livestream: livestream.id,
      failure,
      from: gateway?.gateway.name,
      to: next.gateway.name,
    },
    "webinar gateway failover",
  )
  await announceLive(deps, record.event, record.webinar.id)
  return true
}

/** Also the one at work: a handover never comes back to it. */
export function triedGateways({ failedGatewayIds, gatewayId }: LivestreamRow) {
  return gatewayId ? [...failedGatewayIds, gatewayId] : failedGatewayIds
}

type Takeover = {
  livestream: LivestreamRow
  record: WebinarRecord
  to: GatewayRecord
  now: Date
  /** The old gateway confirmed that it stopped; else it is told so again and again. */
  freed: boolean
  why: Handover
  actorId: string | null
}

export async function handOver(tx: Tx, { livestream, record, to, now, freed, why, actorId }: Takeover) {
  const set: Partial<LivestreamRow> = {
    gatewayId: to.gateway.id,
    roomKey: randomKey(ROOM_KEY_LENGTH),
    failedGatewayIds: triedGateways(livestream),
    gatewayEngaged: false,
    gatewayHandle: null,
    gatewayOrderedAt: null,
    stopAnsweredAt: null,
    browserCameAt: null,
    gatewayJoinedAt: null,
    pictureAt: null,
    mediaSequence: null,
    mediaAdvancedAt: null,
    ...(livestream.liveAt ? { interruptedAt: livestream.interruptedAt ?? now } : {}),
    ...(why.note === null ? {} : { stopNote: why.note }),
  }
  const reason = handoverReason(why)
  if (livestream.state === "requested" || livestream.state === "meeting_ready") {
    const { id, state } = livestream
    await moveLivestream(tx, id, [state], { ...set, state })
    await insertLogLine(tx, { livestreamId: id, at: now, from: state, to: state, reason, actorId })
    await enqueueAdvance(tx, id, now)
  } else await move(tx, livestream, { to: "gateway_starting", now, reason, actorId, set })
  if (!freed && livestream.gatewayId)
    await enqueueRelease(
      tx,
      {
        gatewayId: livestream.gatewayId,
        livestreamId: livestream.id,
        room: livestream.roomKey,
        handle: livestream.gatewayHandle,
        since: now,
        orderedAt: livestream.gatewayOrderedAt,
      },
      now,
    )
  await placeEvent(tx, record.event, to.broadcaster)
  await reserveFor(tx, record.webinar.id, to.gateway.id, now)
}
