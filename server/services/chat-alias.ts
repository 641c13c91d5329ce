// A pseudonym of one's own in one event: nobody else's, like nobody's name, and fit to stand there for everybody.
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible"
import { type Reader, write } from "#db/client.ts"
import {
  findAlias,
  findAliasHolder,
  hasWrittenUnderAlias,
  listAuthorNames,
  putAlias,
} from "#db/queries/chat-authors.ts"
import { listModerators } from "#db/queries/moderation.ts"
import { listPresenters } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { findBlockedWord } from "../domain/blocked-words.ts"
import { type ChooseAlias, claimsRole, foldAlias, isAlike } from "../domain/chat-alias.ts"
import { hasLink } from "../domain/links.ts"
import type { Actor } from "../domain/policy.ts"
import { AppError } from "../errors.ts"
import { eventToWatch, requireUser, type VisibleEvent } from "./access.ts"
import { rulesOf } from "./chat-rules.ts"

/** Whoever tries out names doesn't learn quickly which are taken. */
const limiter = new RateLimiterMemory({ points: 20, duration: 60 })

/** Until something is written under it, it may be changed. */
export async function chooseAlias(
  deps: Deps,
  actor: Actor,
  { eventId, alias }: ChooseAlias,
): Promise<{ alias: string }> {
  const user = requireUser(actor)
  const visible = await eventToWatch(deps.db, actor, { id: eventId })
  if (visible.isPresenter) throw new AppError("forbidden", "presenters write under their name")
  const { allowAliases, blockedWords, links } = await rulesOf(deps.db, eventId)
  if (!allowAliases) throw new AppError("alias_off", "no pseudonyms here")
  await limit(user.id)
  if (claimsRole(alias)) throw refused("aliasRole")
  if (findBlockedWord(alias, blockedWords)) throw refused("aliasWord")
  if (links !== "allow" && hasLink(alias)) throw refused("aliasLink")
  if (await isSomebody(deps.db, visible, user.id, alias)) throw refused("aliasTaken")
  const folded = foldAlias(alias)
  await write(deps.db, async (tx) => {
    const known = await findAlias(tx, eventId, user.id)
    if (known === alias) return
    // Also where it was erased since: another name would be a way round who moderates.
    if (await hasWrittenUnderAlias(tx, eventId, user.id)) throw refused("aliasFixed")
    const holder = await findAliasHolder(tx, eventId, folded)
    if (holder !== null && holder !== user.id) throw refused("aliasTaken")
    await putAlias(tx, { eventId, userId: user.id, alias, folded })
  })
  return { alias }
}

/** Presenters, moderators, and whoever has written here under their name. */
async function isSomebody(reader: Reader, visible: VisibleEvent, userId: string, alias: string) {
  const { event, ownerName, webinarId } = visible
  const presenters = webinarId ? await listPresenters(reader, webinarId) : []
  const moderators = await listModerators(reader, event.id)
  const known = [ownerName, ...[...presenters, ...moderators].map(({ name }) => name)]
  if (known.some((name) => isAlike(alias, name, true))) return true
  const authors = await listAuthorNames(reader, event.id, userId)
  return authors.some((name) => isAlike(alias, name, false))
}

async function limit(userId: string) {
  try {
    await limiter.consume(userId)
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    throw new AppError("too_many_requests", "too many pseudonyms tried", { cause: error })
  }
}

function refused(alias: "aliasRole" | "aliasWord" | "aliasLink" | "aliasTaken" | "aliasFixed") {
  return new AppError("invalid", "not this pseudonym", { fields: { alias } })
}
