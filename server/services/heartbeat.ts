import { write } from "#db/client.ts"
import { putWorker, removeWorker, removeWorkersBefore } from "#db/queries/operations.ts"
import type { Deps } from "../deps.ts"

/** Not heard of for so long, a worker counts as gone. */
export const WORKER_LOST_MS = 30_000
const FORGET_AFTER_MS = 60 * 60_000

export async function beat(deps: Deps, workerId: string) {
  const now = deps.clock.now()
  await write(deps.db, async (tx) => {
    await putWorker(tx, { id: workerId, seenAt: now })
    await removeWorkersBefore(tx, new Date(now.getTime() - FORGET_AFTER_MS))
  })
}

export async function sayGoodbye(deps: Deps, workerId: string) {
  await write(deps.db, (tx) => removeWorker(tx, workerId))
}
