// What a gateway's form is filled with, what it means once it is sent, and what stands in the way of it.
import type { Tx } from "#db/client.ts"
import { findBroadcaster, type GatewayRecord, listGatewayRecords } from "#db/queries/gateways.ts"
import type { Deps } from "../deps.ts"
import { GatewayForm, isSameRtmp } from "../domain/gateway.ts"
import { invalid, mergedWith, parsed, type Sent } from "./sent-form.ts"

/** An empty token, or an RTMP address left as it was shown, keeps what is stored. */
export function meantForm(deps: Deps, before: GatewayRecord, input: Sent<GatewayForm>): GatewayForm {
  const form = mergedWith(shownForm(deps, before), input)
  const outside = outsideOf(deps, before)
  const isAsShown = outside !== "" && form.rtmpUrl === withoutKey(outside)
  return parsed(GatewayForm, isAsShown ? { ...form, rtmpUrl: outside } : form)
}

/** As it would be filled now: without its secrets. */
function shownForm(deps: Deps, record: GatewayRecord): GatewayForm {
  const { gateway } = record
  return {
    name: gateway.name,
    dialect: gateway.dialect,
    sipmediagwUrl: gateway.sipmediagwUrl,
    token: "",
    gatewayRef: gateway.gatewayRef ?? "",
    rtmpUrl: withoutKey(outsideOf(deps, record)),
    broadcasterId: gateway.broadcasterId,
    enabled: gateway.enabled,
  }
}

/** Where it pushes outside of Amphi; empty: to Amphi's own origin. */
export function outsideOf({ seal }: Deps, { gateway }: GatewayRecord) {
  return gateway.rtmpUrlSealed ? seal.open(gateway.rtmpUrlSealed) : ""
}

/** The last part of an RTMP address is usually the stream key. */
export function withoutKey(rtmpUrl: string) {
  return rtmpUrl.replace(/\/[^/]*$/, "/…")
}

export async function checkGateway(tx: Tx, deps: Deps, form: GatewayForm, before: GatewayRecord | null) {
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
  if (!broadcaster || Object.keys(fields).length > 0) throw invalid(fields)
  return broadcaster
}

export function holdsToken({ seal }: Deps, { gateway }: GatewayRecord) {
  return seal.open(gateway.tokenSealed) !== ""
}

export function isElsewhere(form: GatewayForm, { gateway }: GatewayRecord) {
  return new URL(form.sipmediagwUrl).origin !== new URL(gateway.sipmediagwUrl).origin
}

/** Only a launcher has to be told which of its slots is meant. */
export function slotOf(form: GatewayForm) {
  return form.dialect === "gateway" ? form.gatewayRef : null
}

/** One SIPMediaGW slot belongs to one gateway; a proxy has as many as gateways are declared with its address. */
function sameServer(gateway: GatewayRecord["gateway"], form: GatewayForm) {
  if (gateway.dialect === "proxy" && form.dialect === "proxy") return false
  return (
    gateway.sipmediagwUrl === form.sipmediagwUrl.replace(/\/+$/, "") && gateway.gatewayRef === slotOf(form)
  )
}
