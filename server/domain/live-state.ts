import { z } from "zod"
import { type DirectFacts, directClockChanges, directStateOf } from "./direct-live.ts"
import type { LivestreamState, StopReason } from "./livestream.ts"

/** What listeners see; derived from the livestream, from the clock only where there is none; or from an encoder's picture. */
export const LIVE_STATES = [
  "scheduled",
  "lobby",
  "waiting",
  "live",
  "interrupted",
  "stopped",
  "ended",
  "cancelled",
] as const
export const LiveState = z.enum(LIVE_STATES)
export type LiveState = z.infer<typeof LiveState>

/** What a page shows; `restricted`: its reader has to sign in to be told more. */
export type PageState = LiveState | "restricted"

export const LOBBY_MINUTES = 15

/** What is of another day is none of these facts (`isOfAnotherDay`). */
export type LiveFacts = {
  startAt: Date
  endAt: Date
  published: boolean
  /** Set when somebody ended everything; cleared by the next start. */
  endedAt: Date | null
  livestream: {
    state: LivestreamState
    stopReason: StopReason | null
    liveAt: Date | null
    /** Set while a picture that was there is being brought back, also by a restart. */
    interruptedAt: Date | null
  } | null
  /** Of an event without a webinar, which has no livestream. */
  direct: DirectFacts | null
}

export function liveStateOf(facts: LiveFacts, now: Date): LiveState {
  if (!facts.published) return "cancelled"
  if (facts.direct) return stateOfDirect(facts, facts.direct, now)
  const running = stateOfRunning(facts)
  if (running) return running
  if (facts.endedAt) return "ended"
  const stoppedAfterPicture = facts.livestream?.state === "ended" && facts.livestream.liveAt !== null
  if (now >= facts.endAt) return "ended"
  if (stoppedAfterPicture) return "stopped"
  if (facts.livestream?.state === "failed") return "waiting"
  return beforeStart(facts, now)
}

function stateOfDirect(facts: LiveFacts, direct: DirectFacts, now: Date): LiveState {
  if (facts.endedAt) return "ended"
  return now < facts.startAt ? beforeStart(facts, now) : directStateOf(facts, direct, now)
}

function beforeStart({ startAt }: LiveFacts, now: Date) {
  return now >= lobbyOpensAt(startAt) ? "lobby" : "scheduled"
}

export function lobbyOpensAt(startAt: Date) {
  return new Date(startAt.getTime() - LOBBY_MINUTES * 60_000)
}

/** Over before the lobby opens: a rehearsal, or what the webinar was for before its dates were moved. */
export function isOfAnotherDay({ startAt }: Pick<LiveFacts, "startAt">, overAt: Date | null) {
  return overAt !== null && overAt < lobbyOpensAt(startAt)
}

function stateOfRunning(facts: LiveFacts): LiveState | null {
  const livestream = facts.livestream
  if (!livestream) return null
  switch (livestream.state) {
    case "requested":
    case "meeting_ready":
    case "gateway_starting":
    case "waiting_for_picture":
      return comesBack(livestream)
    case "live":
      return "live"
    case "interrupted":
      return "interrupted"
    case "stopping":
      if (livestream.stopReason === "restart" || livestream.stopReason === "failure")
        return comesBack(livestream)
      return facts.endedAt ? "ended" : "stopped"
    case "ended":
    case "failed":
      return null
    default:
      return livestream.state satisfies never
  }
}

/** Who never saw a picture waits for one; nothing was interrupted. */
function comesBack({ liveAt, interruptedAt }: NonNullable<LiveFacts["livestream"]>) {
  return liveAt || interruptedAt ? "interrupted" : "waiting"
}

export function isChatOpen(state: PageState) {
  return state !== "scheduled" && state !== "ended" && state !== "cancelled" && state !== "restricted"
}

/** The next moment at which the clock alone changes the state, if there is one. */
export function nextClockChange(facts: LiveFacts, now: Date): Date | null {
  const moments = [lobbyOpensAt(facts.startAt).getTime(), facts.endAt.getTime()]
  if (facts.direct) moments.push(...directClockChanges(facts, facts.direct))
  const next = Math.min(...moments.filter((moment) => moment > now.getTime()))
  return Number.isFinite(next) ? new Date(next) : null
}
