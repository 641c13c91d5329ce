// All that one person wrote in one event, and whose pseudonym it is: asked on purpose, and recorded.
import { findAlias, listOfAuthor } from "#db/queries/chat-authors.ts"
import { findUser } from "#db/queries/users.ts"
import type { Deps } from "../deps.ts"
import type { MessageTarget, PersonView } from "../domain/moderation.ts"
import type { Actor } from "../domain/policy.ts"
import { eventToModerate } from "./access.ts"
import { moderate, nameOfMessage, targetOf } from "./chat-acts.ts"
import { isProtected, sanctionOf } from "./chat-sanctions.ts"

const MESSAGES_LIMIT = 200

export async function lookUpAuthor(deps: Deps, actor: Actor, input: MessageTarget): Promise<PersonView> {
  const visible = await eventToModerate(deps.db, actor, input.eventId)
  const message = await targetOf(deps.db, input)
  const user = message.authorId ? await findUser(deps.db, message.authorId) : null
  const name = user?.name ?? message.authorName
  await moderate(deps, actor, visible, async () => ({
    action: "chat.looked_up",
    detail: { message: nameOfMessage(message), person: name },
    result: null,
  }))
  const rows = await listOfAuthor(deps.db, message, MESSAGES_LIMIT + 1)
  return {
    name,
    alias: user && (await findAlias(deps.db, input.eventId, user.id)),
    isGuest: user === null,
    isProtected: user !== null && (await isProtected(deps.db, visible, user)),
    sanction: user && (await sanctionOf(deps, input.eventId, user.id)),
    messages: rows.slice(0, MESSAGES_LIMIT).map(({ id, seq, authorName, text, createdAt, state }) => ({
      id,
      seq,
      authorName,
      text,
      at: createdAt,
      state,
    })),
    hasMore: rows.length > MESSAGES_LIMIT,
  }
}
