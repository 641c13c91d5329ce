// Whether a picture plays at a broadcaster.
import { and, eq, inArray, isNull } from "drizzle-orm"
import type { Reader, Tx } from "../client.ts"
import { pictures } from "../schema.ts"

export type PictureRow = typeof pictures.$inferSelect

export async function findPicture(reader: Reader, broadcasterId: string): Promise<PictureRow | null> {
  const [row] = await reader.select().from(pictures).where(eq(pictures.broadcasterId, broadcasterId))
  return row ?? null
}

export async function listPictures(reader: Reader, broadcasterIds: string[]): Promise<PictureRow[]> {
  if (broadcasterIds.length === 0) return []
  return reader.select().from(pictures).where(inArray(pictures.broadcasterId, broadcasterIds))
}

export async function putPicture(tx: Tx, picture: PictureRow) {
  await tx
    .insert(pictures)
    .values(picture)
    .onConflictDoUpdate({ target: pictures.broadcasterId, set: picture })
}

/** Of a look: false when another look, or the origin's word, came in between. */
export async function replacePicture(tx: Tx, seen: PictureRow | null, picture: PictureRow) {
  if (!seen) {
    const inserted = await tx.insert(pictures).values(picture).onConflictDoNothing().returning()
    return inserted.length > 0
  }
  const rows = await tx
    .update(pictures)
    .set(picture)
    .where(
      and(
        eq(pictures.broadcasterId, seen.broadcasterId),
        eq(pictures.playing, seen.playing),
        seen.since ? eq(pictures.since, seen.since) : isNull(pictures.since),
        seen.lookedAt ? eq(pictures.lookedAt, seen.lookedAt) : isNull(pictures.lookedAt),
      ),
    )
    .returning({ id: pictures.broadcasterId })
  return rows.length > 0
}
