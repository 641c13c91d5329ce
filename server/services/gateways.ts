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
import { BroadcasterForm, GatewayForm, isSameRtmp } from "../domain/gateway.ts"
import type { Actor } from "../domain/policy.ts"
import type { BroadcasterRow, GatewayRow } from "../domain/views.ts"
import { AppError } from "../errors.ts"
import { newId, randomKey } from "../ids.ts"
import { requireAdmin } from "./access.ts"
import { record as recordAct } from "./audit.ts"
import { requireNoClash } from "./broadcaster-plan.ts"
import { requireNoEventToCome, settleDirectEvents } from "./direct-events.ts"
import { isInService, settleReserved, vacateGateway } from "./gateway-choice.ts"
import { broadcasterFieldsInUse, fieldsInUse } from "./gateway-in-use.ts"
import { gatewayTarget, isOwnOrigin, streamNameOf } from "./gateway-target.ts"
import { listReleasing } from "./releasing.ts"

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
  const outside = gateway.rtmpUrlSealed ? deps.seal.open(gateway.rtmpUrlSealed) : null
  return {
    id: gateway.id,
    name: gateway.name,
    dialect: gateway.dialect,
    sipmediagwUrl: gateway.sipmediagwUrl,
    gatewayRef: gateway.gatewayRef,
    hasToken: holdsToken(deps, record),
    rtmpUrl: outside && withoutKey(outside),
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

/** The last part of an RTMP address is usually the stream key. */
function withoutKey(rtmpUrl: string) {
  return rtmpUrl.replace(/\/[^/]*$/, "/…")
}

/** An empty token, or an RTMP address left as it was shown, keeps what is stored. */
export async function saveGateway(
  deps: Deps,
  actor: Actor,
  input: { gatewayId: string | null; form: GatewayForm },
): Promise<{ gatewayId: string }> {
  requireAdmin(actor)
  const before = input.gatewayId ? await findGateway(deps.db, input.gatewayId) : null
  if (input.gatewayId && !before) throw new AppError("not_found", `no gateway ${input.gatewayId}`)
  const outside = before?.gateway.rtmpUrlSealed ? deps.seal.open(before.gateway.rtmpUrlSealed) : ""
  const isAsShown = outside !== "" && input.form.rtmpUrl === withoutKey(outside)
  const form = parsed(GatewayForm, isAsShown ? { ...input.form, rtmpUrl: outside } : input.form)
  const id = before?.gateway.id ?? newId()
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
  const at = deps.clock.now()
  await write(deps.db, async (tx) => {
    const broadcaster = await checkGateway(tx, deps, form, before)
    if (before) refuseFields(await fieldsInUse(tx, deps.seal, id, row), "the gateway is in use")
    const action = before ? "gateway.saved" : "gateway.created"
    await recordAct(tx, actor, {
      at,
      action,
      thing: { kind: "gateway", id, name: form.name },
      detail: {
        address: row.sipmediagwUrl,
        version: row.dialect,
        enabled: String(row.enabled),
        ...(before ? replacedIn(before.gateway, row) : {}),
        ...(before && token !== null ? { token: token ? "replaced" : "removed" } : {}),
        ...(before && outside !== form.rtmpUrl ? { rtmpUrl: form.rtmpUrl ? "replaced" : "removed" } : {}),
        ...(before?.broadcaster.id === broadcaster.id ? {} : { broadcaster: broadcaster.name }),
      },
    })
    if (before) {
      await requireSameServer(tx, before)
      await updateGateway(tx, id, token === null ? row : { ...row, tokenSealed: deps.seal.seal(token) })
      await settleAround(tx, deps, id)
      return requireNoClash(tx, id, at)
    }
    return insertGateway(tx, {
      ...row,
      id,
      tokenSealed: deps.seal.seal(form.token),
      streamKeySealed: deps.seal.seal(randomKey(STREAM_KEY_LENGTH)),
      createdAt: deps.clock.now(),
    })
  })
  return { gatewayId: id }
}

/** What is kept belongs to what was looked at, not to what somebody else has just saved. */
async function requireSameServer(tx: Tx, { gateway }: GatewayRecord) {
  const stored = (await findGateway(tx, gateway.id))?.gateway
  if (stored?.tokenSealed !== gateway.tokenSealed || stored.sipmediagwUrl !== gateway.sipmediagwUrl)
    throw new AppError("conflict", `gateway ${gateway.id} was given another server meanwhile`)
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
  if (stored && isInService(stored.gateway)) return settleReserved(tx, gatewayId, now)
  const { moved } = await vacateGateway(tx, gatewayId, now)
  deps.log.info({ gateway: gatewayId, moved }, "live gateway out of service")
}

async function checkGateway(tx: Tx, deps: Deps, form: GatewayForm, before: GatewayRecord | null) {
  const fields: Record<string, string> = {}
  const broadcaster = await findBroadcaster(tx, form.broadcasterId)
  if (!broadcaster) fields.broadcasterId = "required"
  if (broadcaster?.hlsUrl && !form.rtmpUrl) fields.rtmpUrl = "rtmpUrlNeeded"
  if (broadcaster && !broadcaster.hlsUrl && form.rtmpUrl) fields.rtmpUrl = "rtmpUrlNotNeeded"
  if (form.dialect === "gateway" && !form.gatewayRef) fields.gatewayRef = "required"
  const keptToken = before && holdsToken(deps, before)
  if (form.dialect !== "gateway" && !form.token && !keptToken) fields.token = "required"
  // Whoever could point it at a server of their own would be handed what is stored for another.
  if (form.dialect !== "gateway" && !form.token && keptToken && isElsewhere(form, before))
    fields.token = "tokenAgain"
  const others = (await listGatewayRecords(tx)).filter(({ gateway }) => gateway.id !== before?.gateway.id)
  if (others.some(({ gateway }) => gateway.name === form.name)) fields.name = "taken"
  if (others.some(({ gateway }) => gateway.broadcasterId === form.broadcasterId))
    fields.broadcasterId = "taken"
  if (others.some(({ gateway }) => sameServer(gateway, form))) fields.sipmediagwUrl = "taken"
  const pushed = others
    .flatMap(({ gateway }) => gateway.rtmpUrlSealed ?? [])
    .map((url) => deps.seal.open(url))
  if (form.rtmpUrl && pushed.some((url) => isSameRtmp(url, form.rtmpUrl))) fields.rtmpUrl = "taken"
  if (!broadcaster || Object.keys(fields).length > 0) throw new AppError("invalid", "bad gateway", { fields })
  return broadcaster
}

function refuseFields(fields: Record<string, string>, message: string) {
  if (Object.keys(fields).length > 0) throw new AppError("invalid", message, { fields })
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

function holdsToken({ seal }: Deps, { gateway }: GatewayRecord) {
  return seal.open(gateway.tokenSealed) !== ""
}

function isElsewhere(form: GatewayForm, { gateway }: GatewayRecord) {
  return new URL(form.sipmediagwUrl).origin !== new URL(gateway.sipmediagwUrl).origin
}

/** Only a launcher has to be told which of its slots is meant. */
function slotOf(form: GatewayForm) {
  return form.dialect === "gateway" ? form.gatewayRef : null
}

/** One SIPMediaGW slot belongs to one gateway; a proxy has as many as gateways are declared with its address. */
function sameServer(gateway: GatewayRecord["gateway"], form: GatewayForm) {
  if (gateway.dialect === "proxy" && form.dialect === "proxy") return false
  return (
    gateway.sipmediagwUrl === form.sipmediagwUrl.replace(/\/+$/, "") && gateway.gatewayRef === slotOf(form)
  )
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
  input: { broadcasterId: string | null; form: BroadcasterForm },
): Promise<{ broadcasterId: string }> {
  requireAdmin(actor)
  const form = parsed(BroadcasterForm, input.form)
  const id = input.broadcasterId ?? newId()
  const row = {
    name: form.name,
    hlsUrl: form.hlsUrl || null,
    streamName: form.hlsUrl ? null : form.streamName,
    listed: form.listed,
    restricted: form.restricted,
  }
  await write(deps.db, async (tx) => {
    const before = await checkBroadcaster(tx, form, input.broadcasterId)
    if (before) refuseFields(await broadcasterFieldsInUse(tx, before, row), "the broadcaster is in use")
    await recordAct(tx, actor, {
      at: deps.clock.now(),
      action: input.broadcasterId ? "broadcaster.saved" : "broadcaster.created",
      thing: { kind: "broadcaster", id, name: form.name },
      detail: {
        plays: form.hlsUrl || form.streamName,
        listed: String(form.listed),
        restricted: String(form.restricted),
        ...(before && before.name !== form.name ? { oldName: before.name } : {}),
      },
    })
    if (!input.broadcasterId) return insertBroadcaster(tx, { ...row, id, createdAt: deps.clock.now() })
    await updateBroadcaster(tx, id, row)
    await settleDirectEvents(tx, id, row.restricted, deps.clock.now())
    const fed = (await listGatewayRecords(tx)).find(({ broadcaster }) => broadcaster.id === id)
    if (fed) await settleReserved(tx, fed.gateway.id, deps.clock.now())
  })
  return { broadcasterId: id }
}

async function checkBroadcaster(tx: Tx, form: BroadcasterForm, broadcasterId: string | null) {
  const before = broadcasterId ? await findBroadcaster(tx, broadcasterId) : null
  if (broadcasterId && !before) throw new AppError("not_found", `no broadcaster ${broadcasterId}`)
  const rows = await listBroadcasterRows(tx)
  const others = rows.map((row) => row.broadcaster).filter((other) => other.id !== broadcasterId)
  const fields: Record<string, string> = {}
  const taken = (is: (other: BroadcasterRecord) => boolean) => others.some(is)
  if (taken((other) => other.name === form.name)) fields.name = "taken"
  if (!form.hlsUrl && taken((other) => other.streamName === form.streamName)) fields.streamName = "taken"
  if (form.hlsUrl && taken((other) => other.hlsUrl === form.hlsUrl)) fields.hlsUrl = "taken"
  refuseFields(fields, "bad broadcaster")
  return before
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

type Schema<T> = { safeParse(value: unknown): { success: true; data: T } | { success: false; error: Issues } }
type Issues = { issues: { path: PropertyKey[]; message: string }[] }

function parsed<T>(schema: Schema<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const fields = Object.fromEntries(
    result.error.issues.map((issue) => [String(issue.path[0]), issue.message]),
  )
  throw new AppError("invalid", `bad fields: ${Object.keys(fields).join(", ")}`, { fields })
}
