// All that one person wrote in one event, and whose pseudonym it is: asked on purpose, and recorded.
import { findAlias, listOfAuthor } from "#db/queries/chat-authors.ts"
import { listAskedBy } from "#db/queries/questions.ts"
import { findUser } from "#db/queries/users.ts"
import type { Deps } from "../deps.ts"
import type { PersonTarget, PersonView } from "../domain/moderation.ts"
import type { Actor } from "../domain/policy.ts"
import { eventToModerate } from "./access.ts"
import { moderate } from "./chat-acts.ts"
import { type Author, authorOf } from "./chat-author.ts"
import { isProtected, sanctionOf } from "./chat-sanctions.ts"
import { isErased } from "./chat-view.ts"

/** Messages, and questions. */
const WRITTEN_LIMIT = 200

export async function lookUpAuthor(deps: Deps, actor: Actor, input: PersonTarget): Promise<PersonView> {
  const { eventId } = input
  const visible = await eventToModerate(deps.db, actor, eventId)
  const author = await authorOf(deps.db, deps.config, input)
  const user = author.userId ? await findUser(deps.db, author.userId) : null
  const name = user?.name ?? author.shownName ?? ""
  await moderate(deps, actor, visible, async () => ({
    action: "chat.looked_up",
    detail: { ...author.by, person: name },
    result: null,
  }))
  return {
    name,
    alias: user && (await findAlias(deps.db, eventId, user.id)),
    isGuest: user === null,
    isProtected: user !== null && (await isProtected(deps.db, visible, user)),
    sanction: user && (await sanctionOf(deps, eventId, user.id)),
    ...(await messagesOf(deps, eventId, author)),
    ...(await questionsOf(deps, eventId, author)),
  }
}

async function messagesOf(deps: Deps, eventId: string, { userId, shownName }: Author) {
  const asked = { eventId, authorId: userId, authorName: shownName ?? "" }
  const rows = await listOfAuthor(deps.db, asked, WRITTEN_LIMIT + 1)
  return {
    messages: rows
      .slice(0, WRITTEN_LIMIT)
      .map(({ seq, state, ...row }) => ({ ...writtenView(row), seq, state })),
    hasMore: rows.length > WRITTEN_LIMIT,
  }
}

type Written = { id: string; authorName: string; text: string; createdAt: Date }

function writtenView({ id, authorName, text, createdAt }: Written) {
  return { id, authorName: isErased({ authorName }) ? null : authorName, text, at: createdAt }
}

/** Nobody asks from the meeting. */
async function questionsOf(deps: Deps, eventId: string, { userId }: Author) {
  const rows = userId ? await listAskedBy(deps.db, eventId, userId, WRITTEN_LIMIT + 1) : []
  return {
    questions: rows.slice(0, WRITTEN_LIMIT).map(({ state, ...row }) => ({ ...writtenView(row), state })),
    hasMoreQuestions: rows.length > WRITTEN_LIMIT,
  }
}
