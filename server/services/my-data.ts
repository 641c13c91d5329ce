// What Amphi keeps of one person: shown to them, and theirs to take along.
import { write } from "#db/client.ts"
import {
  countOwn,
  listOwnAliases,
  listOwnAudit,
  listOwnMessages,
  listOwnQuestions,
  listOwnRoles,
  listOwnSanctions,
  listOwnVotes,
} from "#db/queries/my-data.ts"
import { findUser, type UserRow } from "#db/queries/users.ts"
import type { Deps } from "../deps.ts"
import type { MyData } from "../domain/my-data.ts"
import type { Actor } from "../domain/policy.ts"
import { AppError } from "../errors.ts"
import { requireUser } from "./access.ts"
import { record } from "./audit.ts"
import { inPieces, jsonMembers } from "./pieces.ts"

const PIECE = 500

export async function getMyData(deps: Deps, actor: Actor): Promise<MyData> {
  const user = await ownRow(deps, actor)
  const { owned, presented, moderated } = await listOwnRoles(deps.db, user.id)
  return {
    account: accountOf(user),
    counts: {
      ...(await countOwn(deps.db, user.id)),
      owned: owned.length,
      presented: presented.length,
      moderated: moderated.length,
    },
    aliases: await listOwnAliases(deps.db, user.id),
    sanctions: await listOwnSanctions(deps.db, user.id),
  }
}

/** In the audit before its first byte is out. */
export async function exportMyData(deps: Deps, actor: Actor) {
  const user = await ownRow(deps, actor)
  await write(deps.db, (tx) =>
    record(tx, actor, {
      at: deps.clock.now(),
      action: "account.exported",
      thing: { kind: "account", id: user.id, name: user.email },
    }),
  )
  const day = deps.clock.now().toISOString().slice(0, 10)
  return { name: `amphi-my-data-${day}.json`, type: "application/json", pieces: jsonOf(deps, user) }
}

async function ownRow({ db }: Deps, actor: Actor) {
  const user = await findUser(db, requireUser(actor).id)
  if (!user) throw new AppError("unauthenticated", "the account is gone")
  return user
}

function accountOf({ name, email, affiliations, groups, isAdmin, createdAt }: UserRow): MyData["account"] {
  return { name, email, affiliations, groups, isAdmin, createdAt }
}

async function* jsonOf(deps: Deps, user: UserRow) {
  const { db } = deps
  const { owned, presented, moderated } = await listOwnRoles(db, user.id)
  yield opening({
    exportedAt: deps.clock.now(),
    account: { id: user.id, ...accountOf(user) },
    pseudonyms: await listOwnAliases(db, user.id),
    exclusions: await listOwnSanctions(db, user.id),
    events: { owned, presented, moderated },
  })
  yield ',\n"messages": ['
  yield* jsonMembers(
    inPieces<OwnMessage>((last) => listOwnMessages(db, user.id, last, PIECE)),
    messageOf,
  )
  yield '\n],\n"questions": ['
  yield* jsonMembers(
    inPieces<OwnQuestion>((last) => listOwnQuestions(db, user.id, last, PIECE)),
    questionOf,
  )
  yield '\n],\n"votes": ['
  yield* jsonMembers(
    inPieces<OwnVote>((last) => listOwnVotes(db, user.id, last?.id ?? null, PIECE)),
    ({ event, slug, question }) => ({ event, slug, question }),
  )
  yield '\n],\n"audit": ['
  yield* jsonMembers(
    inPieces<OwnAudit>((last) => listOwnAudit(db, user.id, last?.id ?? null, PIECE)),
    (line) => auditOf(line, user.id),
  )
  yield "\n]}\n"
}

/** An object without its last brace: more is to come. */
function opening(facts: Record<string, unknown>) {
  return JSON.stringify(facts, null, 1).replace(/\n\}$/, "")
}

type OwnMessage = Awaited<ReturnType<typeof listOwnMessages>>[number]
type OwnQuestion = Awaited<ReturnType<typeof listOwnQuestions>>[number]
type OwnVote = Awaited<ReturnType<typeof listOwnVotes>>[number]
type OwnAudit = Awaited<ReturnType<typeof listOwnAudit>>[number]

function messageOf({ event, slug, createdAt, authorName, underAlias, origin, ...row }: OwnMessage) {
  const { text, state, heldBecause, delivery } = row
  return {
    at: createdAt,
    event,
    slug,
    name: authorName,
    underAlias,
    origin,
    text,
    state,
    heldBecause,
    delivery,
  }
}

function questionOf({ event, slug, createdAt, authorName, underAlias, ...row }: OwnQuestion) {
  const { text, state, votes, answer, answeredAt } = row
  return { at: createdAt, event, slug, name: authorName, underAlias, text, state, votes, answer, answeredAt }
}

/** Whoever tried to sign in to this account came from an address of their own, which is not this person's to know. */
function auditOf({ at, actorId, action, thingKind, thingName, detail, address }: OwnAudit, userId: string) {
  const isOwnAct = actorId === userId
  return { at, isOwnAct, action, thingKind, thingName, detail, address: isOwnAct ? address : null }
}
