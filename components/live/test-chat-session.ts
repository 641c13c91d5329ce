import { CHAT_UPDATE_LIMIT, type ChatMessage } from "#server/domain/chat.ts"
import type { ChatOpening } from "#server/domain/views.ts"
import { ChatSession, type ChatTransport } from "./chat-session.ts"
import type { OwnMessage } from "./chat-store.ts"
import { opening, STANDING, update } from "./test-chat.ts"

/** A server's side of one chat, with a network that can be cut before and after the server hears. */
type Given = { outbox?: readonly OwnMessage[]; spreadMs?: number; initial?: ChatOpening; isOffline?: boolean }

export function setUp({ outbox = [], spreadMs = 0, initial = opening(), isOffline = false }: Given = {}) {
  const stored: ChatMessage[] = []
  const dials = {
    isOffline,
    losesAnswer: false,
    refusal: null as string | null,
    waitMs: null as number | null,
    holds: false,
    answersAfterMs: 0,
    older: [] as ChatMessage[],
  }
  const own = { standing: STANDING, reads: 0 }
  const kept = { outbox }
  let sends = 0
  let asked = 0
  const network = () => {
    if (dials.isOffline) throw new TypeError("offline")
  }
  const way = async () => {
    if (dials.answersAfterMs > 0) await new Promise((resolve) => setTimeout(resolve, dials.answersAfterMs))
  }
  function store(clientId: string, text: string): ChatMessage {
    const known = stored.find((message) => message.clientId === clientId)
    if (known) return known
    const message: ChatMessage = {
      seq: stored.length + 1,
      rev: 0,
      clientId,
      authorKey: "me",
      authorName: "Me",
      origin: "listener",
      text,
      at: new Date(),
      delivery: "in_meeting",
      deleted: false,
    }
    stored.push(message)
    return message
  }
  const transport: ChatTransport = {
    async since({ afterSeq }) {
      asked++
      network()
      const found = update(stored.filter(({ seq }) => seq > afterSeq).slice(0, CHAT_UPDATE_LIMIT))
      await way()
      return found
    },
    async before() {
      network()
      const page = { messages: dials.older, hasOlder: false }
      await way()
      return page
    },
    async send({ clientId, text }) {
      sends++
      network()
      if (dials.refusal) throw new Error(dials.refusal)
      if (dials.holds) return { state: "held" }
      const message = store(clientId, text)
      if (dials.losesAnswer) throw new TypeError("connection reset")
      return { state: "shown", message }
    },
    async standing() {
      network()
      own.reads++
      return own.standing
    },
    retryDelivery: async (seq) => stored[seq - 1] ?? store("none", ""),
    refusalOf: (error) => (error instanceof TypeError ? null : error instanceof Error ? error.message : null),
    waitMsOf: () => dials.waitMs,
  }
  const session = new ChatSession({
    initial,
    transport,
    storage: {
      load: () => kept.outbox,
      save: (outbox) => {
        kept.outbox = outbox
      },
    },
    spreadMs: () => spreadMs,
    random: () => 0.5,
  })
  session.start()
  const texts = () => session.getSnapshot().messages.map(({ text }) => text)
  return { session, stored, dials, own, kept, store, texts, sends: () => sends, asked: () => asked }
}
