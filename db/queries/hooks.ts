import { eq } from "drizzle-orm"
import type { Reader, Tx } from "../client.ts"
import { meetingHooks } from "../schema.ts"

export type HookRow = typeof meetingHooks.$inferSelect

export async function findHook(
  reader: Reader,
  key: { webinarId: string } | { key: string },
): Promise<HookRow | null> {
  const condition = "key" in key ? eq(meetingHooks.key, key.key) : eq(meetingHooks.webinarId, key.webinarId)
  const [row] = await reader.select().from(meetingHooks).where(condition)
  return row ?? null
}

export async function insertHook(tx: Tx, row: typeof meetingHooks.$inferInsert) {
  await tx.insert(meetingHooks).values(row)
}

export async function updateHook(tx: Tx, webinarId: string, change: Partial<HookRow>) {
  await tx.update(meetingHooks).set(change).where(eq(meetingHooks.webinarId, webinarId))
}
