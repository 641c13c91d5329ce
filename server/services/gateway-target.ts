import type { BroadcasterRow } from "#db/queries/events.ts"
import type { GatewayRecord } from "#db/queries/gateways.ts"
import type { StreamRow } from "#db/queries/livestreams.ts"
import type { GatewayServer, SipmediagwClient } from "../clients/contracts.ts"
import type { Config } from "../config.ts"
import type { Deps } from "../deps.ts"
import { probeKey } from "../media-link.ts"

export type GatewayTarget = { client: SipmediagwClient; server: GatewayServer }

export function gatewayTarget(deps: Deps, { gateway }: GatewayRecord): GatewayTarget {
  return {
    client: deps.gateways[gateway.dialect],
    server: {
      url: gateway.sipmediagwUrl,
      token: deps.seal.open(gateway.tokenSealed),
      gatewayRef: gateway.gatewayRef,
    },
  }
}

/** Where the gateway pushes. The run makes Amphi's origin refuse a picture left over from another livestream. */
export function publishUrl(deps: Deps, { gateway, broadcaster }: GatewayRecord, run: string) {
  if (gateway.rtmpUrlSealed) return deps.seal.open(gateway.rtmpUrlSealed)
  const key = deps.seal.open(gateway.streamKeySealed)
  return `${deps.config.media.rtmpPublicUrl}/${streamNameOf(broadcaster)}?key=${key}&run=${run}`
}

export function streamNameOf(broadcaster: BroadcasterRow) {
  if (!broadcaster.streamName) throw new Error(`broadcaster ${broadcaster.id} plays an outside URL`)
  return broadcaster.streamName
}

/** For people who may watch what the key belongs to, and for nobody else; another server hands out what it likes. */
export function playbackUrl(config: Config, broadcaster: BroadcasterRow, playKey: string) {
  return broadcaster.hlsUrl ?? ownPlaylist(config, streamNameOf(broadcaster), playKey)
}

/** Where the application itself looks whether the picture moves. */
export function probeUrl({ config }: Deps, { name, session }: Pick<StreamRow, "name" | "session">) {
  return ownPlaylist(config, name, probeKey(config.secret, session))
}

/** Whatever it answers, the server that players read from is there. */
export function knockUrl(config: Config, broadcaster?: BroadcasterRow) {
  return broadcaster?.hlsUrl ?? ownPlaylist(config, "health", "nobody")
}

function ownPlaylist(config: Config, streamName: string, key: string) {
  return `${config.media.publicUrl}/hls/${streamName}/${key}/index.m3u8`
}

/** Amphi's origin reports its streams by itself; anything else has to be asked. */
export function isOwnOrigin({ gateway, broadcaster }: GatewayRecord) {
  return gateway.rtmpUrlSealed === null && broadcaster.hlsUrl === null
}

/** Host and path in front of the room: SIPMediaGW puts https:// before it. */
export function joinDomain(config: Config) {
  return `${config.publicUrl.replace(/^https?:\/\//, "")}/join`
}
