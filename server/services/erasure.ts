// What somebody wrote and takes back: text and name go, the place stays, and pages that show it hear of it.
import { type Tx, write } from "#db/client.ts"
import type { ChatRow, RulesRow } from "#db/queries/chat.ts"
import { findEvent } from "#db/queries/events.ts"
import { unpinMessages } from "#db/queries/moderation.ts"
import {
  clearSanctionNames,
  countOwn,
  deleteOwnAliases,
  deleteOwnVotes,
  listToErase,
} from "#db/queries/my-data.ts"
import type { QuestionRow } from "#db/queries/questions.ts"
import { findUser } from "#db/queries/users.ts"
import type { Deps } from "../deps.ts"
import type { Actor } from "../domain/policy.ts"
import { isWaiting } from "../domain/question.ts"
import { enqueue, type JobPayload } from "../jobs.ts"
import { requireUser } from "./access.ts"
import { announceControl } from "./announce.ts"
import { record } from "./audit.ts"
import { announceChange, changeMessage } from "./chat-posting.ts"
import { announceRules } from "./chat-rules.ts"
import { isShown, type ShownRow } from "./chat-view.ts"
import { forgetAuthorsIn } from "./erased-authors.ts"
import { announceQuestion, changeQuestion } from "./question-changes.ts"
import { changeView } from "./question-view.ts"

/** Messages and questions of one transaction: everybody who writes waits behind it. */
const PIECE = 100

/**
 * The first piece at once, a longer past by the worker. Exclusions stay: nobody gets rid of one by erasing what it was
 * for. What the meeting was told can't be taken back there.
 */
export async function eraseMyChat(deps: Deps, actor: Actor): Promise<{ isDone: boolean }> {
  const { id: userId } = requireUser(actor)
  const until = deps.clock.now()
  const piece = await write(deps.db, async (tx) => {
    const counts = await countOwn(tx, userId)
    await deleteOwnAliases(tx, userId)
    await clearSanctionNames(tx, userId)
    const unvoted = await deleteOwnVotes(tx, userId, until)
    const erased = await erasePiece(tx, { userId, until, now: until })
    if (erased.hasMore)
      await enqueue(tx, "chat.erase", { userId, until }, { lane: `erase:${userId}`, runAt: until })
    const user = await findUser(tx, userId)
    await record(tx, actor, {
      at: until,
      action: "account.erased",
      thing: { kind: "account", id: userId, name: user?.email ?? "" },
      detail: { messages: String(counts.messages), questions: String(counts.questions) },
    })
    return { ...erased, unvoted }
  })
  deps.log.info({ by: userId, isDone: !piece.hasMore }, "own chat erased")
  await tell(deps, piece)
  if (piece.hasMore) deps.wakeWorker()
  return { isDone: !piece.hasMore }
}

export async function eraseRest(deps: Deps, { userId, until }: JobPayload<"chat.erase">) {
  for (;;) {
    const asked = { userId, until, now: deps.clock.now() }
    const piece = await write(deps.db, (tx) => erasePiece(tx, asked))
    await tell(deps, piece)
    if (!piece.hasMore) return
  }
}

type Piece = {
  /** Questions with a vote less. */
  unvoted: QuestionRow[]
  changed: ShownRow[]
  /** What waited for a moderator, and waits no more. */
  unheld: ChatRow[]
  questions: QuestionRow[]
  /** Rules without the announcement that had their words. */
  unpinned: RulesRow[]
  hasMore: boolean
}

type Asked = { userId: string; until: Date; now: Date }

async function erasePiece(tx: Tx, { userId, until, now }: Asked): Promise<Piece> {
  const { messages, questions } = await listToErase(tx, userId, until, PIECE)
  const changed: ShownRow[] = []
  for (const message of messages.filter(isShown)) {
    const delivery = message.delivery === "waiting" ? "not_delivered" : message.delivery
    const row = await changeMessage(tx, message, { ...ERASED, state: "deleted", delivery })
    if (row && isShown(row)) changed.push(row)
  }
  const unheld = messages.filter((message) => !isShown(message))
  for (const message of unheld) await changeMessage(tx, message, { ...ERASED, state: "deleted" })
  const asked: QuestionRow[] = []
  for (const question of questions) {
    // What was answered stays for the answer's sake, and nobody waits for one that has no words any more.
    const state = isWaiting(question.state) || question.state === "dismissed" ? "withdrawn" : question.state
    asked.push(await changeQuestion(tx, question, { ...ERASED, state }))
  }
  await forgetAuthorsIn(tx, eventIdsOf([...messages, ...questions]), now)
  return {
    unvoted: [],
    changed,
    unheld,
    questions: asked,
    unpinned: await unpinMessages(
      tx,
      changed.map((message) => message.id),
    ),
    hasMore: messages.length + questions.length >= PIECE,
  }
}

const ERASED = { authorName: "", text: "" } as const

function eventIdsOf(rows: { eventId: string }[]) {
  return [...new Set(rows.map(({ eventId }) => eventId))]
}

async function tell(deps: Deps, { unvoted, changed, unheld, questions, unpinned }: Piece) {
  for (const eventId of eventIdsOf([...unvoted, ...changed, ...unheld, ...questions])) {
    const found = await findEvent(deps.db, { id: eventId })
    if (!found) continue
    for (const row of unvoted)
      if (row.eventId === eventId) announceQuestion(deps, found.event, row, changeView(row))
    for (const row of changed) if (row.eventId === eventId) announceChange(deps, found.event, row)
    for (const row of questions) if (row.eventId === eventId) announceQuestion(deps, found.event, row)
    for (const rules of unpinned) if (rules.eventId === eventId) announceRules(deps, found.event, rules)
    if (found.webinarId && unheld.some((row) => row.eventId === eventId))
      await announceControl(deps, found.webinarId)
  }
}
