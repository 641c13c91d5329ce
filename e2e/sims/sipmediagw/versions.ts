// What differs between the released gateways: measured, in server/clients/wire/sipmediagw.md.

export type ClassicVersion = "1.5.0" | "1.6.0" | "1.7.0"
export type LauncherVersion = "1.8.4" | "head"
export type SipmediagwVersion = ClassicVersion | LauncherVersion

export type Timing = {
  /** Container start → the event server listens, which is all "the gateway launched" means. */
  readyAfterMs: number
  /** Container start → the browser asks for the join page; grey desktop (or the IVR) is on air until then. */
  pageAfterMs: number
  /** Join page → the last click in the meeting, when every element is there. */
  joinMs: number
  /** SIGTERM → gone. 1.5 and 1.6 swallow the signal in streaming mode and die by SIGKILL after the grace period. */
  stopMs: number
  /** How long /start (classic) polls the container, one try a second. */
  checkTries: number
}

export const TIMINGS: Record<SipmediagwVersion, Timing> = {
  "1.5.0": { readyAfterMs: 2_800, pageAfterMs: 3_500, joinMs: 7_000, stopMs: 20_000, checkTries: 5 },
  "1.6.0": { readyAfterMs: 4_200, pageAfterMs: 5_000, joinMs: 7_000, stopMs: 20_000, checkTries: 10 },
  "1.7.0": { readyAfterMs: 8_600, pageAfterMs: 11_000, joinMs: 2_000, stopMs: 3_000, checkTries: 10 },
  "1.8.4": { readyAfterMs: 3_000, pageAfterMs: 15_000, joinMs: 4_000, stopMs: 4_000, checkTries: 0 },
  head: { readyAfterMs: 3_000, pageAfterMs: 17_000, joinMs: 4_000, stopMs: 4_000, checkTries: 0 },
}

/** docker compose, the netcat helper and the flock watcher, the same in every version. */
export const COMMON_MS = { compose: 250, chat: 1_700, chatRefused: 700, check: 1_000, lockRelease: 300 }

export function isClassic(version: SipmediagwVersion): version is ClassicVersion {
  return version === "1.5.0" || version === "1.6.0" || version === "1.7.0"
}
