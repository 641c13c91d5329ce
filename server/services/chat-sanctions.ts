// Who may not write: muted for a time, or banned for as long as the event lasts.
import type { Reader } from "#db/client.ts"
import { isChatModerator } from "#db/queries/chat.ts"
import { deleteSanction, findSanction, listSanctions, putSanction } from "#db/queries/moderation.ts"
import { findUser, type UserRow } from "#db/queries/users.ts"
import type { Deps } from "../deps.ts"
import type { SanctionInForce } from "../domain/chat-rules.ts"
import type { MuteAuthor, PersonTarget, SanctionedPerson } from "../domain/moderation.ts"
import { type Actor, canControlWebinar } from "../domain/policy.ts"
import { AppError } from "../errors.ts"
import { eventToModerate, ownersOf, type VisibleEvent } from "./access.ts"
import { announceModeration, moderate } from "./chat-acts.ts"
import { authorOf, findAuthor, sanctionHandle } from "./chat-author.ts"
import { announceStanding, inForce } from "./chat-standing.ts"

const MINUTE_MS = 60_000

export async function muteAuthor(deps: Deps, actor: Actor, input: MuteAuthor) {
  const visible = await eventToModerate(deps.db, actor, input.eventId)
  const until = new Date(deps.clock.now().getTime() + input.minutes * MINUTE_MS)
  return sanctionAuthor(deps, actor, visible, input, { kind: "mute", until })
}

export async function banAuthor(deps: Deps, actor: Actor, input: PersonTarget) {
  const visible = await eventToModerate(deps.db, actor, input.eventId)
  return sanctionAuthor(deps, actor, visible, input, { kind: "ban", until: null })
}

/** What holds afterwards: a mute doesn't shorten a ban. */
async function sanctionAuthor(
  deps: Deps,
  actor: Actor,
  visible: VisibleEvent,
  input: PersonTarget,
  sanction: SanctionInForce,
): Promise<{ sanction: SanctionInForce }> {
  const authorId = await moderate(deps, actor, visible, async (tx) => {
    const { userId, shownName, by } = await authorOf(tx, deps.config, input)
    const author = await requireListener(tx, visible, userId)
    const row = await putSanction(tx, {
      eventId: input.eventId,
      userId: author.id,
      ...sanction,
      shownName,
      byId: actor.kind === "user" ? actor.id : null,
      createdAt: deps.clock.now(),
    })
    if (!row) return null
    const until: Record<string, string> = row.until ? { until: row.until.toISOString() } : {}
    return {
      action: row.kind === "ban" ? "chat.banned" : "chat.muted",
      detail: { ...by, person: author.name, ...until },
      result: author.id,
    }
  })
  if (authorId === null) return { sanction: { kind: "ban", until: null } }
  tell(deps, input.eventId, authorId)
  return { sanction }
}

export async function liftSanction(deps: Deps, actor: Actor, input: PersonTarget) {
  const visible = await eventToModerate(deps.db, actor, input.eventId)
  const authorId = await moderate(deps, actor, visible, async (tx) => {
    const meant = await findAuthor(tx, deps.config, input)
    const lifted = meant?.userId && (await deleteSanction(tx, input.eventId, meant.userId))
    if (!lifted) return null
    const author = await findUser(tx, lifted.userId)
    return {
      action: "chat.lifted",
      detail: { ...meant.by, person: author?.name ?? "" },
      result: lifted.userId,
    }
  })
  if (authorId) tell(deps, input.eventId, authorId)
}

function tell(deps: Deps, eventId: string, authorId: string) {
  announceStanding(deps, eventId, authorId)
  announceModeration(deps, eventId)
}

async function requireListener(reader: Reader, visible: VisibleEvent, authorId: string | null) {
  const author = authorId ? await findUser(reader, authorId) : null
  if (!author) throw new AppError("not_found", "nobody with an account wrote this")
  if (await isProtected(reader, visible, author))
    throw new AppError("forbidden", "who keeps the chat in order is not sanctioned in it")
  return author
}

export async function isProtected(reader: Reader, { event, webinar }: VisibleEvent, user: UserRow) {
  const owners = webinar ? ownersOf(webinar) : { ownerId: event.ownerId, presenterIds: [] }
  return (
    canControlWebinar({ kind: "user", ...user }, owners) || (await isChatModerator(reader, event.id, user.id))
  )
}

export async function sanctionOf(deps: Deps, eventId: string, userId: string) {
  return inForce(await findSanction(deps.db, eventId, userId), deps.clock.now())
}

/** As everybody knows them: who it is, moderators look up, and that is recorded. */
export async function listSanctioned(
  deps: Deps,
  actor: Actor,
  { eventId }: { eventId: string },
): Promise<SanctionedPerson[]> {
  await eventToModerate(deps.db, actor, eventId)
  const people: SanctionedPerson[] = []
  for (const { sanction, byName } of await listSanctions(deps.db, eventId)) {
    const current = inForce(sanction, deps.clock.now())
    if (!current) continue
    const handle = sanctionHandle(deps.config, sanction)
    people.push({
      handle,
      name: sanction.shownName,
      sanction: current,
      since: sanction.createdAt,
      byName,
    })
  }
  return people
}
