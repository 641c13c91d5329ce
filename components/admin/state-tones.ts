import type { LiveState } from "#server/domain/live-state.ts"

/** How administrators see the state of an event, with its word. */
export const STATE_TONES = {
  scheduled: "neutral",
  lobby: "accent",
  waiting: "accent",
  live: "live",
  interrupted: "warn",
  stopped: "neutral",
  ended: "neutral",
  cancelled: "warn",
} as const satisfies Record<LiveState, string>
