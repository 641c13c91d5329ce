// What is kept of one person, and what they may take back.
import { and, asc, count, desc, eq, exists, gt, inArray, isNull, lte, ne, not, or, sql } from "drizzle-orm"
import { OPEN_STATES } from "#server/domain/livestream.ts"
import {
  chatAliases,
  chatMessages,
  chatModerators,
  chatSanctions,
  questions,
  questionVotes,
} from "../chat-schema.ts"
import type { Reader, Tx } from "../client.ts"
import { audit, events, livestreams, webinarPresenters, webinars } from "../schema.ts"
import { nextQuestionRev } from "./events.ts"
import type { QuestionRow } from "./questions.ts"

const ofEvent = { event: events.title, slug: events.slug }

/** Their messages in the order in which they wrote them, with the event of each. */
export async function listOwnMessages(
  reader: Reader,
  userId: string,
  last: { createdAt: Date; id: string } | null,
  limit: number,
) {
  const after =
    last &&
    or(
      gt(chatMessages.createdAt, last.createdAt),
      and(eq(chatMessages.createdAt, last.createdAt), gt(chatMessages.id, last.id)),
    )
  const rows = await reader
    .select({ message: chatMessages, ...ofEvent })
    .from(chatMessages)
    .innerJoin(events, eq(events.id, chatMessages.eventId))
    .where(and(eq(chatMessages.authorId, userId), after ?? undefined))
    .orderBy(asc(chatMessages.createdAt), asc(chatMessages.id))
    .limit(limit)
  return rows.map(({ message, ...event }) => ({ ...message, ...event }))
}

export async function listOwnQuestions(
  reader: Reader,
  userId: string,
  last: { createdAt: Date; id: string } | null,
  limit: number,
) {
  const after =
    last &&
    or(
      gt(questions.createdAt, last.createdAt),
      and(eq(questions.createdAt, last.createdAt), gt(questions.id, last.id)),
    )
  const rows = await reader
    .select({ question: questions, ...ofEvent })
    .from(questions)
    .innerJoin(events, eq(events.id, questions.eventId))
    .where(and(eq(questions.authorId, userId), after ?? undefined))
    .orderBy(asc(questions.createdAt), asc(questions.id))
    .limit(limit)
  return rows.map(({ question, ...event }) => ({ ...question, ...event }))
}

/** The questions they voted for. */
export async function listOwnVotes(reader: Reader, userId: string, lastId: string | null, limit: number) {
  return reader
    .select({ id: questions.id, question: questions.text, ...ofEvent })
    .from(questionVotes)
    .innerJoin(questions, eq(questions.id, questionVotes.questionId))
    .innerJoin(events, eq(events.id, questions.eventId))
    .where(and(eq(questionVotes.userId, userId), lastId === null ? undefined : gt(questions.id, lastId)))
    .orderBy(asc(questions.id))
    .limit(limit)
}

/** What they did, and what was done to their account. */
export async function listOwnAudit(reader: Reader, userId: string, lastId: number | null, limit: number) {
  return reader
    .select()
    .from(audit)
    .where(and(aboutPerson(userId), lastId === null ? undefined : gt(audit.id, lastId)))
    .orderBy(asc(audit.id))
    .limit(limit)
}

function aboutPerson(userId: string) {
  return or(eq(audit.actorId, userId), and(eq(audit.thingKind, "account"), eq(audit.thingId, userId)))
}

export async function listOwnAliases(reader: Reader, userId: string) {
  return reader
    .select({ alias: chatAliases.alias, ...ofEvent })
    .from(chatAliases)
    .innerJoin(events, eq(events.id, chatAliases.eventId))
    .where(eq(chatAliases.userId, userId))
    .orderBy(desc(events.startAt))
}

export async function listOwnSanctions(reader: Reader, userId: string) {
  return reader
    .select({
      kind: chatSanctions.kind,
      until: chatSanctions.until,
      createdAt: chatSanctions.createdAt,
      ...ofEvent,
    })
    .from(chatSanctions)
    .innerJoin(events, eq(events.id, chatSanctions.eventId))
    .where(eq(chatSanctions.userId, userId))
    .orderBy(desc(chatSanctions.createdAt))
}

export async function listOwnRoles(reader: Reader, userId: string) {
  const owned = await reader.select(ofEvent).from(events).where(eq(events.ownerId, userId))
  const presented = await reader
    .select(ofEvent)
    .from(webinarPresenters)
    .innerJoin(webinars, eq(webinars.id, webinarPresenters.webinarId))
    .innerJoin(events, eq(events.id, webinars.eventId))
    .where(eq(webinarPresenters.userId, userId))
  const moderated = await reader
    .select(ofEvent)
    .from(chatModerators)
    .innerJoin(events, eq(events.id, chatModerators.eventId))
    .where(eq(chatModerators.userId, userId))
  return { owned, presented, moderated }
}

export async function countOwn(reader: Reader, userId: string) {
  const [messages] = await reader
    .select({ count: count(), events: sql<number>`count(distinct ${chatMessages.eventId})` })
    .from(chatMessages)
    .where(keptOf(chatMessages, userId))
  return {
    messages: messages?.count ?? 0,
    messageEvents: messages?.events ?? 0,
    questions: await reader.$count(questions, keptOf(questions, userId)),
    votes: await reader.$count(questionVotes, eq(questionVotes.userId, userId)),
    aliases: await reader.$count(chatAliases, eq(chatAliases.userId, userId)),
    audit: await reader.$count(audit, aboutPerson(userId)),
  }
}

type Written = typeof chatMessages | typeof questions

/** What one person wrote and hasn't erased. */
function keptOf(table: Written, userId: string) {
  return and(eq(table.authorId, userId), ne(table.authorName, ""))
}

/** A bounded part of what they wrote until then. */
export async function listToErase(reader: Reader, userId: string, until: Date, limit: number) {
  const messages = await reader
    .select()
    .from(chatMessages)
    .where(and(keptOf(chatMessages, userId), lte(chatMessages.createdAt, until)))
    .limit(limit)
  const asked = await reader
    .select()
    .from(questions)
    .where(and(keptOf(questions, userId), lte(questions.createdAt, until)))
    .limit(limit - messages.length)
  return { messages, questions: asked }
}

export async function deleteOwnAliases(tx: Tx, userId: string) {
  await tx.delete(chatAliases).where(eq(chatAliases.userId, userId))
}

/** Exclusions stay, without the name that was read beside what they were for. */
export async function clearSanctionNames(tx: Tx, userId: string) {
  await tx.update(chatSanctions).set({ shownName: null }).where(eq(chatSanctions.userId, userId))
}

/**
 * Whose they were is gone; how many there are stays. Where votes can still be given they are taken back instead: who
 * erases their vote must not have a second one. The questions that changed by it.
 */
export async function deleteOwnVotes(tx: Tx, userId: string, now: Date): Promise<QuestionRow[]> {
  const running = await tx
    .select({ id: questions.id, eventId: questions.eventId })
    .from(questionVotes)
    .innerJoin(questions, eq(questions.id, questionVotes.questionId))
    .innerJoin(events, eq(events.id, questions.eventId))
    .where(and(eq(questionVotes.userId, userId), isRunning(tx, now)))
  const changed: QuestionRow[] = []
  for (const { id, eventId } of running) {
    const rev = await nextQuestionRev(tx, eventId)
    const rows = await tx
      .update(questions)
      .set({ votes: sql`max(0, ${questions.votes} - 1)`, rev })
      .where(eq(questions.id, id))
      .returning()
    changed.push(...rows)
  }
  await tx.delete(questionVotes).where(eq(questionVotes.userId, userId))
  return changed
}

/** Events that are over and have something erased whose author is still known; of all of them, or of these. */
export async function listToForget(reader: Reader, now: Date, among?: string[]): Promise<string[]> {
  const ofErased = (table: Written) =>
    inArray(events.id, reader.select({ eventId: table.eventId }).from(table).where(erasedAndKnown(table)))
  const rows = await reader
    .select({ id: events.id })
    .from(events)
    .where(
      and(
        or(ofErased(chatMessages), ofErased(questions)),
        not(isRunning(reader, now)),
        among && inArray(events.id, among),
      ),
    )
  return rows.map(({ id }) => id)
}

/** What never had a place in the chat leaves nothing. */
export async function forgetErased(tx: Tx, eventId: string) {
  const of = (table: Written) => and(eq(table.eventId, eventId), erasedAndKnown(table))
  await tx.delete(chatMessages).where(and(of(chatMessages), isNull(chatMessages.seq)))
  await tx.update(chatMessages).set({ authorId: null }).where(of(chatMessages))
  await tx.update(questions).set({ authorId: null }).where(of(questions))
}

/** In the words of the index of just these. */
function erasedAndKnown({ authorName, authorId }: Written) {
  return sql`${authorName} = '' and ${authorId} is not null`
}

/** Something can be written there, or will be. */
function isRunning(reader: Reader, now: Date) {
  return sql`(${or(gt(events.endAt, now), onAir(reader))})`
}

function onAir(reader: Reader) {
  return exists(
    reader
      .select({ id: livestreams.id })
      .from(livestreams)
      .innerJoin(webinars, eq(webinars.id, livestreams.webinarId))
      .where(and(eq(webinars.eventId, events.id), inArray(livestreams.state, OPEN_STATES))),
  )
}
