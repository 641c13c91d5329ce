// Durable work: a row written in the same transaction as the change that needs it, carried out by the worker.
import { z } from "zod"
import type { Tx } from "#db/client.ts"
import { insertJob } from "#db/queries/jobs.ts"

export const JOBS = {
  /** Move a livestream one step on, and watch it. */
  "livestream.advance": z.object({ livestreamId: z.string() }),
  "chat.relay": z.object({ messageId: z.string() }),
  /** Look whether the meeting still exists, after BBB said that it ended or might have. */
  "meeting.check": z.object({ webinarId: z.string(), checksLeft: z.number().int() }),
  "meeting.end": z.object({ webinarId: z.string() }),
} as const
export type JobKind = keyof typeof JOBS
export type JobPayload<Kind extends JobKind> = z.infer<(typeof JOBS)[Kind]>

export type EnqueueOptions = { lane: string; runAt: Date; dedupeKey?: string }

/** With a `dedupeKey` a waiting job of that key is brought forward instead of a second one being written. */
export async function enqueue<Kind extends JobKind>(
  tx: Tx,
  kind: Kind,
  payload: JobPayload<Kind>,
  { lane, runAt, dedupeKey }: EnqueueOptions,
) {
  await insertJob(tx, { kind, payload, lane, runAt, dedupeKey: dedupeKey ?? null, createdAt: new Date() })
}

export async function enqueueAdvance(tx: Tx, livestreamId: string, runAt: Date) {
  const name = `livestream:${livestreamId}`
  await enqueue(tx, "livestream.advance", { livestreamId }, { lane: name, runAt, dedupeKey: name })
}
