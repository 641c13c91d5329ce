// What the meeting says while a livestream runs. BBB's callbacks may be lost or impossible: it is asked now and then.
import type { LivestreamRow } from "#db/queries/livestreams.ts"
import type { MeetingInfo } from "../clients/contracts.ts"
import type { Deps } from "../deps.ts"
import { incidentSince, noteIncident } from "./incidents.ts"
import { note, onlyUpstream, type Run } from "./livestream-run.ts"
import { meetingEnded } from "./meeting-end.ts"
import { streamingUserId } from "./meetings.ts"
import { endWhenEmpty } from "./planned-end.ts"

const MEETING_WATCH_MS = 10_000
const USER_GONE_AFTER_MS = 20_000

export type MeetingVerdict = "fine" | "over" | "streaming_user_gone"

/** An unreachable BBB proves nothing. */
export async function watchMeeting(deps: Deps, run: Run): Promise<MeetingVerdict> {
  const { livestream, record } = run
  const now = deps.clock.now()
  const checkedAt = livestream.meetingCheckedAt?.getTime() ?? 0
  // A clock that was put back left a moment to come.
  if (Math.abs(now.getTime() - checkedAt) < MEETING_WATCH_MS) return "fine"
  await note(deps, run, { meetingCheckedAt: now })
  const meeting = await deps.bbb.findMeeting(record.webinar.meetingId).catch(onlyUpstream("unknown" as const))
  if (meeting === "unknown") return "fine"
  if (meeting === null) return (await meetingEnded(deps, record)) ? "over" : "fine"
  if (await endWhenEmpty(deps, run, meeting)) return "over"
  if (livestream.state !== "live") return "fine"
  const since = await noteIncident(deps, run, "streaming_user_gone", !isThere(meeting, livestream))
  return since && now.getTime() - since.getTime() > USER_GONE_AFTER_MS ? "streaming_user_gone" : "fine"
}

/** null: BBB can't be asked. */
export async function isStreamingUserThere(deps: Deps, { livestream, record }: Run) {
  const { meetingId } = record.webinar
  const meeting = await deps.bbb.findMeeting(meetingId).catch(onlyUpstream("unknown" as const))
  if (meeting === "unknown") return null
  return meeting !== null && isThere(meeting, livestream)
}

/** Once it was missed, a picture alone doesn't count: it may be what the gateway showed last. */
export async function isStreamingUserMissing(deps: Deps, run: Run) {
  if (!(await incidentSince(deps, run, "streaming_user_gone"))) return false
  const { meetingId } = run.record.webinar
  const meeting = await deps.bbb.findMeeting(meetingId).catch(onlyUpstream("unknown" as const))
  if (meeting === "unknown") return false
  const missing = meeting === null || !isThere(meeting, run.livestream)
  await noteIncident(deps, run, "streaming_user_gone", missing)
  return missing
}

function isThere(meeting: MeetingInfo, livestream: LivestreamRow) {
  const userId = streamingUserId(livestream)
  return meeting.attendees.some((attendee) => attendee.userId === userId)
}
