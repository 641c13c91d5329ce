// Durable work: a row written in the same transaction as the change that needs it, carried out by the worker.
import { z } from "zod"
import type { Tx } from "#db/client.ts"
import { insertJob } from "#db/queries/jobs.ts"

export const JOBS = {
  /** Move a livestream one step on, and watch it. */
  "livestream.advance": z.object({ livestreamId: z.string() }),
  "chat.relay": z.object({ messageId: z.string() }),
  /** What somebody wrote until then, and takes back. */
  "chat.erase": z.object({ userId: z.string(), until: z.coerce.date() }),
  /** Look whether the meeting still exists, after BBB said that it ended or might have. */
  "meeting.check": z.object({ webinarId: z.string(), checksLeft: z.number().int() }),
  /** With the meeting's own name: its webinar may be deleted before it has ended. */
  "meeting.end": z.object({ webinarId: z.string(), meetingId: z.string().optional() }),
  /** Register at BBB what it is to tell us of the meeting, again and again while that is wanted; then take it back. */
  "meeting.hook": z.object({ webinarId: z.string() }),
  "meeting.unhook": z.object({ hookId: z.string() }),
  /** To every administrator there is when it is sent. */
  "mail.send": z.object({ mailId: z.string(), subject: z.string(), text: z.string() }),
  /** Tell a gateway again to stop a room, until it confirms. */
  "gateway.release": z.object({
    gatewayId: z.string(),
    livestreamId: z.string(),
    room: z.string(),
    handle: z.string().nullable(),
    since: z.coerce.date(),
    /** When its start was sent, where nobody knows what became of that. */
    orderedAt: z.coerce.date().nullable().default(null),
    /** Since when its proxy, each time that it was asked, had neither the gateway nor the room in its books. */
    lostSince: z.coerce.date().optional(),
  }),
  /** An administrator's order to send a livestream elsewhere, in the livestream's own lane. */
  "livestream.move": z.object({
    livestreamId: z.string(),
    gatewayId: z.string(),
    note: z.string(),
    actorId: z.string().nullable(),
  }),
  "webinar.preflight": z.object({ webinarId: z.string() }),
} as const
export type JobKind = keyof typeof JOBS
export type JobPayload<Kind extends JobKind> = z.infer<(typeof JOBS)[Kind]>

/** Trying again can't help: it goes to the graveyard at once. */
export class HopelessJob extends Error {}

/** Nothing failed for good, but the next try must not come sooner: what happened meanwhile may make it needless. */
export class NotBefore extends Error {
  constructor(
    readonly waitMs: number,
    message: string,
    options: { cause?: unknown } = {},
  ) {
    super(message, options)
  }
}

/** Which try this is; `isTakeover`: the worker before died at it, and nobody knows how far it had come. */
export type Turn = { attempts: number; isTakeover: boolean }
export const FIRST_TURN: Turn = { attempts: 1, isTakeover: false }

export type EnqueueOptions = { lane: string; runAt: Date; dedupeKey?: string; createdAt?: Date }

/** With a `dedupeKey` a waiting job of that key is brought forward instead of a second one being written. */
export async function enqueue<Kind extends JobKind>(
  tx: Tx,
  kind: Kind,
  payload: JobPayload<Kind>,
  { lane, runAt, dedupeKey, createdAt }: EnqueueOptions,
) {
  const job = { kind, payload, lane, runAt, dedupeKey: dedupeKey ?? null }
  await insertJob(tx, { ...job, createdAt: createdAt ?? new Date() })
}

export async function enqueueAdvance(tx: Tx, livestreamId: string, runAt: Date) {
  const name = `livestream:${livestreamId}`
  await enqueue(tx, "livestream.advance", { livestreamId }, { lane: name, runAt, dedupeKey: name })
}
