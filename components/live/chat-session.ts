/** One reader's side of an event's chat: catches up, fills holes, and sends each own message once. Knows no React. */
import {
  CHAT_UPDATE_LIMIT,
  type ChatChange,
  type ChatHead,
  type ChatMessage,
  type Sent,
} from "#server/domain/chat.ts"
import type { ChatStanding } from "#server/domain/chat-rules.ts"
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
import { makeClientId } from "./client-id.ts"

export type ChatTransport = {
  since(known: { afterSeq: number; afterRev: number }): Promise<ChatUpdate>
  before(beforeSeq: number): Promise<ChatPage>
  send(own: { clientId: string; text: string; underAlias: boolean }): Promise<Sent>
  /** null: nobody signed in, so there is nothing to know. */
  standing(): Promise<ChatStanding | null>
  retryDelivery(seq: number): Promise<ChatMessage>
  /** The server's code; null when it didn't decide (no network, server down), so that asking again helps. */
  refusalOf(error: unknown): string | null
  /** Until when the server wants to be left alone with it, in milliseconds; null: it isn't a matter of time. */
  waitMsOf(error: unknown): number | null
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

export type ChatSnapshot = ChatState & {
  isLoadingOlder: boolean
  /** Grows when something that moderators keep an eye on has changed. */
  moderationHints: number
}

/** While signals can't come the chat asks by itself. */
const POLL_MS = 8_000
const POLL_JITTER_MS = 6_000
const HOLE_PAUSE_MS = 400
const RESEND_MS = 2_000
const RESEND_MAX_MS = 15_000
/** A failure of the server passes, unless this very message is what it trips over. */
const FAILURE_CODES = ["internal", "upstream"]
const FAILURES_MAX = 6
const STANDING_CODES = ["chat_muted", "chat_banned"]

export class ChatSession {
  private snapshot: ChatSnapshot
  private readonly listeners = new Set<() => void>()
  private readonly random: () => number
  private isRunning = false
  private isConnected = false
  private isOpen = false
  private wasAway = false
  private isAsking = false
  private isSending = false
  /** Changes that were heard of while a page of older messages is on its way. */
  private meanwhile: ChatChange[] = []
  /** Not only as long as something is known to be missing. */
  private mustAsk = false
  /** The last that was heard of how far the chat has come. */
  private head: ChatHead | null = null
  private resendMs = RESEND_MS
  private failures = 0
  private standingAsked = 0
  private pollTimer: ReturnType<typeof setTimeout> | undefined
  private holeTimer: ReturnType<typeof setTimeout> | undefined
  private resendTimer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly input: ChatSessionInput) {
    this.snapshot = { ...openChat(input.initial), isLoadingOlder: false, moderationHints: 0 }
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
    this.dispatch({ type: "restored", outbox: this.input.storage.load().map(asked) })
    void this.readStanding()
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
    if (signal.type === "moderation.changed") this.hintModeration()
    if (signal.type === "standing.changed") void this.readStanding()
    if (signal.type === "chat.head") {
      this.head = signal.head
      if (this.isMissing()) this.catchUpSoon()
    }
  }

  /** Signals may have been missed: ask for what followed, and send what waits. */
  readonly resync = () => {
    this.resendMs = RESEND_MS
    this.pump()
    this.comeBack()
    void this.catchUp()
  }

  /** The same where all readers do it: what waits is sent now, and the question comes when it is this reader's turn. */
  readonly resyncSoon = () => {
    this.resendMs = RESEND_MS
    this.pump()
    this.comeBack()
    this.mustAsk = true
    this.catchUpLater(this.random() * this.spreadMs())
  }

  /** `alias`: the pseudonym that was chosen for it; null: the name. */
  readonly send = (text: string, alias: string | null = null) => {
    this.dispatch({ type: "composed", clientId: makeClientId(), text, alias, at: new Date() })
    this.pump()
  }

  readonly retry = (clientId: string) => {
    this.dispatch({ type: "retried", clientId })
    this.pump()
  }

  readonly withdraw = (clientId: string) => {
    this.dispatch({ type: "withdrawn", clientId })
    // What stood behind it comes first now.
    this.pump()
  }

  /** Tries the way into the meeting once more; on the live page the message is already. */
  readonly retryDelivery = async (seq: number) => {
    this.dispatch({ type: "changed", changes: [await this.input.transport.retryDelivery(seq)] })
  }

  readonly loadOlder = async () => {
    const beforeSeq = this.snapshot.messages[0]?.seq
    if (beforeSeq === undefined || !this.snapshot.hasOlder || this.snapshot.isLoadingOlder) return
    this.meanwhile = []
    this.update({ ...this.snapshot, isLoadingOlder: true })
    try {
      const page = await this.input.transport.before(beforeSeq)
      this.dispatch({ type: "older_loaded", page, meanwhile: this.meanwhile })
    } finally {
      this.update({ ...this.snapshot, isLoadingOlder: false })
    }
  }

  /** The first connection is no return: what it would ask has just been read. */
  private comeBack() {
    this.wasAway = this.isOpen
    this.isOpen = true
  }

  /** What concerns this reader alone may have been said while nobody could hear it. */
  private askOwn() {
    this.wasAway = false
    void this.readStanding()
    this.hintModeration()
  }

  readonly readStanding = async () => {
    if (!this.isRunning) return
    const question = ++this.standingAsked
    const waiting = this.waiting()
    try {
      const standing = await this.input.transport.standing()
      // A later question has the later answer.
      if (standing && question === this.standingAsked) this.dispatch({ type: "stood", standing, waiting })
    } catch {
      // Asked again in a while or with the next connection, and the server refuses what may not be sent.
      return
    }
  }

  /** Own messages that wait for a moderator, as far as this page knows. */
  private waiting() {
    return this.snapshot.outbox.filter(({ status }) => status === "held").map((own) => own.clientId)
  }

  /** The server has it now; what else it says of this reader is read again. */
  readonly takeAlias = (alias: string) => {
    const { standing } = this.snapshot
    if (standing) this.dispatch({ type: "stood", standing: { ...standing, alias }, waiting: [] })
    void this.readStanding()
  }

  private async catchUp() {
    if (this.isAsking || !this.isRunning) return
    this.isAsking = true
    this.mustAsk = false
    if (this.wasAway) this.askOwn()
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
        // Without it nobody knows under which name a message would go.
        if (this.snapshot.standing === null) void this.readStanding()
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
      const sent = await this.input.transport.send({
        clientId: own.clientId,
        text: own.text,
        underAlias: own.alias !== null,
      })
      this.resendMs = RESEND_MS
      this.failures = 0
      this.dispatch({ type: "accepted", clientId: own.clientId, sent })
      // From when slow mode counts is what this answer doesn't tell.
      if (sent.state === "held" && this.snapshot.rules.slowModeSeconds > 0) void this.readStanding()
      return true
    } catch (error) {
      return this.isRefused(own, error)
    }
  }

  /** Whether the server has decided; if not, the message says what it waits for. */
  private isRefused({ clientId }: OwnMessage, error: unknown) {
    // Discarded meanwhile: the next one is asked for.
    if (!this.snapshot.outbox.some((own) => own.clientId === clientId)) return true
    const reason = this.input.transport.refusalOf(error)
    // What was written in a long outage is a flood once the way is free: it goes out as fast as it may.
    const waitMs = this.input.transport.waitMsOf(error)
    if (waitMs !== null) {
      this.resendMs = waitMs
      const rule = reason === "slow_mode" ? reason : "too_many_requests"
      this.dispatch({ type: "delayed", clientId, wait: { for: rule, until: new Date(Date.now() + waitMs) } })
      return false
    }
    if (reason === null || (FAILURE_CODES.includes(reason) && ++this.failures < FAILURES_MAX)) {
      this.dispatch({ type: "delayed", clientId, wait: { for: "answer", until: null } })
      return false
    }
    this.failures = 0
    this.dispatch({ type: "refused", clientId, reason })
    // Why, and until when, is what this page doesn't know yet.
    if (STANDING_CODES.includes(reason)) void this.readStanding()
    return true
  }

  private resendLater() {
    clearTimeout(this.resendTimer)
    this.resendTimer = setTimeout(() => this.pump(), this.resendMs)
    this.resendMs = Math.min(this.resendMs * 2, RESEND_MAX_MS)
  }

  private dispatch(action: ChatAction) {
    const { isLoadingOlder, moderationHints, ...state } = this.snapshot
    const next = chatReducer(state, action)
    if (isLoadingOlder) this.meanwhile.push(...changesIn(action))
    if (next.outbox !== state.outbox) this.input.storage.save(next.outbox)
    this.update({ ...next, isLoadingOlder, moderationHints })
    this.fillHoleSoon()
    // What waits for slow mode waits no longer than it lasts.
    if (next.rules.slowModeSeconds < state.rules.slowModeSeconds) this.pump()
  }

  private hintModeration() {
    this.update({ ...this.snapshot, moderationHints: this.snapshot.moderationHints + 1 })
  }

  private update(snapshot: ChatSnapshot) {
    this.snapshot = snapshot
    for (const listener of this.listeners) listener()
  }
}

function changesIn(action: ChatAction): readonly ChatChange[] {
  if (action.type === "changed") return action.changes
  return action.type === "caught_up" ? [...action.update.messages, ...action.update.changes] : []
}

/**
 * What this page can't know is asked of the server, which takes nothing twice: what became of an accepted message, and,
 * once its author has signed in again, whether it takes what a session that was over couldn't send.
 */
function asked(own: OwnMessage): OwnMessage {
  const isOpen = own.status === "accepted" || own.reason === "unauthenticated"
  return isOpen ? { ...own, status: "sending", reason: null } : own
}
