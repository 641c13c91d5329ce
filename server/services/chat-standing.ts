// What somebody who writes must know of themselves, and only they are told.
import { findAlias, hasWrittenUnderAlias, lastWrittenAt, listOwnUnshown } from "#db/queries/chat-authors.ts"
import { findSanction, type SanctionRow } from "#db/queries/moderation.ts"
import type { Config } from "../config.ts"
import type { Deps } from "../deps.ts"
import type { ChatStanding, SanctionInForce } from "../domain/chat-rules.ts"
import type { Actor } from "../domain/policy.ts"
import { standingChannel } from "../domain/signals.ts"
import { derivedSecret } from "../seal.ts"
import { eventToWatch, requireUser } from "./access.ts"

const KEY_LENGTH = 22
/** Of one person's messages that aren't shown, the latest. */
const UNSHOWN_LIMIT = 100

export async function getStanding(
  deps: Deps,
  actor: Actor,
  { eventId }: { eventId: string },
): Promise<ChatStanding> {
  const user = requireUser(actor)
  await eventToWatch(deps.db, actor, { id: eventId })
  const unshown = await listOwnUnshown(deps.db, eventId, user.id, UNSHOWN_LIMIT)
  const of = (state: "held" | "refused") =>
    unshown.filter((row) => row.state === state).map((row) => row.clientId)
  return {
    sanction: inForce(await findSanction(deps.db, eventId, user.id), deps.clock.now()),
    held: of("held"),
    refused: of("refused"),
    alias: await findAlias(deps.db, eventId, user.id),
    isAliasFixed: await hasWrittenUnderAlias(deps.db, eventId, user.id),
    lastAt: await lastWrittenAt(deps.db, eventId, user.id),
  }
}

/** A mute whose time is over is none. */
export function inForce(row: SanctionRow | null, now: Date): SanctionInForce | null {
  if (!row || (row.until !== null && row.until <= now)) return null
  return { kind: row.kind, until: row.until }
}

/** Not the key that everybody sees beside the messages, so that nobody else can even name the channel. */
export function personKey({ secret }: Config, eventId: string, userId: string) {
  return derivedSecret(secret, `standing:${eventId}:${userId}`).slice(0, KEY_LENGTH)
}

export function channelOfPerson(config: Config, eventId: string, userId: string) {
  return standingChannel(eventId, personKey(config, eventId, userId))
}

export function announceStanding(deps: Deps, eventId: string, userId: string) {
  deps.ticker.add(channelOfPerson(deps.config, eventId, userId), { type: "standing.changed" })
}
