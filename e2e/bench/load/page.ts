/** What a listener's live page does, without a screen: the product's own chat, connection and safety net. */
import { createTRPCClient } from "@trpc/client"
import PusherClient from "pusher-js"
import { ChatSession, type ChatTransport } from "#components/live/chat-session.ts"
import { overTrpc } from "#components/live/chat-transport.ts"
import { RealtimeConnection } from "#components/live/realtime-connection.ts"
import { SafetyNet } from "#components/live/safety-net.ts"
import { spreadOver } from "#components/live/spread.ts"
import { linksTo } from "#components/trpc-links.ts"
import type { AppRouter } from "#server/api/router.ts"
import type { Signal } from "#server/domain/signals.ts"
import type { ChatOpening } from "#server/domain/views.ts"

export type Place = {
  /** Of the pages. */
  url: string
  realtime: { port: number; key: string }
  event: { eventId: string; slug: string }
}

export type Api = ReturnType<typeof openApi>

export function openApi({ url }: Place, cookie: string | null) {
  const headers: Record<string, string> = cookie ? { cookie } : {}
  return createTRPCClient<AppRouter>({ links: linksTo({ url: `${url}/api/trpc`, headers }) })
}

export type Opening = { chat: ChatOpening; version: number }

/** As the page comes from the server. */
export async function readOpening(api: Api, { event }: Place): Promise<Opening> {
  const { messages, head, rules, liveVersion } = await api.chat.since.query({
    eventId: event.eventId,
    afterSeq: 0,
    afterRev: 0,
  })
  return { chat: { messages, hasOlder: false, head, rules }, version: liveVersion }
}

export function openPusher({ realtime }: Place) {
  return new PusherClient(realtime.key, {
    cluster: "bench",
    wsHost: "127.0.0.1",
    wsPort: realtime.port,
    forceTLS: false,
    enabledTransports: ["ws"],
    disableStats: true,
  })
}

export class Page {
  listeners = 0
  /** How often it has asked the server for something. */
  questions = 0
  connectedAt = 0
  /** When each message was first shown. */
  readonly shownAt = new Map<number, number>()
  private planned: ReturnType<typeof setTimeout> | undefined
  private readonly session: ChatSession
  private readonly connection: RealtimeConnection
  private readonly net: SafetyNet

  private version: number

  constructor(
    private readonly place: Place,
    private readonly api: Api,
    initial: Opening,
    private readonly delays: { add(ms: number): void },
  ) {
    const spreadMs = () => spreadOver(this.listeners)
    this.version = initial.version
    this.session = new ChatSession({
      initial: initial.chat,
      transport: this.transport(),
      storage: { load: () => [], save: () => undefined },
      spreadMs,
    })
    this.net = new SafetyNet(() => {
      this.refresh()
      this.session.resyncSoon()
    })
    this.connection = new RealtimeConnection({
      open: async () => openPusher(place),
      channels: [`event-${place.event.eventId}`, `audience-${place.event.eventId}`],
      onSignal: (signal) => this.hear(signal),
      onResync: this.session.resyncSoon,
      onState: (state) => {
        this.session.setConnected(state === "connected")
        this.net.setConnected(state === "connected")
        if (state === "connected") this.connectedAt = Date.now()
      },
      spreadMs,
    })
    this.session.subscribe(() => this.noteShown())
    this.session.start()
    this.net.start()
    this.connection.start()
  }

  /** What the reader sees, in this order. */
  get seqs() {
    return this.session.getSnapshot().messages.map(({ seq }) => seq)
  }

  get unsent() {
    return this.session.getSnapshot().outbox
  }

  close() {
    this.session.stop()
    this.net.stop()
    this.connection.close()
    clearTimeout(this.planned)
  }

  write(text: string) {
    this.session.send(text)
  }

  private hear(signal: Signal) {
    this.session.receive(signal)
    if (signal.type === "live.changed") this.refresh()
    if (signal.type === "audience.changed") this.listeners = signal.listeners
    if (signal.type !== "live.head") return
    this.net.heard()
    this.listeners = signal.listeners
    this.hearVersion(signal.version)
  }

  private hearVersion(version: number) {
    if (version > this.version) this.refresh()
  }

  private refresh() {
    if (this.planned !== undefined) return
    this.planned = setTimeout(() => {
      this.planned = undefined
      this.questions += 1
      this.api.live.get.query({ slug: this.place.event.slug }).then(
        (view) => {
          this.version = view.version
          this.listeners = view.listeners
        },
        // The safety net asks again.
        () => undefined,
      )
    }, Math.random() * spreadOver(this.listeners))
  }

  private noteShown() {
    const { messages } = this.session.getSnapshot()
    for (let index = messages.length - 1; index >= 0; index--) {
      const message = messages[index]
      if (!message || this.shownAt.has(message.seq)) return
      this.shownAt.set(message.seq, Date.now())
      const sentAt = Number.parseInt(message.text, 10)
      if (sentAt > 0) this.delays.add(Date.now() - sentAt)
    }
  }

  private transport(): ChatTransport {
    const transport = overTrpc(this.api, this.place.event.eventId, {
      isSignedIn: () => false,
      onUpdate: (update) => {
        if (update) this.hearVersion(update.liveVersion)
      },
    })
    const since: ChatTransport["since"] = (known) => {
      this.questions += 1
      return transport.since(known)
    }
    return { ...transport, since }
  }
}
