import { z } from "zod"

export const LIVESTREAM_STATES = [
  "requested",
  "meeting_ready",
  "gateway_starting",
  "waiting_for_picture",
  "live",
  "interrupted",
  "stopping",
  "ended",
  "failed",
] as const
export const LivestreamState = z.enum(LIVESTREAM_STATES)
export type LivestreamState = z.infer<typeof LivestreamState>

/** The only moves there are; the database enforces each as a conditional update. */
export const MOVES = {
  requested: ["meeting_ready", "stopping", "failed"],
  meeting_ready: ["gateway_starting", "stopping", "failed"],
  /** Back to gateway_starting is another gateway's turn. */
  gateway_starting: ["waiting_for_picture", "gateway_starting", "stopping"],
  waiting_for_picture: ["live", "gateway_starting", "stopping"],
  live: ["interrupted", "gateway_starting", "stopping"],
  interrupted: ["live", "gateway_starting", "stopping"],
  stopping: ["ended", "failed"],
  ended: [],
  failed: [],
} as const satisfies Record<LivestreamState, readonly LivestreamState[]>

export const OPEN_STATES = LIVESTREAM_STATES.filter((state) => state !== "ended" && state !== "failed")

export function isOpen(state: LivestreamState) {
  return state !== "ended" && state !== "failed"
}

export function canMove(from: LivestreamState, to: LivestreamState) {
  const targets: readonly LivestreamState[] = MOVES[from]
  return targets.includes(to)
}

/** Why an administrator interferes; kept with the session or the gateway, and in the audit. */
export const REASON_MAX_LENGTH = 500
export const Reason = z.string().trim().min(1).max(REASON_MAX_LENGTH)

export const STOP_REASONS = [
  "presenter",
  "restart",
  "end_all",
  "meeting_ended",
  "planned_end",
  /** Before its planned end: the gateway is somebody else's now. */
  "promised",
  "admin",
  "withdrawn",
  "failure",
] as const
export const StopReason = z.enum(STOP_REASONS)
export type StopReason = z.infer<typeof StopReason>

/** What went wrong, by the system that a person has to look at. The UI has a sentence and a remedy for each. */
export const FAILURES = [
  "bbb_unreachable",
  "bbb_unauthorized",
  "bbb_tls",
  "bbb_failed",
  "gateway_unreachable",
  "gateway_unauthorized",
  "gateway_tls",
  "gateway_busy",
  "gateway_failed",
  "gateway_never_joined",
  "no_gateway",
  "no_picture",
  "picture_lost",
  "internal",
] as const
export const Failure = z.enum(FAILURES)
export type Failure = z.infer<typeof Failure>

/** Milliseconds a step may take before it counts as failed; from the slowest timings in wire/sipmediagw.md §5. */
export const STEP_DEADLINE_MS = {
  requested: 45_000,
  gateway_starting: 90_000,
  /** Of waiting_for_picture, while the gateway isn't even in the meeting: more than twice the slowest one's 25 s. */
  joining: 60_000,
  waiting_for_picture: 120_000,
  interrupted: 15_000,
  stopping: 90_000,
} as const

/** Restarts of the gateway by itself before a person is asked; an uninterrupted stretch makes them forgotten. */
export const MAX_AUTOMATIC_RESTARTS = 3
export const FORGIVEN_AFTER_MS = 10 * 60_000

/** How long a gateway is left to come back by itself before it is restarted: twice as long each time. */
export function patienceMs(firstMs: number, restarts: number) {
  return restarts < MAX_AUTOMATIC_RESTARTS ? firstMs * 2 ** restarts : firstMs
}

export const STEPS = ["meeting_ready", "gateway_joined", "picture_received", "visible"] as const
export type Step = (typeof STEPS)[number]
export type StepStatus = "todo" | "doing" | "done" | "failed"
export type StepView = { step: Step; status: StepStatus; at: Date | null }

export type LivestreamTimes = {
  state: LivestreamState
  failure: Failure | null
  meetingReadyAt: Date | null
  gatewayJoinedAt: Date | null
  pictureAt: Date | null
  liveAt: Date | null
}

/** The presenter's stepper, told from the row and nothing else. */
export function stepsOf(livestream: LivestreamTimes | null): StepView[] {
  const times: (Date | null)[] = livestream
    ? [livestream.meetingReadyAt, livestream.gatewayJoinedAt, livestream.pictureAt, livestream.liveAt]
    : STEPS.map(() => null)
  const broken =
    livestream?.state === "failed" || (livestream?.state === "stopping" && livestream.failure !== null)
  const running = livestream !== null && isOpen(livestream.state) && livestream.state !== "stopping"
  const next = times.indexOf(null)
  return STEPS.map((step, index) => {
    const at = times[index] ?? null
    if (at) return { step, status: "done", at }
    if (index !== next) return { step, status: "todo", at }
    return { step, status: broken ? "failed" : running ? "doing" : "todo", at }
  })
}
