import { and, asc, eq, inArray, isNull } from "drizzle-orm"
import type { Reader, Tx } from "../client.ts"
import { users } from "../schema.ts"

export type UserRow = typeof users.$inferSelect

export async function findUser(reader: Reader, id: string): Promise<UserRow | null> {
  const [user] = await reader.select().from(users).where(eq(users.id, id))
  return user ?? null
}

/** E-mail addresses are stored in lower case. */
export async function findUserByEmail(reader: Reader, email: string): Promise<UserRow | null> {
  const [user] = await reader.select().from(users).where(eq(users.email, email.trim().toLowerCase()))
  return user ?? null
}

export async function listUsersByEmail(reader: Reader, emails: string[]): Promise<UserRow[]> {
  if (emails.length === 0) return []
  return reader
    .select()
    .from(users)
    .where(
      inArray(
        users.email,
        emails.map((email) => email.trim().toLowerCase()),
      ),
    )
}

export async function listAdmins(reader: Reader): Promise<UserRow[]> {
  return reader
    .select()
    .from(users)
    .where(and(eq(users.isAdmin, true), isNull(users.disabledAt)))
    .orderBy(asc(users.email))
}

export async function insertUser(tx: Tx, user: typeof users.$inferInsert) {
  await tx.insert(users).values({ ...user, email: user.email.trim().toLowerCase() })
}
