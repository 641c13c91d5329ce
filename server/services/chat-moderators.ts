// People whom presenters trust with their event's chat.
import type { Tx } from "#db/client.ts"
import { deleteModerator, insertModerator, listModerators } from "#db/queries/moderation.ts"
import { findUserByEmail } from "#db/queries/users.ts"
import type { Deps } from "../deps.ts"
import { MODERATORS_MAX, type ModeratorPerson, type NameModerator } from "../domain/moderation.ts"
import type { Actor } from "../domain/policy.ts"
import { AppError } from "../errors.ts"
import { eventToModerate } from "./access.ts"
import { moderate } from "./chat-acts.ts"
import { isProtected } from "./chat-sanctions.ts"
import { announceStanding } from "./chat-standing.ts"

export async function listChatModerators(
  deps: Deps,
  actor: Actor,
  { eventId }: { eventId: string },
): Promise<ModeratorPerson[]> {
  await eventToRule(deps, actor, eventId)
  return (await listModerators(deps.db, eventId)).map(({ name, email }) => ({ name, email }))
}

export async function addModerator(deps: Deps, actor: Actor, { eventId, email }: NameModerator) {
  const visible = await eventToRule(deps, actor, eventId)
  const userId = await moderate(deps, actor, visible, async (tx) => {
    const user = await findUserByEmail(tx, email)
    if (!user || user.disabledAt) throw refused("unknownPerson")
    if (await isProtected(tx, visible, user)) throw refused("moderatesAlready")
    await requireRoom(tx, eventId)
    await insertModerator(tx, eventId, user.id)
    return { action: "chat.moderator_added", detail: { person: user.name }, result: user.id }
  })
  if (userId) announceStanding(deps, eventId, userId)
}

/** Twice is once. */
export async function removeModerator(deps: Deps, actor: Actor, { eventId, email }: NameModerator) {
  const visible = await eventToRule(deps, actor, eventId)
  const userId = await moderate(deps, actor, visible, async (tx) => {
    const user = await findUserByEmail(tx, email)
    if (!user || !(await deleteModerator(tx, eventId, user.id))) return null
    return { action: "chat.moderator_removed", detail: { person: user.name }, result: user.id }
  })
  if (userId) announceStanding(deps, eventId, userId)
}

/** Presenters name moderators; moderators don't name each other. */
async function eventToRule(deps: Deps, actor: Actor, eventId: string) {
  const visible = await eventToModerate(deps.db, actor, eventId)
  if (!visible.isPresenter) throw new AppError("forbidden", `not a presenter of ${eventId}`)
  return visible
}

async function requireRoom(tx: Tx, eventId: string) {
  if ((await listModerators(tx, eventId)).length >= MODERATORS_MAX) throw refused("tooManyModerators")
}

function refused(email: "unknownPerson" | "moderatesAlready" | "tooManyModerators") {
  return new AppError("invalid", "not a moderator to be", { fields: { email } })
}
