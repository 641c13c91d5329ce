import { and, asc, desc, eq, inArray, isNotNull, ne, or, sql } from "drizzle-orm"
import { chatModerators, chatRules, chatSanctions } from "../chat-schema.ts"
import type { Reader, Tx } from "../client.ts"
import { users } from "../schema.ts"
import type { RulesRow } from "./chat.ts"

export type SanctionRow = typeof chatSanctions.$inferSelect

/** The version grows with each change. */
export async function changeRules(
  tx: Tx,
  eventId: string,
  change: Partial<Omit<RulesRow, "eventId" | "version">>,
): Promise<RulesRow> {
  const [row] = await tx
    .insert(chatRules)
    .values({ eventId, ...change })
    .onConflictDoUpdate({
      target: chatRules.eventId,
      set: { ...change, version: sql`${chatRules.version} + 1` },
    })
    .returning()
  if (!row) throw new Error(`the rules of ${eventId} were not written`)
  return row
}

/** Announcements that have the words of these messages. */
export async function unpinMessages(tx: Tx, messageIds: string[]): Promise<RulesRow[]> {
  if (messageIds.length === 0) return []
  return tx.update(chatRules).set(TAKEN_DOWN).where(inArray(chatRules.announcementOf, messageIds)).returning()
}

/** null: nothing was pinned. */
export async function unpin(tx: Tx, eventId: string): Promise<RulesRow | null> {
  const [row] = await tx
    .update(chatRules)
    .set(TAKEN_DOWN)
    .where(and(eq(chatRules.eventId, eventId), isNotNull(chatRules.announcement)))
    .returning()
  return row ?? null
}

const TAKEN_DOWN = {
  announcement: null,
  announcedAt: null,
  announcementOf: null,
  version: sql`${chatRules.version} + 1`,
}

export async function findSanction(
  reader: Reader,
  eventId: string,
  userId: string,
): Promise<SanctionRow | null> {
  const [row] = await reader
    .select()
    .from(chatSanctions)
    .where(ofPerson(chatSanctions, eventId, userId))
  return row ?? null
}

/** In place of an earlier one, except that a mute doesn't end a ban; null: the ban stays. */
export async function putSanction(tx: Tx, sanction: SanctionRow): Promise<SanctionRow | null> {
  const { eventId: _event, userId: _user, ...change } = sanction
  const [row] = await tx
    .insert(chatSanctions)
    .values(sanction)
    .onConflictDoUpdate({
      target: [chatSanctions.eventId, chatSanctions.userId],
      set: change,
      setWhere: or(ne(chatSanctions.kind, "ban"), sql`${change.kind} = 'ban'`),
    })
    .returning()
  return row ?? null
}

export async function deleteSanction(tx: Tx, eventId: string, userId: string): Promise<SanctionRow | null> {
  const [row] = await tx
    .delete(chatSanctions)
    .where(ofPerson(chatSanctions, eventId, userId))
    .returning()
  return row ?? null
}

/** With the name of who ordered it, the latest first. */
export async function listSanctions(reader: Reader, eventId: string) {
  return reader
    .select({ sanction: chatSanctions, byName: users.name })
    .from(chatSanctions)
    .leftJoin(users, eq(users.id, chatSanctions.byId))
    .where(eq(chatSanctions.eventId, eventId))
    .orderBy(desc(chatSanctions.createdAt))
}

export async function listModerators(reader: Reader, eventId: string) {
  return reader
    .select({ id: users.id, name: users.name, email: users.email })
    .from(chatModerators)
    .innerJoin(users, eq(users.id, chatModerators.userId))
    .where(eq(chatModerators.eventId, eventId))
    .orderBy(asc(users.name))
}

/** false: they are one already. */
export async function insertModerator(tx: Tx, eventId: string, userId: string) {
  const rows = await tx.insert(chatModerators).values({ eventId, userId }).onConflictDoNothing().returning()
  return rows.length > 0
}

/** false: they were none. */
export async function deleteModerator(tx: Tx, eventId: string, userId: string) {
  const rows = await tx
    .delete(chatModerators)
    .where(ofPerson(chatModerators, eventId, userId))
    .returning()
  return rows.length > 0
}

function ofPerson(table: typeof chatSanctions | typeof chatModerators, eventId: string, userId: string) {
  return and(eq(table.eventId, eventId), eq(table.userId, userId))
}
