/** One reader's side of an event's chat: catches up, fills holes, and sends each own message once. Knows no React. */
import { CHAT_UPDATE_LIMIT, type ChatHead, type ChatMessage, type Sent } from "#server/domain/chat.ts"
import type { Signal } from "#server/domain/signals.ts"
import type { ChatOpening, ChatPage, ChatUpdate } from "#server/domain/views.ts"
import {
  type ChatAction,
  type ChatState,
  chatReducer,
  hasHole,
  isBehind,
  nextToSend,
  type OwnMessage,
  openChat,
} from "./chat-store.ts"

export type ChatTransport = {
  since(known: { afterSeq: number; afterRev: number }): Promise<ChatUpdate>
  before(beforeSeq: number): Promise<ChatPage>
  send(own: { clientId: string; text: string }): Promise<Sent>
  retryDelivery(seq: number): Promise<ChatMessage>
  /** The server's code; null when it didn't decide (no network, server down), so that asking again helps. */
  refusalOf(error: unknown): string | null
}

/** Keeps what isn't sent yet over a reload of the page. */
export type OutboxStorage = { load(): readonly OwnMessage[]; save(outbox: readonly OwnMessage[]): void }

export type ChatSessionInput = {
  initial: ChatOpening
  transport: ChatTransport
  storage: OutboxStorage
  /** Over how long the questions of all readers are spread when all miss the same. */
  spreadMs?: (() => number) | undefined
  random?: () => number
}

export type ChatSnapshot = ChatState & { isLoadingOlder: boolean }

/** While signals can't come the chat asks by itself. */
const POLL_MS = 8_000
const POLL_JITTER_MS = 6_000
const HOLE_PAUSE_MS = 400
const RESEND_MS = 2_000
const RESEND_MAX_MS = 15_000
/** A failure of the server passes, unless this very message is what it trips over. */
const FAILURE_CODES = ["internal", "upstream"]
const FAILURES_MAX = 6

export class ChatSession {
  private snapshot: ChatSnapshot
  private readonly listeners = new Set<() => void>()
  private readonly random: () => number
  private isRunning = false
  private isConnected = false
  private isAsking = false
  private isSending = false
  /** Not only as long as something is known to be missing. */
  private mustAsk = false
  /** The last that was heard of how far the chat has come. */
  private head: ChatHead | null = null
  private resendMs = RESEND_MS
  private failures = 0
  private pollTimer: ReturnType<typeof setTimeout> | undefined
  private holeTimer: ReturnType<typeof setTimeout> | undefined
  private resendTimer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly input: ChatSessionInput) {
    this.snapshot = { ...openChat(input.initial), isLoadingOlder: false }
    this.random = input.random ?? Math.random
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  readonly getSnapshot = () => this.snapshot

  start() {
    this.isRunning = true
    this.dispatch({ type: "restored", outbox: this.input.storage.load() })
    this.pollLater()
    this.pump()
  }

  stop() {
    this.isRunning = false
    clearTimeout(this.pollTimer)
    clearTimeout(this.holeTimer)
    clearTimeout(this.resendTimer)
    this.holeTimer = undefined
  }

  setConnected(isConnected: boolean) {
    if (this.isConnected === isConnected) return
    this.isConnected = isConnected
    // A connection that is back in a moment needs no question in between.
    if (this.isRunning) this.pollLater()
  }

  readonly receive = (signal: Signal) => {
    if (signal.type === "chat.sent") this.dispatch({ type: "sent", messages: signal.messages })
    if (signal.type === "chat.changed") this.dispatch({ type: "changed", changes: signal.changes })
    if (signal.type === "chat.rules") this.dispatch({ type: "ruled", rules: signal.rules })
    if (signal.type === "chat.head") {
      this.head = signal.head
      if (this.isMissing()) this.catchUpSoon()
    }
  }

  /** Signals may have been missed: ask for what followed, and send what waits. */
  readonly resync = () => {
    this.resendMs = RESEND_MS
    this.pump()
    void this.catchUp()
  }

  /** The same where all readers do it: what waits is sent now, and the question comes when it is this reader's turn. */
  readonly resyncSoon = () => {
    this.resendMs = RESEND_MS
    this.pump()
    this.mustAsk = true
    this.catchUpLater(this.random() * this.spreadMs())
  }

  readonly send = (text: string) => {
    this.dispatch({ type: "composed", clientId: makeClientId(), text, at: new Date() })
    this.pump()
  }

  readonly retry = (clientId: string) => {
    this.dispatch({ type: "retried", clientId })
    this.pump()
  }

  readonly withdraw = (clientId: string) => this.dispatch({ type: "withdrawn", clientId })

  /** Tries the way into the meeting once more; on the live page the message is already. */
  readonly retryDelivery = async (seq: number) => {
    this.dispatch({ type: "changed", changes: [await this.input.transport.retryDelivery(seq)] })
  }

  readonly loadOlder = async () => {
    const beforeSeq = this.snapshot.messages[0]?.seq
    if (beforeSeq === undefined || !this.snapshot.hasOlder || this.snapshot.isLoadingOlder) return
    this.update({ ...this.snapshot, isLoadingOlder: true })
    try {
      const page = await this.input.transport.before(beforeSeq)
      this.dispatch({ type: "older_loaded", page })
    } finally {
      this.update({ ...this.snapshot, isLoadingOlder: false })
    }
  }

  private async catchUp() {
    if (this.isAsking || !this.isRunning) return
    this.isAsking = true
    this.mustAsk = false
    const { contiguousSeq: afterSeq, contiguousRev: afterRev } = this.snapshot
    const heldSeq = this.snapshot.held.at(-1)?.seq ?? null
    try {
      const update = await this.input.transport.since({ afterSeq, afterRev })
      this.isAsking = false
      this.dispatch({ type: "caught_up", afterSeq, heldSeq, update })
      // A full answer may not be the whole answer.
      if (Math.max(update.messages.length, update.changes.length) >= CHAT_UPDATE_LIMIT) void this.catchUp()
      // Something was missed while the answer was on its way.
      else if (this.mustAsk || this.isMissing()) this.catchUpSoon()
    } catch {
      // Without an answer the poll asks again, and so does the next connection.
      this.isAsking = false
    }
  }

  private pollLater() {
    clearTimeout(this.pollTimer)
    this.pollTimer = setTimeout(
      () => {
        const isAskingSoon = this.holeTimer !== undefined
        if (!isAskingSoon && (!this.isConnected || hasHole(this.snapshot))) this.resync()
        this.pollLater()
      },
      POLL_MS + this.random() * POLL_JITTER_MS,
    )
  }

  private fillHoleSoon() {
    if (hasHole(this.snapshot)) this.catchUpSoon()
  }

  private isMissing() {
    return hasHole(this.snapshot) || (this.head !== null && isBehind(this.snapshot, this.head))
  }

  /** Not everybody at once, and not what comes by itself in a moment. */
  private catchUpSoon() {
    this.catchUpLater(HOLE_PAUSE_MS + this.random() * Math.max(HOLE_PAUSE_MS, this.spreadMs()))
  }

  private catchUpLater(delayMs: number) {
    if (!this.isRunning || this.holeTimer !== undefined) return
    this.holeTimer = setTimeout(() => {
      this.holeTimer = undefined
      if (this.mustAsk || this.isMissing()) void this.catchUp()
    }, delayMs)
  }

  private spreadMs() {
    return this.input.spreadMs?.() ?? 0
  }

  /** Sends one message at a time, in order, the same one until the server has decided. */
  private pump() {
    const own = nextToSend(this.snapshot)
    if (!own || this.isSending || !this.isRunning) return
    clearTimeout(this.resendTimer)
    this.isSending = true
    void this.deliver(own).then((isDecided) => {
      this.isSending = false
      if (isDecided) this.pump()
      else if (this.isRunning) this.resendLater()
    })
  }

  private async deliver(own: OwnMessage): Promise<boolean> {
    try {
      const sent = await this.input.transport.send({ clientId: own.clientId, text: own.text })
      this.resendMs = RESEND_MS
      this.failures = 0
      this.dispatch({ type: "accepted", clientId: own.clientId, sent })
      return true
    } catch (error) {
      const reason = this.input.transport.refusalOf(error)
      if (reason === null) return false
      if (FAILURE_CODES.includes(reason) && ++this.failures < FAILURES_MAX) return false
      this.failures = 0
      this.dispatch({ type: "refused", clientId: own.clientId, reason })
      return true
    }
  }

  private resendLater() {
    clearTimeout(this.resendTimer)
    this.resendTimer = setTimeout(() => this.pump(), this.resendMs)
    this.resendMs = Math.min(this.resendMs * 2, RESEND_MAX_MS)
  }

  private dispatch(action: ChatAction) {
    const { isLoadingOlder, ...state } = this.snapshot
    const next = chatReducer(state, action)
    if (next.outbox !== state.outbox) this.input.storage.save(next.outbox)
    this.update({ ...next, isLoadingOlder })
    this.fillHoleSoon()
  }

  private update(snapshot: ChatSnapshot) {
    this.snapshot = snapshot
    for (const listener of this.listeners) listener()
  }
}

// Not crypto.randomUUID: pages served over plain http don't have it.
function makeClientId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}
