// The gate that every listener's message passes inside the transaction that writes it, so that nobody slips past a rule
// or a sanction that is set in the same moment.
import type { Tx } from "#db/client.ts"
import type { ChatRow } from "#db/queries/chat.ts"
import { findAlias, lastWrittenAt } from "#db/queries/chat-authors.ts"
import { findSanction } from "#db/queries/moderation.ts"
import type { SendMessage } from "../domain/chat.ts"
import { judge } from "../domain/chat-gate.ts"
import type { UserActor } from "../domain/policy.ts"
import { AppError } from "../errors.ts"
import type { VisibleEvent } from "./access.ts"
import { rulesOf } from "./chat-rules.ts"
import { inForce } from "./chat-standing.ts"

type Passed =
  | { state: "shown"; heldBecause: null }
  | { state: "held"; heldBecause: "review" | "word" | "link" }

const SHOWN: Passed = { state: "shown", heldBecause: null }

/** How a message's author stands beside it for everybody. */
type ShownName = { authorName: string; underAlias: boolean }

type Written = { visible: VisibleEvent; author: UserActor; name: ShownName; text: string; now: Date }

/** How the message may be stored; throws what its author is told when it may not. */
export async function passGate(tx: Tx, written: Written): Promise<Passed> {
  return judged(tx, written, await lastWrittenAt(tx, written.visible.event.id, written.author.id))
}

/** The same for a question. Slow mode is the chat's. */
export async function passQuestionGate(tx: Tx, written: Written): Promise<Passed> {
  return judged(tx, written, null)
}

type ShownBefore = { visible: VisibleEvent; author: UserActor; message: ChatRow; now: Date }

/**
 * For what everybody reads already and what is to go into the meeting after all: by the rules of now, except slow mode
 * and review, which it has behind it; and a moderator may have let its words through.
 */
export async function passAgain(tx: Tx, { message, ...shown }: ShownBefore) {
  const passed = await judged(tx, { ...shown, name: message, text: message.text }, null)
  const isUnseen = passed.heldBecause === "word" || passed.heldBecause === "link"
  if (isUnseen && message.heldBecause === null)
    throw new AppError("forbidden", "a moderator would have to see it first")
}

async function judged(
  tx: Tx,
  { visible: { event, isModerator }, author, name, text, now }: Written,
  lastAt: Date | null,
): Promise<Passed> {
  if (isModerator) return SHOWN
  const sanction = inForce(await findSanction(tx, event.id, author.id), now)
  const alias = name.underAlias ? name.authorName : null
  const verdict = judge(await rulesOf(tx, event.id), { sanction, lastAt, alias }, text, now)
  switch (verdict.kind) {
    case "passes":
      return SHOWN
    case "held":
      return { state: "held", heldBecause: verdict.because }
    case "refused":
      throw new AppError(verdict.code, "the chat's gate", { fields: waitOf(verdict, now) })
    default:
      return verdict satisfies never
  }
}

function waitOf(verdict: { code: string } | { until: Date }, now: Date): Record<string, string> {
  if (!("until" in verdict)) return {}
  const seconds = Math.ceil((verdict.until.getTime() - now.getTime()) / 1000)
  return { retryAfterSeconds: String(seconds) }
}

/** Under which name the message stands for everybody. */
export async function nameFor(
  tx: Tx,
  { event, isPresenter }: VisibleEvent,
  author: UserActor,
  { underAlias = false }: Pick<SendMessage, "underAlias">,
): Promise<ShownName> {
  if (!underAlias) return { authorName: author.name, underAlias }
  if (isPresenter) throw new AppError("forbidden", "presenters write under their name")
  const { allowAliases } = await rulesOf(tx, event.id)
  const alias = await findAlias(tx, event.id, author.id)
  if (!allowAliases || alias === null) throw new AppError("alias_off", "no pseudonym may be used")
  return { authorName: alias, underAlias }
}
