// The pool of live gateways and the broadcasters they feed, for administrators.
import { type Tx, write } from "#db/client.ts"
import type { BroadcasterRow as BroadcasterRecord } from "#db/queries/events.ts"
import {
  findBroadcaster,
  findGateway,
  type GatewayRecord,
  insertBroadcaster,
  insertGateway,
  listBroadcasterRows,
  listBusyGateways,
  listComingReservations,
  listGatewayRecords,
  removeBroadcaster,
  removeGateway,
  updateBroadcaster,
  updateGateway,
} from "#db/queries/gateways.ts"
import type { GatewayIdentity } from "../clients/contracts.ts"
import type { Deps } from "../deps.ts"
import type { AuditDetail } from "../domain/audit.ts"
import { BroadcasterForm, GatewayForm } from "../domain/gateway.ts"
import type { Actor } from "../domain/policy.ts"
import type { BroadcasterRow, GatewayRow } from "../domain/views.ts"
import { AppError } from "../errors.ts"
import { newId, randomKey } from "../ids.ts"
import { requireAdmin } from "./access.ts"
import { announceRule } from "./announce.ts"
import { record as recordAct } from "./audit.ts"
import { requireNoClash } from "./broadcaster-plan.ts"
import { requireNoEventToCome, settleDirectEvents } from "./direct-events.ts"
import { isInService, settleReserved, vacateGateway } from "./gateway-choice.ts"
import {
  checkGateway,
  holdsToken,
  isElsewhere,
  meantForm,
  outsideOf,
  slotOf,
  withoutKey,
} from "./gateway-form.ts"
import { broadcasterFieldsInUse, fieldsInUse } from "./gateway-in-use.ts"
import { gatewayTarget, isOwnOrigin, streamNameOf } from "./gateway-target.ts"
import { listReleasing } from "./releasing.ts"
import { mergedWith, parsed, refuseFields, type Sent } from "./sent-form.ts"

const STREAM_KEY_LENGTH = 32

export async function listGateways(deps: Deps, actor: Actor): Promise<GatewayRow[]> {
  requireAdmin(actor)
  const busy = new Map((await listBusyGateways(deps.db)).map((row) => [row.gatewayId, row]))
  const coming = await listComingReservations(deps.db, deps.clock.now())
  return (await listGatewayRecords(deps.db)).map((record) => {
    const carrying = busy.get(record.gateway.id)
    const next = coming.find((reservation) => reservation.gatewayId === record.gateway.id)
    return {
      ...plainGateway(deps, record),
      busyWith: carrying ? { webinarTitle: carrying.title, livestreamId: carrying.livestreamId } : null,
      nextReservation: next ? { webinarTitle: next.title, from: next.from, to: next.to } : null,
    }
  })
}

function plainGateway(deps: Deps, record: GatewayRecord) {
  const { gateway, broadcaster } = record
  return {
    id: gateway.id,
    name: gateway.name,
    dialect: gateway.dialect,
    sipmediagwUrl: gateway.sipmediagwUrl,
    gatewayRef: gateway.gatewayRef,
    hasToken: holdsToken(deps, record),
    rtmpUrl: withoutKey(outsideOf(deps, record)) || null,
    publishUrl: isOwnOrigin(record)
      ? `${deps.config.media.rtmpPublicUrl}/${streamNameOf(broadcaster)}`
      : null,
    broadcaster: { id: broadcaster.id, name: broadcaster.name },
    enabled: gateway.enabled,
    maintenance: gateway.maintenance,
    health: gateway.health,
    healthCheckedAt: gateway.healthCheckedAt,
  }
}

export async function saveGateway(
  deps: Deps,
  actor: Actor,
  input: Sent<GatewayForm> & { gatewayId: string | null },
): Promise<{ gatewayId: string }> {
  requireAdmin(actor)
  const id = input.gatewayId ?? newId()
  const at = deps.clock.now()
  await write(deps.db, async (tx) => {
    const before = input.gatewayId ? await findGateway(tx, id) : null
    if (input.gatewayId && !before) throw new AppError("not_found", `no gateway ${id}`)
    const form = before ? meantForm(deps, before, input) : parsed(GatewayForm, input.form)
    const broadcaster = await checkGateway(tx, deps, form, before)
    const row = {
      name: form.name,
      dialect: form.dialect,
      sipmediagwUrl: form.sipmediagwUrl.replace(/\/+$/, ""),
      gatewayRef: slotOf(form),
      broadcasterId: form.broadcasterId,
      enabled: form.enabled,
      rtmpUrlSealed: form.rtmpUrl ? deps.seal.seal(form.rtmpUrl) : null,
    }
    // A launcher asks for none, so none is asked for; what is stored isn't for another server.
    const isDropped = before && holdsToken(deps, before) && isElsewhere(form, before)
    const token = form.token || (isDropped ? "" : null)
    if (before) refuseFields(await fieldsInUse(tx, deps.seal, id, row))
    const pushed = before ? outsideOf(deps, before) : form.rtmpUrl
    await recordAct(tx, actor, {
      at,
      action: before ? "gateway.saved" : "gateway.created",
      thing: { kind: "gateway", id, name: form.name },
      detail: {
        address: row.sipmediagwUrl,
        version: row.dialect,
        enabled: String(row.enabled),
        ...(before ? replacedIn(before.gateway, row) : {}),
        ...(before && token !== null ? { token: token ? "replaced" : "removed" } : {}),
        ...(pushed === form.rtmpUrl ? {} : { rtmpUrl: form.rtmpUrl ? "replaced" : "removed" }),
        ...(before?.broadcaster.id === broadcaster.id ? {} : { broadcaster: broadcaster.name }),
      },
    })
    if (before) {
      await updateGateway(tx, id, token === null ? row : { ...row, tokenSealed: deps.seal.seal(token) })
      await settleAround(tx, deps, id)
      return requireNoClash(tx, id, at)
    }
    return insertGateway(tx, {
      ...row,
      id,
      tokenSealed: deps.seal.seal(form.token),
      streamKeySealed: deps.seal.seal(randomKey(STREAM_KEY_LENGTH)),
      createdAt: at,
    })
  })
  return { gatewayId: id }
}

/** Out of service for a reason that people read, or back in it (null). What it was promised to goes to others. */
export async function setMaintenance(
  deps: Deps,
  actor: Actor,
  input: { gatewayId: string; reason: string | null },
) {
  requireAdmin(actor)
  await write(deps.db, async (tx) => {
    const record = await findGateway(tx, input.gatewayId)
    if (!record) throw new AppError("not_found", `no gateway ${input.gatewayId}`)
    await updateGateway(tx, input.gatewayId, { maintenance: input.reason })
    await recordAct(tx, actor, {
      at: deps.clock.now(),
      action: "gateway.maintenance",
      thing: { kind: "gateway", id: input.gatewayId, name: record.gateway.name },
      detail: input.reason === null ? { maintenance: "off" } : { maintenance: "on", reason: input.reason },
    })
    await settleAround(tx, deps, input.gatewayId)
  })
}

/** No reservation stays on a gateway out of service; those of one in service follow its broadcaster. */
async function settleAround(tx: Tx, deps: Deps, gatewayId: string) {
  const now = deps.clock.now()
  const stored = await findGateway(tx, gatewayId)
  if (stored && isInService(stored.gateway)) {
    await settleReserved(tx, gatewayId, now)
    return
  }
  const { moved } = await vacateGateway(tx, gatewayId, now)
  deps.log.info({ gateway: gatewayId, moved }, "live gateway out of service")
}

/** What it was called and where it was, for whoever reads the audit of something renamed or moved. */
function replacedIn(
  before: GatewayRecord["gateway"],
  row: Pick<GatewayRecord["gateway"], "name" | "sipmediagwUrl" | "gatewayRef">,
): AuditDetail {
  return {
    ...(before.name === row.name ? {} : { oldName: before.name }),
    ...(before.sipmediagwUrl === row.sipmediagwUrl ? {} : { oldAddress: before.sipmediagwUrl }),
    ...(before.gatewayRef === row.gatewayRef ? {} : { slot: row.gatewayRef ?? "" }),
  }
}

export async function deleteGateway(deps: Deps, actor: Actor, input: { gatewayId: string }) {
  requireAdmin(actor)
  await write(deps.db, async (tx) => {
    const busy = await listBusyGateways(tx)
    const coming = await listComingReservations(tx, deps.clock.now())
    const inUse = [...busy, ...coming].some((use) => use.gatewayId === input.gatewayId)
    if (inUse) throw new AppError("conflict", "the gateway carries or awaits a webinar")
    // With it goes all that is known of where to send the stop.
    if ((await listReleasing(tx)).has(input.gatewayId))
      throw new AppError("conflict", "the gateway has not confirmed a stop yet")
    const record = await findGateway(tx, input.gatewayId)
    await removeGateway(tx, input.gatewayId)
    if (!record) return
    const thing = { kind: "gateway", id: input.gatewayId, name: record.gateway.name } as const
    await recordAct(tx, actor, { at: deps.clock.now(), action: "gateway.deleted", thing })
  })
}

/** Asks the server what it is; throws UpstreamError when it doesn't answer as a SIPMediaGW. */
export async function identifyGateway(
  deps: Deps,
  actor: Actor,
  input: { gatewayId: string },
): Promise<GatewayIdentity> {
  requireAdmin(actor)
  const record = await findGateway(deps.db, input.gatewayId)
  if (!record) throw new AppError("not_found", `no gateway ${input.gatewayId}`)
  const { client, server } = gatewayTarget(deps, record)
  return client.identify(server)
}

export async function listBroadcasters(deps: Deps, actor: Actor): Promise<BroadcasterRow[]> {
  requireAdmin(actor)
  return (await listBroadcasterRows(deps.db)).map(({ broadcaster, gatewayName }) => ({
    id: broadcaster.id,
    name: broadcaster.name,
    hlsUrl: broadcaster.hlsUrl,
    streamName: broadcaster.streamName,
    listed: broadcaster.listed,
    restricted: broadcaster.restricted,
    gatewayName,
    encoder: encoderOf(deps, broadcaster),
  }))
}

export function encoderOf({ config }: Deps, { streamName, encoderKeyAt }: BroadcasterRecord) {
  return streamName ? { server: config.media.rtmpPublicUrl, streamName, keyAt: encoderKeyAt } : null
}

export async function saveBroadcaster(
  deps: Deps,
  actor: Actor,
  input: Sent<BroadcasterForm> & { broadcasterId: string | null },
): Promise<{ broadcasterId: string }> {
  requireAdmin(actor)
  const id = input.broadcasterId ?? newId()
  const ruled = await write(deps.db, async (tx) => {
    const before = input.broadcasterId ? await findBroadcaster(tx, id) : null
    if (input.broadcasterId && !before) throw new AppError("not_found", `no broadcaster ${id}`)
    const form = parsed(BroadcasterForm, before ? mergedWith(broadcasterFormOf(before), input) : input.form)
    const row = {
      name: form.name,
      hlsUrl: form.hlsUrl || null,
      streamName: form.hlsUrl ? null : form.streamName,
      listed: form.listed,
      restricted: form.restricted,
    }
    await checkBroadcaster(tx, form, id)
    if (before) refuseFields(await broadcasterFieldsInUse(tx, before, row))
    await recordAct(tx, actor, {
      at: deps.clock.now(),
      action: before ? "broadcaster.saved" : "broadcaster.created",
      thing: { kind: "broadcaster", id, name: form.name },
      detail: {
        plays: form.hlsUrl || form.streamName,
        listed: String(form.listed),
        restricted: String(form.restricted),
        ...(before && before.name !== form.name ? { oldName: before.name } : {}),
      },
    })
    if (!before) {
      await insertBroadcaster(tx, { ...row, id, createdAt: deps.clock.now() })
      return []
    }
    await updateBroadcaster(tx, id, row)
    const direct = await settleDirectEvents(tx, id, row.restricted, deps.clock.now())
    const fed = (await listGatewayRecords(tx)).find(({ broadcaster }) => broadcaster.id === id)
    return [...direct, ...(fed ? await settleReserved(tx, fed.gateway.id, deps.clock.now()) : [])]
  })
  for (const event of ruled) await announceRule(deps, event)
  return { broadcasterId: id }
}

function broadcasterFormOf({
  name,
  hlsUrl,
  streamName,
  listed,
  restricted,
}: BroadcasterRecord): BroadcasterForm {
  return { name, hlsUrl: hlsUrl ?? "", streamName: hlsUrl ? "" : (streamName ?? ""), listed, restricted }
}

async function checkBroadcaster(tx: Tx, form: BroadcasterForm, broadcasterId: string) {
  const rows = await listBroadcasterRows(tx)
  const others = rows.map((row) => row.broadcaster).filter((other) => other.id !== broadcasterId)
  const fields: Record<string, string> = {}
  const taken = (is: (other: BroadcasterRecord) => boolean) => others.some(is)
  if (taken((other) => other.name === form.name)) fields.name = "taken"
  if (!form.hlsUrl && taken((other) => other.streamName === form.streamName)) fields.streamName = "taken"
  if (form.hlsUrl && taken((other) => other.hlsUrl === form.hlsUrl)) fields.hlsUrl = "taken"
  refuseFields(fields)
}

export async function deleteBroadcaster(deps: Deps, actor: Actor, input: { broadcasterId: string }) {
  requireAdmin(actor)
  await write(deps.db, async (tx) => {
    const gateways = await listGatewayRecords(tx)
    if (gateways.some(({ broadcaster }) => broadcaster.id === input.broadcasterId))
      throw new AppError("conflict", "a live gateway feeds this broadcaster")
    await requireNoEventToCome(tx, input.broadcasterId, deps.clock.now())
    const broadcaster = await findBroadcaster(tx, input.broadcasterId)
    await removeBroadcaster(tx, input.broadcasterId)
    if (!broadcaster) return
    const thing = { kind: "broadcaster", id: broadcaster.id, name: broadcaster.name } as const
    await recordAct(tx, actor, { at: deps.clock.now(), action: "broadcaster.deleted", thing })
  })
}
