import { and, desc, eq, gt, inArray, isNull, lte, ne, or } from "drizzle-orm"
import type { Reader, Tx } from "../client.ts"
import { events, slides, users, webinarPresenters, webinars } from "../schema.ts"

export type WebinarRow = typeof webinars.$inferSelect
export type EventRow = typeof events.$inferSelect
export type SlidesRow = typeof slides.$inferSelect
export type WebinarRecord = {
  webinar: WebinarRow
  event: EventRow
  ownerName: string
  presenterIds: string[]
}

type Key = { id: string } | { eventId: string } | { joinKey: string } | { callbackKey: string }

export async function findWebinar(reader: Reader, key: Key): Promise<WebinarRecord | null> {
  const [row] = await joined(reader).where(conditionOf(key))
  if (!row) return null
  const presenters = await reader
    .select({ userId: webinarPresenters.userId })
    .from(webinarPresenters)
    .where(eq(webinarPresenters.webinarId, row.webinar.id))
  return { ...row, presenterIds: presenters.map((presenter) => presenter.userId) }
}

function joined(reader: Reader) {
  return reader
    .select({ webinar: webinars, event: events, ownerName: users.name })
    .from(webinars)
    .innerJoin(events, eq(events.id, webinars.eventId))
    .innerJoin(users, eq(users.id, events.ownerId))
}

function conditionOf(key: Key) {
  if ("id" in key) return eq(webinars.id, key.id)
  if ("eventId" in key) return eq(webinars.eventId, key.eventId)
  if ("joinKey" in key) return eq(webinars.joinKey, key.joinKey)
  return eq(webinars.callbackKey, key.callbackKey)
}

/** Owned or co-presented, newest start first. */
export async function listWebinarsOf(reader: Reader, userId: string): Promise<WebinarRecord[]> {
  const copresented = reader
    .select({ id: webinarPresenters.webinarId })
    .from(webinarPresenters)
    .where(eq(webinarPresenters.userId, userId))
  const rows = await joined(reader)
    .where(or(eq(events.ownerId, userId), inArray(webinars.id, copresented)))
    .orderBy(desc(events.startAt))
  return rows.map((row) => ({ ...row, presenterIds: [] }))
}

export async function listPresenters(reader: Reader, webinarId: string) {
  return reader
    .select({ id: users.id, name: users.name, email: users.email })
    .from(webinarPresenters)
    .innerJoin(users, eq(users.id, webinarPresenters.userId))
    .where(eq(webinarPresenters.webinarId, webinarId))
    .orderBy(users.name)
}

export async function insertWebinar(
  tx: Tx,
  event: typeof events.$inferInsert,
  webinar: typeof webinars.$inferInsert,
) {
  await tx.insert(events).values(event)
  await tx.insert(webinars).values(webinar)
}

export async function updateWebinar(tx: Tx, id: string, change: Partial<WebinarRow>) {
  await tx.update(webinars).set(change).where(eq(webinars.id, id))
}

/** true for whoever is the first to warn of this end. */
export async function claimEndWarning(tx: Tx, id: string, endAt: Date) {
  const rows = await tx
    .update(webinars)
    .set({ endWarnedFor: endAt })
    .where(and(eq(webinars.id, id), or(isNull(webinars.endWarnedFor), ne(webinars.endWarnedFor, endAt))))
    .returning({ id: webinars.id })
  return rows.length > 0
}

/** Webinars whose start is that near and that were not checked for it yet. */
export async function listUnchecked(reader: Reader, now: Date, until: Date) {
  return reader
    .select({ id: webinars.id, startAt: events.startAt })
    .from(webinars)
    .innerJoin(events, eq(events.id, webinars.eventId))
    .where(
      and(
        eq(webinars.isWebinar, true),
        gt(events.startAt, now),
        lte(events.startAt, until),
        or(isNull(webinars.preflightFor), ne(webinars.preflightFor, events.startAt)),
      ),
    )
}

/** true for whoever is the first to check for this start. */
export async function claimPreflight(tx: Tx, id: string, startAt: Date) {
  const rows = await tx
    .update(webinars)
    .set({ preflightFor: startAt })
    .where(and(eq(webinars.id, id), or(isNull(webinars.preflightFor), ne(webinars.preflightFor, startAt))))
    .returning({ id: webinars.id })
  return rows.length > 0
}

export async function replacePresenters(tx: Tx, webinarId: string, userIds: string[]) {
  await tx.delete(webinarPresenters).where(eq(webinarPresenters.webinarId, webinarId))
  if (userIds.length > 0)
    await tx.insert(webinarPresenters).values(userIds.map((userId) => ({ webinarId, userId })))
}

/** The webinar goes with its event. */
export async function deleteEvent(tx: Tx, eventId: string) {
  await tx.delete(events).where(eq(events.id, eventId))
}

export async function findSlides(reader: Reader, key: { webinarId: string } | { fetchKey: string }) {
  const condition =
    "webinarId" in key ? eq(slides.webinarId, key.webinarId) : eq(slides.fetchKey, key.fetchKey)
  const [row] = await reader.select().from(slides).where(condition)
  return row ?? null
}

/** Answers what was there before, whose files are now nobody's. */
export async function replaceSlides(
  tx: Tx,
  webinarId: string,
  next: typeof slides.$inferInsert | null,
): Promise<SlidesRow[]> {
  const before = await tx.delete(slides).where(eq(slides.webinarId, webinarId)).returning()
  if (next) await tx.insert(slides).values(next)
  return before
}
