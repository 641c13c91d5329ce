/** What the chat shows: ordered, without holes, nothing twice. Pure; `use-chat.ts` does the talking. */
import type { ChatMessage } from "#server/domain/chat.ts"
import type { ChatPage } from "#server/domain/views.ts"

/** A message of this reader that the server hasn't shown to have, or has refused. */
export type OwnMessage = {
  clientId: string
  text: string
  at: Date
  /** `accepted`: the server has it, and it shows up in its place once what comes before is here. */
  status: "sending" | "accepted" | "refused"
  /** Key in the `errors` messages; set once refused. */
  reason: string | null
}

export type ChatState = {
  /** By `seq`, without holes up to `contiguousSeq`. */
  messages: readonly ChatMessage[]
  contiguousSeq: number
  /** Came before something that is missing; shown once the hole is filled. */
  held: readonly ChatMessage[]
  outbox: readonly OwnMessage[]
  hasOlder: boolean
}

export type ChatAction =
  | { type: "sent"; message: ChatMessage }
  | { type: "changed"; message: ChatMessage }
  /** The answer to `chat.since(afterSeq)`, asked when `heldSeq` was the last message held back. */
  | { type: "caught_up"; afterSeq: number; heldSeq: number | null; messages: readonly ChatMessage[] }
  | { type: "older_loaded"; page: ChatPage }
  | { type: "composed"; clientId: string; text: string; at: Date }
  | { type: "restored"; outbox: readonly OwnMessage[] }
  /** The server's answer to sending. */
  | { type: "accepted"; message: ChatMessage }
  | { type: "refused"; clientId: string; reason: string }
  | { type: "retried"; clientId: string }
  | { type: "withdrawn"; clientId: string }

export function openChat(page: ChatPage): ChatState {
  const messages = [...page.messages].sort(bySeq)
  return {
    messages,
    contiguousSeq: messages.at(-1)?.seq ?? 0,
    held: [],
    outbox: [],
    hasOlder: page.hasOlder,
  }
}

export function chatReducer(state: ChatState, action: ChatAction): ChatState {
  switch (action.type) {
    case "sent":
      return receive(state, action.message)
    case "changed":
      return change(state, action.message)
    case "caught_up":
      return catchUp(state, action)
    case "older_loaded":
      return prepend(state, action.page)
    case "composed":
      return queue(state, [
        { clientId: action.clientId, text: action.text, at: action.at, status: "sending", reason: null },
      ])
    case "restored":
      return queue(state, action.outbox)
    case "accepted":
      return accept(state, action.message)
    case "refused":
      return mark(state, action.clientId, { status: "refused", reason: action.reason })
    case "retried":
      return mark(state, action.clientId, { status: "sending", reason: null })
    case "withdrawn":
      return { ...state, outbox: state.outbox.filter((own) => own.clientId !== action.clientId) }
    default:
      return action satisfies never
  }
}

/** True when messages were announced beyond one that is missing. */
export function hasHole(state: ChatState) {
  return state.held.length > 0
}

/**
 * Where to ask from: what follows the last message without a hole, or further back when own messages are still on
 * their way to the meeting, because the signal that told of their delivery may be lost.
 */
export function resyncSeq(state: ChatState, myId: string | null, lookBack = 50) {
  const recent = state.messages.slice(-lookBack)
  const undecided = recent.find((message) => message.authorId === myId && message.delivery === "waiting")
  return myId !== null && undecided ? undecided.seq - 1 : state.contiguousSeq
}

export function nextToSend(state: ChatState) {
  return state.outbox.find((own) => own.status === "sending") ?? null
}

function receive(state: ChatState, message: ChatMessage): ChatState {
  if (message.seq <= state.contiguousSeq || state.held.some((held) => held.seq === message.seq)) return state
  return settle({ ...state, held: [...state.held, message].sort(bySeq) })
}

function accept(state: ChatState, message: ChatMessage): ChatState {
  const isShown = state.messages.some((known) => known.seq === message.seq)
  const received = receive(mark(state, message.clientId, { status: "accepted", reason: null }), message)
  return isShown ? settle(received) : received
}

function change(state: ChatState, message: ChatMessage): ChatState {
  return {
    ...state,
    messages: state.messages.map((known) => (known.seq === message.seq ? newer(known, message) : known)),
    held: state.held.map((known) => (known.seq === message.seq ? newer(known, message) : known)),
  }
}

function catchUp(state: ChatState, answer: Extract<ChatAction, { type: "caught_up" }>): ChatState {
  const updated = answer.messages.reduce(change, state)
  const missing = answer.messages.filter((message) => message.seq > state.contiguousSeq)
  if (missing.length > 0) {
    const messages = [...updated.messages, ...missing].sort(bySeq)
    return settle({ ...updated, messages, contiguousSeq: messages.at(-1)?.seq ?? state.contiguousSeq })
  }
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
  const arrived = new Set(messages.slice(-200).map((message) => message.clientId))
  const outbox = state.outbox.filter((own) => !arrived.has(own.clientId))
  return { ...state, messages, contiguousSeq, held, outbox }
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

function mark(state: ChatState, clientId: string, change: Pick<OwnMessage, "status" | "reason">): ChatState {
  return {
    ...state,
    outbox: state.outbox.map((own) => (own.clientId === clientId ? { ...own, ...change } : own)),
  }
}

/** Announcements can overtake each other; what is in the meeting stays there. */
function newer(known: ChatMessage, heard: ChatMessage) {
  return known.delivery === "in_meeting" ? known : heard
}

function bySeq(a: { seq: number }, b: { seq: number }) {
  return a.seq - b.seq
}
