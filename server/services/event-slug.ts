import type { Tx } from "#db/client.ts"
import { slugExists } from "#db/queries/events.ts"
import { randomKey } from "../ids.ts"

const SLUG_LENGTH = 60

/** From the title, for the address of the event's page. */
export async function freeSlug(tx: Tx, title: string) {
  const words = title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, SLUG_LENGTH)
    .replace(/^-+|-+$/g, "")
  const base = words || "event"
  for (let candidate = base; ; candidate = `${base}-${randomKey(4)}`) {
    if (!(await slugExists(tx, candidate))) return candidate
  }
}
