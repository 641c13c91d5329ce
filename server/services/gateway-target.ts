import type { BroadcasterRow } from "#db/queries/events.ts"
import type { GatewayRecord } from "#db/queries/gateways.ts"
import type { GatewayServer, SipmediagwClient } from "../clients/contracts.ts"
import type { Config } from "../config.ts"
import type { Deps } from "../deps.ts"

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

export function playbackUrl(config: Config, broadcaster: BroadcasterRow) {
  return broadcaster.hlsUrl ?? ownPlaylist(config, streamNameOf(broadcaster))
}

export function ownPlaylist(config: Config, streamName: string) {
  return `${config.media.publicUrl}/hls/${streamName}/index.m3u8`
}

/** Amphi's origin reports its streams by itself; anything else has to be asked. */
export function isOwnOrigin({ gateway, broadcaster }: GatewayRecord) {
  return gateway.rtmpUrlSealed === null && broadcaster.hlsUrl === null
}

/** Host and path in front of the room: SIPMediaGW puts https:// before it. */
export function joinDomain(config: Config) {
  return `${config.publicUrl.replace(/^https?:\/\//, "")}/join`
}
