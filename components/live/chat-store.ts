/** What the chat shows: ordered, without holes, nothing twice. Pure; `use-chat.ts` does the talking. */
import {
  CHAT_UPDATE_LIMIT,
  type ChatChange,
  type ChatHead,
  type ChatMessage,
  type Sent,
} from "#server/domain/chat.ts"
import type { ChatRulesView, ChatStanding } from "#server/domain/chat-rules.ts"
import type { ChatOpening, ChatPage, ChatUpdate } from "#server/domain/views.ts"

/** A message of this reader that the server hasn't shown to have, or has refused. */
export type OwnMessage = {
  clientId: string
  text: string
  /** The pseudonym it was written under; null: the name. */
  alias: string | null
  at: Date
  /** `accepted`: the server has it, and it shows up in its place once what comes before is here. `held`: once a
   * moderator lets it pass. */
  status: "sending" | "accepted" | "held" | "refused"
  /** Key in the `errors` messages; set once refused. */
  reason: string | null
  wait: Wait | null
}

/** Why the message isn't sent yet: for a rule's sake until a moment of this browser's clock, or nobody answered. */
export type Wait = { for: "slow_mode" | "too_many_requests"; until: Date } | { for: "answer"; until: null }

export type ChatState = {
  /** By `seq`, without holes up to `contiguousSeq`. */
  messages: readonly ChatMessage[]
  contiguousSeq: number
  /** Came before something that is missing; shown once the hole is filled. */
  held: readonly ChatMessage[]
  /** Every change up to this number is in `messages`, and so are those of `laterRevs`. */
  contiguousRev: number
  laterRevs: readonly number[]
  rules: ChatRulesView
  /** What only this reader is told of themselves; null: not known yet, or nobody signed in. */
  standing: ChatStanding | null
  outbox: readonly OwnMessage[]
  hasOlder: boolean
}

export type ChatAction =
  | { type: "sent"; messages: readonly ChatMessage[] }
  | { type: "changed"; changes: readonly ChatChange[] }
  | { type: "ruled"; rules: ChatRulesView }
  /** The answer to `chat.since(afterSeq)`, asked when `heldSeq` was the last message held back. */
  | { type: "caught_up"; afterSeq: number; heldSeq: number | null; update: ChatUpdate }
  /** `meanwhile`: changes that were heard of while the page was on its way, and may have been made after it was read. */
  | { type: "older_loaded"; page: ChatPage; meanwhile: readonly ChatChange[] }
  /** The answer to `chat.standing`, asked while these own messages waited for a moderator. */
  | { type: "stood"; standing: ChatStanding; waiting: readonly string[] }
  | { type: "composed"; clientId: string; text: string; alias: string | null; at: Date }
  | { type: "restored"; outbox: readonly OwnMessage[] }
  /** The server's answer to sending. */
  | { type: "accepted"; clientId: string; sent: Sent }
  | { type: "delayed"; clientId: string; wait: Wait }
  | { type: "refused"; clientId: string; reason: string }
  | { type: "retried"; clientId: string }
  | { type: "withdrawn"; clientId: string }

export function openChat(page: ChatOpening): ChatState {
  const messages = [...page.messages].sort(bySeq)
  return {
    messages,
    // Where the last messages are deleted for good, nothing is missing all the same.
    contiguousSeq: Math.max(page.head.seq, messages.at(-1)?.seq ?? 0),
    held: [],
    contiguousRev: page.head.rev,
    laterRevs: [],
    rules: page.rules,
    standing: null,
    outbox: [],
    hasOlder: page.hasOlder,
  }
}

export function chatReducer(state: ChatState, action: ChatAction): ChatState {
  switch (action.type) {
    case "sent":
      return action.messages.reduce(receive, state)
    case "changed":
      return noteRevs(action.changes.reduce(change, state), action.changes)
    case "ruled":
      return rule(state, action.rules)
    case "caught_up":
      return catchUp(state, action)
    case "older_loaded":
      return action.meanwhile.reduce(change, prepend(state, action.page))
    case "stood":
      return stand(state, action.standing, action.waiting)
    case "composed": {
      const { clientId, text, alias, at } = action
      return queue(state, [{ clientId, text, alias, at, status: "sending", reason: null, wait: null }])
    }
    case "restored":
      return queue(state, action.outbox)
    case "accepted":
      return accept(state, action.clientId, action.sent)
    case "delayed":
      return mark(state, action.clientId, { wait: action.wait })
    case "refused":
      return mark(state, action.clientId, { status: "refused", reason: action.reason })
    case "retried":
      return mark(state, action.clientId, { status: "sending", reason: null })
    case "withdrawn":
      return withdraw(state, action.clientId)
    default:
      return action satisfies never
  }
}

/** True when messages or changes were announced beyond one that is missing. */
export function hasHole(state: ChatState) {
  return state.held.length > 0 || state.laterRevs.length > 0
}

/** Whether the server has more than this page knows of. */
export function isBehind(state: ChatState, head: ChatHead) {
  return (
    head.seq > (state.held.at(-1)?.seq ?? state.contiguousSeq) ||
    head.rev > (state.laterRevs.at(-1) ?? state.contiguousRev) ||
    head.rules > state.rules.version
  )
}

export function nextToSend(state: ChatState) {
  return state.outbox.find((own) => own.status === "sending") ?? null
}

function receive(state: ChatState, message: ChatMessage): ChatState {
  if (message.seq <= state.contiguousSeq || state.held.some((held) => held.seq === message.seq)) return state
  return settle({ ...state, held: [...state.held, message].sort(bySeq) })
}

function accept(state: ChatState, clientId: string, sent: Sent): ChatState {
  if (sent.state === "held") return mark(state, clientId, { status: "held", reason: null })
  if (sent.state === "refused") return mark(state, clientId, TURNED_DOWN)
  const { message } = sent
  // Shown already, or among the older ones that this page hasn't loaded.
  if (message.seq <= state.contiguousSeq) return withdraw(state, clientId)
  return receive(mark(state, clientId, { status: "accepted", reason: null }), message)
}

function withdraw(state: ChatState, clientId: string): ChatState {
  return { ...state, outbox: state.outbox.filter((own) => own.clientId !== clientId) }
}

function change(state: ChatState, heard: ChatChange): ChatState {
  const apply = (known: ChatMessage) => (known.seq === heard.seq ? changed(known, heard) : known)
  return { ...state, messages: state.messages.map(apply), held: state.held.map(apply) }
}

/** Announcements can overtake each other: an older one tells nothing. */
function changed(known: ChatMessage, { rev, delivery, deleted, erased, text }: ChatChange): ChatMessage {
  if (rev < known.rev) return known
  const message = { ...known, rev, delivery, deleted, text: deleted ? "" : (text ?? known.text) }
  return erased ? { ...message, erased, authorKey: null, authorName: "" } : message
}

function noteRevs(state: ChatState, changes: readonly ChatChange[], upTo = state.contiguousRev): ChatState {
  let contiguousRev = Math.max(state.contiguousRev, upTo)
  const heard = new Set([...state.laterRevs, ...changes.map(({ rev }) => rev)])
  while (heard.has(contiguousRev + 1)) contiguousRev++
  const laterRevs = [...heard].filter((rev) => rev > contiguousRev).sort((a, b) => a - b)
  return { ...state, contiguousRev, laterRevs }
}

function rule(state: ChatState, rules: ChatRulesView): ChatState {
  return rules.version < state.rules.version ? state : { ...state, rules }
}

const TURNED_DOWN = { status: "refused", reason: "turned_down" } as const

/** What waits no more was let through, and shows in its place; or it was turned down. */
function stand(state: ChatState, standing: ChatStanding, waiting: readonly string[]): ChatState {
  const stays = ({ clientId, status }: OwnMessage) =>
    status !== "held" || !waiting.includes(clientId) || standing.held.includes(clientId)
  const outbox = state.outbox
    .map((own) => (standing.refused.includes(own.clientId) ? { ...own, ...TURNED_DOWN } : own))
    .filter(stays)
  const isSame = outbox.length === state.outbox.length && outbox.every((own, at) => own === state.outbox[at])
  return { ...state, standing, outbox: isSame ? state.outbox : outbox }
}

function catchUp(state: ChatState, answer: Extract<ChatAction, { type: "caught_up" }>): ChatState {
  const { messages: heard, changes, head, rules } = answer.update
  const isWhole = changes.length < CHAT_UPDATE_LIMIT
  const upTo = isWhole ? head.rev : changes.at(-1)?.rev
  const missing = heard.filter((message) => message.seq > state.contiguousSeq)
  const messages = missing.length > 0 ? [...state.messages, ...missing].sort(bySeq) : state.messages
  const joined = {
    ...rule(state, rules),
    messages,
    contiguousSeq: missing.at(-1)?.seq ?? state.contiguousSeq,
  }
  // Messages that are here already may be told again, as they are now.
  const updated = noteRevs([...heard, ...changes].reduce(change, joined), changes, upTo)
  if (missing.length > 0) return settle(updated)
  return answer.afterSeq >= state.contiguousSeq ? acceptHeld(updated, answer.heldSeq) : updated
}

/** The server knows of nothing before what is held: the missing number was never given to anybody. */
function acceptHeld(state: ChatState, heldSeq: number | null): ChatState {
  const first = state.held[0]
  if (!first || heldSeq === null || first.seq > heldSeq) return state
  return settle({ ...state, contiguousSeq: first.seq - 1 })
}

/** Moves what is held over as far as it follows on, and drops own messages that have arrived. */
function settle(state: ChatState): ChatState {
  const messages = [...state.messages]
  let contiguousSeq = state.contiguousSeq
  const held: ChatMessage[] = []
  for (const message of state.held) {
    if (message.seq <= contiguousSeq) continue
    if (message.seq === contiguousSeq + 1) {
      messages.push(message)
      contiguousSeq = message.seq
    } else held.push(message)
  }
  return { ...state, messages, contiguousSeq, held, outbox: withoutArrived(state.outbox, messages) }
}

function withoutArrived(outbox: readonly OwnMessage[], messages: readonly ChatMessage[]) {
  if (outbox.length === 0) return outbox
  const arrived = new Set(messages.map((message) => message.clientId))
  return outbox.filter((own) => !arrived.has(own.clientId))
}

function prepend(state: ChatState, page: ChatPage): ChatState {
  const firstSeq = state.messages[0]?.seq ?? Number.POSITIVE_INFINITY
  const older = page.messages.filter((message) => message.seq < firstSeq)
  const messages = [...older, ...state.messages].sort(bySeq)
  const contiguousSeq = Math.max(state.contiguousSeq, messages.at(-1)?.seq ?? 0)
  return { ...state, messages, contiguousSeq, hasOlder: page.hasOlder }
}

function queue(state: ChatState, added: readonly OwnMessage[]): ChatState {
  const known = new Set([...state.messages, ...state.outbox].map((message) => message.clientId))
  return { ...state, outbox: [...state.outbox, ...added.filter((own) => !known.has(own.clientId))] }
}

function mark(state: ChatState, clientId: string, change: Partial<OwnMessage>): ChatState {
  return {
    ...state,
    outbox: state.outbox.map((own) => (own.clientId === clientId ? { ...own, wait: null, ...change } : own)),
  }
}

function bySeq(a: { seq: number }, b: { seq: number }) {
  return a.seq - b.seq
}
