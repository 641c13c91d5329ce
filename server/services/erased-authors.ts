// While an event lasts, erasing what one wrote there must not undo slow mode, nor leave moderators without its author. Then
// it is forgotten who wrote it.
import { type Tx, write } from "#db/client.ts"
import { forgetErased, listToForget } from "#db/queries/my-data.ts"
import type { Deps } from "../deps.ts"

export async function forgetAuthors({ db, clock }: Deps) {
  for (const eventId of await listToForget(db, clock.now()))
    await write(db, (tx) => forgetAuthorsIn(tx, [eventId], clock.now()))
}

/** Of these events in those that are over, as it is in this transaction. */
export async function forgetAuthorsIn(tx: Tx, eventIds: string[], now: Date) {
  for (const eventId of await listToForget(tx, now, eventIds)) await forgetErased(tx, eventId)
}
