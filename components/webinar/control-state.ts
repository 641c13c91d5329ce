/** What the control room says, told from the view and nothing else: one sentence, four steps, the buttons that apply. */
import { type Handover, INCIDENT_WORDS, type IncidentWord, parseHandover } from "#server/domain/incident.ts"
import {
  FAILURES,
  type Failure,
  isOpen,
  type LivestreamState,
  STEPS,
  STOP_REASONS,
  type Step,
  type StepStatus,
  type StopReason,
} from "#server/domain/livestream.ts"
import type { ControlView, LogLine } from "#server/domain/views.ts"

export type ControlTone = "neutral" | "busy" | "live" | "ok" | "warn" | "bad"

export type StateSentence = {
  /** Key below `control.state`. */
  key: SentenceKey
  tone: ControlTone
  /** When what the sentence says began; the page counts from there while it lasts. */
  since: Date | null
  failure: Failure | null
}

export type SentenceKey =
  | "scheduled"
  | "lobby"
  | "meetingOnly"
  | "overdue"
  | "overForEverybody"
  | "cancelled"
  | "requested"
  | "meeting_ready"
  | "gateway_starting"
  | "gateway_joining"
  | "waiting_for_picture"
  | "live"
  | "interrupted"
  | "reconnecting"
  | "failed"
  | `stopping_${StopReason}`
  | `stopped_${StopReason}`
  | "stopped_closed"

export function stateSentence(view: ControlView): StateSentence {
  const { livestream } = view
  if (!livestream) return idleSentence(view)
  const failure = livestream.failure
  const at = livestream.stateAt
  const reason = livestream.stopReason ?? "presenter"
  switch (livestream.state) {
    case "requested":
    case "meeting_ready":
    case "gateway_starting":
    case "waiting_for_picture":
      if (livestream.liveAt) return { key: "reconnecting", tone: "warn", since: at, failure }
      return { key: startingKey(view, livestream.state), tone: failure ? "warn" : "busy", since: at, failure }
    case "live":
      return { key: "live", tone: "live", since: livestream.liveAt ?? at, failure: null }
    case "interrupted":
      return { key: "interrupted", tone: "warn", since: at, failure }
    case "stopping":
      return { key: `stopping_${reason}`, tone: failure ? "warn" : "busy", since: at, failure }
    case "failed":
      return { key: "failed", tone: "bad", since: at, failure }
    case "ended":
      return endedSentence(view, reason, at)
    default:
      return livestream.state satisfies never
  }
}

/** The gateway accepts at once and enters later, which the row's state alone doesn't tell. */
function startingKey(
  view: ControlView,
  state: "requested" | "meeting_ready" | "gateway_starting" | "waiting_for_picture",
) {
  const joined = view.steps.some(({ step, at }) => step === "gateway_joined" && at !== null)
  return state === "waiting_for_picture" && !joined ? "gateway_joining" : state
}

/** A run that ended says why until the planned time is over; then only that counts. */
function endedSentence(view: ControlView, reason: StopReason, at: Date): StateSentence {
  if (reason === "failure") {
    return { key: "failed", tone: "bad", since: at, failure: view.livestream?.failure ?? null }
  }
  if (reason === "admin") return { key: "stopped_admin", tone: "warn", since: at, failure: null }
  if (view.live.state === "ended" && !view.meeting.running) return idleSentence(view)
  const key =
    reason === "presenter" && !view.meeting.running ? "stopped_closed" : (`stopped_${reason}` as const)
  return { key, tone: "neutral", since: at, failure: null }
}

function idleSentence(view: ControlView): StateSentence {
  const neutral = { tone: "neutral", since: null, failure: null } as const
  if (view.live.state === "cancelled") return { ...neutral, key: "cancelled" }
  if (view.meeting.running) return { key: "meetingOnly", tone: "ok", since: null, failure: null }
  if (view.live.facts.endedAt) return { ...neutral, key: "overForEverybody" }
  if (view.live.state === "ended") return { ...neutral, key: "overdue" }
  return { ...neutral, key: view.live.state === "scheduled" ? "scheduled" : "lobby" }
}

export type StepLine = {
  step: Step
  status: StepStatus
  at: Date | null
  /** Since when a step that is being done is waited for. */
  waitingSince: Date | null
}

/** Seconds that a step usually takes (wire/sipmediagw.md §5, wire/media.md §6). */
export const USUAL_SECONDS: Record<Step, readonly [number, number]> = {
  meeting_ready: [1, 5],
  gateway_joined: [10, 30],
  picture_received: [5, 20],
  visible: [3, 10],
}
export const USUAL_STOP_SECONDS = 10

export function stepLines(view: ControlView): StepLine[] {
  const { livestream } = view
  if (!livestream || livestream.state === "ended") {
    return STEPS.map((step) => ({ step, status: "todo", at: null, waitingSince: null }))
  }
  const lost = livestream.state === "interrupted"
  const again = livestream.liveAt !== null && isStarting(livestream.state)
  let previous: Date = livestream.requestedAt
  let allDone = true
  return view.steps.map(({ step, status, at }) => {
    if (lost && step === "picture_received") {
      return { step, status: "doing", at: null, waitingSince: livestream.stateAt }
    }
    // Listeners saw it once; until the picture is back they don't.
    if ((lost || again) && step === "visible") return { step, status: "todo", at: null, waitingSince: null }
    // The gateway's desktop may arrive before its browser is in the meeting: a step isn't done before the one before it.
    if (at && allDone) {
      previous = later(previous, at)
      return { step, status, at: previous, waitingSince: null }
    }
    const waitingSince = status === "doing" ? later(previous, again ? livestream.stateAt : null) : null
    allDone = false
    return { step, status: at ? "todo" : status, at: null, waitingSince }
  })
}

export type ControlAction = "start" | "restart" | "stop" | "endAll"

/** What can be asked now; the service asks the same questions again. */
export function allowedActions(view: ControlView): ReadonlySet<ControlAction> {
  const allowed = new Set<ControlAction>()
  const state = view.livestream?.state
  const open = state !== undefined && isOpen(state)
  const stopping = state === "stopping" && view.livestream?.stopReason !== "restart"
  if (view.webinar.isWebinar && view.live.state !== "cancelled" && (!open || stopping)) allowed.add("start")
  if (open && state !== "stopping") allowed.add("restart").add("stop")
  if (open || view.meeting.running) allowed.add("endAll")
  return allowed
}

export function isSomethingRunning(view: ControlView) {
  return view.meeting.running || (view.livestream !== null && isOpen(view.livestream.state))
}

/** The seconds a wait has lasted, never negative: the two clocks differ a little. */
export function secondsSince(since: Date, now: Date) {
  return Math.max(0, Math.floor((now.getTime() - since.getTime()) / 1000))
}

const END_WARNING_MINUTES = 15

/** Minutes until the planned end while something runs and it is near or past; null otherwise. */
export function minutesToPlannedEnd(view: ControlView, now: Date): number | null {
  if (!view.livestream || !isOpen(view.livestream.state) || view.livestream.state === "stopping") return null
  const minutes = Math.ceil((view.webinar.endAt.getTime() - now.getTime()) / 60_000)
  return minutes <= END_WARNING_MINUTES ? minutes : null
}

/** Minutes until the gateway is somebody else's, where that is before the planned end or after it has passed. */
export function minutesToGatewayNeed({ plannedEnd }: ControlView, now: Date): number | null {
  if (!plannedEnd?.neededAt) return null
  const { at, neededAt } = plannedEnd
  if (now <= at && neededAt >= at) return null
  return Math.max(0, Math.ceil((neededAt.getTime() - now.getTime()) / 60_000))
}

export type LogReason =
  | { kind: "failure"; failure: Failure }
  | { kind: "stop"; reason: StopReason }
  | { kind: "stopNotConfirmed" }
  | { kind: "handover"; handover: Handover }
  | { kind: "incident"; word: IncidentWord }
  | { kind: "none" }

/** The log's reason is a failure, a stop reason, a handover, an incident, or a note that only the server's log explains. */
export function logReason(line: Pick<LogLine, "reason">): LogReason {
  const failure = FAILURES.find((each) => each === line.reason)
  if (failure) return { kind: "failure", failure }
  if (line.reason === "stop_not_confirmed") return { kind: "stopNotConfirmed" }
  const handover = parseHandover(line.reason)
  if (handover) return { kind: "handover", handover }
  const word = INCIDENT_WORDS.find((each) => each === line.reason)
  if (word) return { kind: "incident", word }
  const reason = STOP_REASONS.find((each) => each === line.reason)
  return reason ? { kind: "stop", reason } : { kind: "none" }
}

function isStarting(state: LivestreamState) {
  return state === "gateway_starting" || state === "waiting_for_picture"
}

function later(first: Date, second: Date | null) {
  return second && second > first ? second : first
}
