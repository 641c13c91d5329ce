// What the set-up guide says of this installation: its addresses, never its secrets, and whether BBB answers.
import type { Deps } from "../deps.ts"
import type { Actor } from "../domain/policy.ts"
import type { BbbCheck, SetupFacts } from "../domain/setup.ts"
import { UpstreamError } from "../errors.ts"
import { requireAdmin } from "./access.ts"
import { findingOf } from "./gateway-health.ts"
import { joinDomain } from "./gateway-target.ts"
import { hookUrl } from "./meeting-hooks.ts"

/** No meeting of Amphi's has this id: BBB's answer that it knows none proves that it took the secret. */
const NO_MEETING = "setup-check"

export async function getSetup({ config }: Deps, actor: Actor): Promise<SetupFacts> {
  requireAdmin(actor)
  const { publicUrl, media, bbb } = config
  return {
    publicUrl,
    joinDomain: joinDomain(config),
    isHttps: publicUrl.startsWith("https:"),
    port: config.port,
    trustProxy: config.trustProxy,
    realtimePath: config.realtime.browser.host === null ? "/app/" : null,
    realtimePort: config.role === "all" ? config.port : config.realtime.port,
    rtmpUrl: media.rtmpPublicUrl,
    rtmpPort: media.rtmp.port,
    mediaUrl: media.publicUrl,
    mediaPort: media.http.port,
    bbbApiUrl: bbb.apiUrl,
    callbackUrl: `${bbb.callbackUrl}/api/bbb/ended/`,
    hookUrl: hookUrl(config, ""),
  }
}

export async function checkBbb(deps: Deps, actor: Actor): Promise<BbbCheck> {
  requireAdmin(actor)
  try {
    await deps.bbb.findMeeting(NO_MEETING)
    return { state: "ok", capabilities: await deps.bbb.capabilities() }
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    deps.log.warn({ err: error }, "BigBlueButton check failed")
    return { state: "failed", failure: findingOf(error) }
  }
}
