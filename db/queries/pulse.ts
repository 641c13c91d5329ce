import { and, count, eq, gt, lte } from "drizzle-orm"
import type { Pulse } from "#server/domain/pulse.ts"
import { pulseVotes } from "../chat-schema.ts"
import type { Reader, Tx } from "../client.ts"

type Voter = { eventId: string; voterKey: string }

/** One answer per person: a new one takes the place of the last. */
export async function putPulse(tx: Tx, { eventId, voterKey, value, at }: Voter & { value: Pulse; at: Date }) {
  await tx
    .insert(pulseVotes)
    .values({ eventId, voterKey, value, at })
    .onConflictDoUpdate({ target: [pulseVotes.eventId, pulseVotes.voterKey], set: { value, at } })
}

export async function deletePulse(tx: Tx, { eventId, voterKey }: Voter) {
  await tx.delete(pulseVotes).where(and(eq(pulseVotes.eventId, eventId), eq(pulseVotes.voterKey, voterKey)))
}

export async function countPulses(reader: Reader, eventId: string, after: Date) {
  return reader
    .select({ value: pulseVotes.value, count: count() })
    .from(pulseVotes)
    .where(and(eq(pulseVotes.eventId, eventId), gt(pulseVotes.at, after)))
    .groupBy(pulseVotes.value)
}

export async function deletePulsesBefore(tx: Tx, before: Date) {
  await tx.delete(pulseVotes).where(lte(pulseVotes.at, before))
}
