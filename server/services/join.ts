// What opens /join/<key>: a gateway's browser with a livestream's room key, or an invited speaker with the webinar's key.
import { findLivestream } from "#db/queries/livestreams.ts"
import { findWebinar, type WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { isOpen } from "../domain/livestream.ts"
import { type Actor, canControlWebinar } from "../domain/policy.ts"
import { AppError } from "../errors.ts"
import { newId } from "../ids.ts"
import { ownersOf } from "./access.ts"
import { isMeetingOpen } from "./meeting-end.ts"
import { keepEntry, streamingUserUrl } from "./meetings.ts"

export const SPEAKER_NAME_MAX_LENGTH = 80

export type Join =
  | { kind: "streaming_user" }
  | { kind: "speaker"; title: string; startAt: Date; ready: boolean; suggestedName: string }
  | { kind: "unknown" }

export async function getJoin(deps: Deps, actor: Actor, input: { key: string }): Promise<Join> {
  const livestream = await findLivestream(deps.db, { roomKey: input.key })
  if (livestream) return isOpen(livestream.state) ? { kind: "streaming_user" } : { kind: "unknown" }
  const record = await findWebinar(deps.db, { joinKey: input.key })
  if (!record) return { kind: "unknown" }
  return {
    kind: "speaker",
    title: record.event.title,
    startAt: record.event.startAt,
    ready: isMeetingOpen(record.webinar),
    suggestedName: actor.kind === "user" ? actor.name : "",
  }
}

/** The BBB address for whoever holds the key; the key is the right to enter. */
export async function joinByKey(
  deps: Deps,
  actor: Actor,
  input: { key: string; name: string; locale: string },
): Promise<{ url: string }> {
  const join = await getJoin(deps, actor, input)
  if (join.kind === "streaming_user") return { url: await streamingUserUrl(deps, { roomKey: input.key }) }
  const record = join.kind === "speaker" ? await findWebinar(deps.db, { joinKey: input.key }) : null
  if (!record) throw new AppError("not_found", "unknown join key")
  const { webinar, event } = record
  const name = input.name.trim().slice(0, SPEAKER_NAME_MAX_LENGTH)
  if (!name) throw new AppError("invalid", "a name is needed", { fields: { name: "required" } })
  const meeting = isMeetingOpen(webinar) && (await findMeeting(deps, record))
  if (!meeting) throw new AppError("conflict", "the meeting has not started")
  const isModerator = canControlWebinar(actor, ownersOf(record))
  if (isModerator && actor.kind === "user") await keepEntry(deps, actor, record, { created: false })
  const url = deps.bbb.joinUrl({
    kind: "person",
    locale: input.locale,
    meetingId: webinar.meetingId,
    name,
    role: isModerator ? "moderator" : "viewer",
    userId: actor.kind === "user" ? actor.id : `guest-${newId()}`,
    createdAt: meeting.createdAt,
    logoutUrl: `${deps.config.publicUrl}/events/${event.slug}`,
  })
  return { url }
}

async function findMeeting(deps: Deps, { webinar, event }: WebinarRecord) {
  try {
    return await deps.bbb.findMeeting(webinar.meetingId)
  } catch (error) {
    deps.log.warn({ webinar: webinar.id, title: event.title, err: error }, "webinar meeting not joined")
    throw error
  }
}
