/** Who asked whom is in the word: Amphi its gateway and BigBlueButton, an encoder Amphi's origin, a person the live. */
export const CALLS = [
  "meeting_create",
  "gateway_start",
  "gateway_state",
  "gateway_stop",
  "publish",
  "start",
  "stop",
  "restart",
  "end_all",
  "move",
] as const
export type Call = (typeof CALLS)[number]

export const CALL_OUTCOMES = [
  "ok",
  // Why an outside system didn't do it.
  "unreachable",
  "timeout",
  "tls",
  "unauthorized",
  "refused",
  "busy",
  "not_found",
  "bad_answer",
  "failed",
  // What a gateway does, whatever it answered.
  "idle",
  "streams_on",
  // Its proxy has known it no more for so long that it counts as stopped.
  "forgotten",
  // Why a publisher wasn't let in.
  "unknown_stream",
  "wrong_key",
  "no_such_run",
  "other_gateway",
  // What became of a command that moved nothing by itself.
  "ordered",
  "under_way",
  "after_stop",
  "stopping_already",
  "gateway_taken",
  "session_over",
] as const
export type CallOutcome = (typeof CALL_OUTCOMES)[number]

export type CallLine = {
  id: number
  call: Call
  outcome: CallOutcome
  gatewayName: string | null
  actorName: string | null
  at: Date
  /** Of the last of `times` that went alike. */
  lastAt: Date
  times: number
  durationMs: number | null
  /** In the words of the other side, or the reason that a person gave. */
  answer: string | null
}

export type SessionEntry<Move> = ({ kind: "move" } & Move) | ({ kind: "call" } & CallLine)

/** In the order of time; an answer stands before the move that follows from it. */
export function sessionEntries<Move extends { at: Date }>(
  log: readonly Move[],
  calls: readonly CallLine[],
): SessionEntry<Move>[] {
  const entries: SessionEntry<Move>[] = [
    ...calls.map((line) => ({ kind: "call" as const, ...line })),
    ...log.map((line) => ({ kind: "move" as const, ...line })),
  ]
  return entries.sort((a, b) => a.at.getTime() - b.at.getTime())
}
