import { sql } from "drizzle-orm"
import type { Deps } from "../deps.ts"
import { messageOf } from "../errors.ts"

/** For load balancers: whether this process can serve pages. */
export async function checkHealth(deps: Deps): Promise<{ ok: boolean; database: "ok" | "failed" }> {
  try {
    await deps.db.get(sql`select 1`)
    return { ok: true, database: "ok" }
  } catch (error) {
    deps.log.error({ error: messageOf(error) }, "health: database failed")
    return { ok: false, database: "failed" }
  }
}
