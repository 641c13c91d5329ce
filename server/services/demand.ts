// A save that finds no gateway: administrators are told by mail, once an hour for each wish, what stood in its way.
import { createHash } from "node:crypto"
import type { Tx } from "#db/client.ts"
import { listDirectOnGateways } from "#db/queries/direct-events.ts"
import { listGatewayRecords, listHolders } from "#db/queries/gateways.ts"
import { hasRecentJob } from "#db/queries/jobs.ts"
import { findUser } from "#db/queries/users.ts"
import type { Deps } from "../deps.ts"
import { reservationSpan } from "../domain/gateway.ts"
import { newId } from "../ids.ts"
import { enqueue } from "../jobs.ts"
import { demandMail } from "./demand-mail.ts"
import { isInService } from "./gateway-choice.ts"

const QUIET_MS = 60 * 60_000

export type Wish = { webinarId: string; isNew: boolean; title: string; startAt: Date; endAt: Date }

/** In the transaction that found no gateway, so that the mail says what was true then. */
export async function reportDemand(tx: Tx, deps: Deps, actorId: string, wish: Wish) {
  const now = deps.clock.now()
  const lane = laneOf(actorId, wish)
  if (await hasRecentJob(tx, lane, new Date(now.getTime() - QUIET_MS))) return
  const person = await findUser(tx, actorId)
  if (!person) return
  const gateways = (await listGatewayRecords(tx)).map((record) => record.gateway)
  const { subject, text } = demandMail({
    person,
    wish,
    holders: await listHolders(tx, reservationSpan(wish), wish.webinarId),
    encoders: await listDirectOnGateways(tx, reservationSpan(wish)),
    inService: gateways.filter(isInService).map((gateway) => gateway.name),
    inMaintenance: gateways.flatMap(({ name, enabled, maintenance }) =>
      enabled && maintenance !== null ? [{ name, reason: maintenance }] : [],
    ),
    switchedOff: gateways.filter((gateway) => !gateway.enabled).map((gateway) => gateway.name),
    timeZone: deps.config.timeZone,
    publicUrl: deps.config.publicUrl,
  })
  await enqueue(tx, "mail.send", { mailId: newId(), subject, text }, { lane, runAt: now, createdAt: now })
}

/** One lane for each wish: this webinar, or this person's new one of that title, at these dates. */
function laneOf(actorId: string, { webinarId, isNew, title, startAt, endAt }: Wish) {
  const what = isNew ? `${actorId} ${title.trim().toLowerCase()}` : webinarId
  const wish = `${what} ${startAt.toISOString()} ${endAt.toISOString()}`
  return `mail:demand:${createHash("sha256").update(wish).digest("hex").slice(0, 32)}`
}
