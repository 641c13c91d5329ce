import type { Reader } from "#db/client.ts"
import { isChatModerator } from "#db/queries/chat.ts"
import { type EventRecord, findEvent } from "#db/queries/events.ts"
import { findWebinar, type WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import {
  type Actor,
  canControlWebinar,
  canCreateWebinar,
  eventAccess,
  isAdmin,
  type WebinarOwners,
} from "../domain/policy.ts"
import { AppError } from "../errors.ts"

export function ownersOf(record: WebinarRecord): WebinarOwners {
  return { ownerId: record.event.ownerId, presenterIds: record.presenterIds }
}

export function requireUser(actor: Actor) {
  if (actor.kind !== "user") throw new AppError("unauthenticated", "a signed-in person is needed")
  return actor
}

export function requireAdmin(actor: Actor) {
  if (actor.kind === "anonymous") throw new AppError("unauthenticated", "an administrator is needed")
  if (!isAdmin(actor)) throw new AppError("forbidden", "only administrators may do this")
}

export function requireCreator(deps: Deps, actor: Actor) {
  const { settings } = deps.config.webinars
  if (!settings.enabled) throw new AppError("feature_off", "webinars are switched off")
  if (!canCreateWebinar(actor, settings))
    throw new AppError(actor.kind === "user" ? "forbidden" : "unauthenticated", "may not create webinars")
}

/** The webinar, if this actor may run it. */
export async function webinarToControl(
  reader: Reader,
  actor: Actor,
  webinarId: string,
): Promise<WebinarRecord> {
  if (actor.kind === "anonymous") throw new AppError("unauthenticated", "a presenter is needed")
  const record = await findWebinar(reader, { id: webinarId })
  if (!record) throw new AppError("not_found", `no webinar ${webinarId}`)
  if (!canControlWebinar(actor, ownersOf(record)))
    throw new AppError("forbidden", `not a presenter of ${webinarId}`)
  return record
}

/** For what everybody who may watch reads alike. A full house asks at once: where anybody may, nobody is looked up. */
export async function eventToRead(reader: Reader, actor: Actor, key: { id: string }): Promise<EventRecord> {
  const record = await findEvent(reader, key)
  const isOpenToAll = record && eventAccess({ kind: "anonymous" }, record.event, null) === "allowed"
  return isOpenToAll ? record : eventToWatch(reader, actor, key)
}

export type VisibleEvent = EventRecord & {
  webinar: WebinarRecord | null
  isPresenter: boolean
  /** May keep the chat in order: presenters, administrators, and people whom presenters named. */
  isModerator: boolean
}

export async function eventToWatch(
  reader: Reader,
  actor: Actor,
  key: { slug: string } | { id: string },
): Promise<VisibleEvent> {
  const record = await findEvent(reader, key)
  if (!record) throw new AppError("not_found", "no such event")
  const webinar = record.webinarId ? await findWebinar(reader, { id: record.webinarId }) : null
  const owners = webinar ? ownersOf(webinar) : { ownerId: record.event.ownerId, presenterIds: [] }
  const access = eventAccess(actor, record.event, owners)
  if (access === "hidden") throw new AppError("not_found", "the event is not published")
  if (access === "sign_in") throw new AppError("unauthenticated", "the event is for people who are signed in")
  const isPresenter = canControlWebinar(actor, owners)
  const isModerator =
    isPresenter || (actor.kind === "user" && (await isChatModerator(reader, record.event.id, actor.id)))
  return { ...record, webinar, isPresenter, isModerator }
}

/** The event, if this actor may keep its chat and its questions in order. */
export async function eventToModerate(reader: Reader, actor: Actor, eventId: string): Promise<VisibleEvent> {
  if (actor.kind === "anonymous") throw new AppError("unauthenticated", "a moderator is needed")
  const visible = await eventToWatch(reader, actor, { id: eventId })
  if (!visible.isModerator) throw new AppError("forbidden", `not a moderator of ${eventId}`)
  return visible
}
