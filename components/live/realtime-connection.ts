/**
 * One page's connection to the realtime server, kept by our own pace: pusher-js comes back a second after a loss, which
 * is the same second for everybody, and after a second failure it waits 15 s, 30 s and a minute. Knows no React.
 */

import { SIGNAL_EVENT, type Signal, SignalBatch } from "#server/domain/signals.ts"
import { ChannelJoins } from "./channel-joins.ts"

export type RealtimeState = "connecting" | "connected" | "disconnected"

/** What is used of pusher-js. */
export type Client = {
  connect(): void
  disconnect(): void
  /** Again: joins what isn't joined, and changes nothing else. */
  subscribe(channel: string): Bindable<unknown>
  connection: Bindable<StateChange>
}
type StateChange = { previous: string; current: string }
type Bindable<Data> = { bind(event: string, callback: (data: Data) => void): Bindable<Data> }

export type ConnectionInput = {
  /** Loads pusher-js and makes a client, which connects at once. */
  open: () => Promise<Client>
  channels: readonly string[]
  onSignal: (signal: Signal) => void
  /** Signals may have been missed until now: after each connection, once it is known which channels are joined. */
  onResync: () => void
  onState: (state: RealtimeState) => void
  /** Over how long all who lost their connection come back. */
  spreadMs: () => number
  random?: () => number
}

/** Several channels are joined at about the same time; one reading again serves them all. */
const RESYNC_GATHER_MS = 60
const OPEN_RETRY_MS = 5_000
const PAUSE_MS = 300
const PAUSE_MAX_MS = 5_000
/** pusher-js doesn't say that an attempt has failed; the next ones get longer, in case the way is slow. */
const ATTEMPT_MS = 3_000
const ATTEMPT_MAX_MS = 20_000
const DISCONNECTED_AFTER_MS = 10_000

type Timer = ReturnType<typeof setTimeout> | undefined

export class RealtimeConnection {
  private client: Client | null = null
  private joins: ChannelJoins | null = null
  private isOver = false
  /** Since the last time that it was connected. */
  private pauses = 0
  /** Between two attempts; pusher-js then is disconnected by us and not by the server. */
  private isPausing = false
  private next: Timer
  private gathering: Timer
  private patience: Timer

  constructor(private readonly input: ConnectionInput) {}

  start() {
    this.input.open().then(
      (client) => {
        if (this.isOver) return client.disconnect()
        this.client = client
        this.watch(client)
        this.awaitConnection()
      },
      () => {
        this.input.onState("disconnected")
        if (!this.isOver) this.next = setTimeout(() => this.start(), OPEN_RETRY_MS)
      },
    )
  }

  close() {
    this.isOver = true
    for (const timer of [this.next, this.gathering, this.patience]) clearTimeout(timer)
    this.joins?.stop()
    this.client?.disconnect()
  }

  /** The network is there again: whoever waits for the next attempt makes it now. */
  hurry() {
    if (this.isPausing && !this.isOver) this.attempt()
  }

  private watch(client: Client) {
    const { connection } = client
    connection.bind("state_change", ({ previous, current }) => {
      if (this.isOver) return
      if (current === "connected") this.arrive()
      else if (previous === "connected" && current === "connecting") this.comeBackSoon()
      else if ((current === "disconnected" && !this.isPausing) || current === "failed") this.giveUp()
    })
    // pusher-js is about to wait.
    connection.bind("connecting_in", () => this.comeBackSoon())
    const { spreadMs, random } = this.input
    const joins = new ChannelJoins({
      join: (name) => client.subscribe(name),
      onForbidden: () => this.resyncSoon(),
      spreadMs,
      random,
    })
    this.joins = joins
    for (const name of this.input.channels)
      client
        .subscribe(name)
        .bind("pusher:subscription_succeeded", () => {
          joins.succeeded(name)
          this.resyncSoon()
        })
        .bind("pusher:subscription_error", (error) => joins.failed(name, error))
        .bind(SIGNAL_EVENT, (batch) => this.receive(batch))
  }

  private receive(batch: unknown) {
    const parsed = SignalBatch.safeParse(batch)
    // A newer server may say things this page doesn't know yet; reading again is always right.
    if (!parsed.success) return this.input.onResync()
    for (const signal of parsed.data.signals) this.input.onSignal(signal)
  }

  private resyncSoon() {
    clearTimeout(this.gathering)
    this.gathering = setTimeout(() => this.input.onResync(), RESYNC_GATHER_MS)
  }

  private arrive() {
    clearTimeout(this.next)
    clearTimeout(this.patience)
    this.patience = undefined
    this.pauses = 0
    this.input.onState("connected")
  }

  /** The server doesn't want us; coming back would not help. */
  private giveUp() {
    clearTimeout(this.next)
    clearTimeout(this.patience)
    this.input.onState("disconnected")
  }

  /** Not inside pusher-js's own step, which would go on after ours. */
  private comeBackSoon() {
    queueMicrotask(() => this.comeBack())
  }

  private comeBack() {
    if (this.isOver || this.isPausing || !this.client) return
    this.isPausing = true
    this.client.disconnect()
    this.startPatience()
    const pauseMs = Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** this.pauses)
    this.pauses += 1
    const random = this.input.random ?? Math.random
    clearTimeout(this.next)
    this.next = setTimeout(
      () => this.attempt(),
      pauseMs + random() * Math.max(pauseMs, this.input.spreadMs()),
    )
  }

  private attempt() {
    this.isPausing = false
    this.client?.connect()
    this.awaitConnection()
  }

  private awaitConnection() {
    this.startPatience()
    clearTimeout(this.next)
    const attemptMs = Math.min(ATTEMPT_MAX_MS, ATTEMPT_MS * 2 ** Math.max(0, this.pauses - 1))
    this.next = setTimeout(() => this.comeBack(), attemptMs)
  }

  private startPatience() {
    if (this.patience !== undefined) return
    this.input.onState("connecting")
    this.patience = setTimeout(() => this.input.onState("disconnected"), DISCONNECTED_AFTER_MS)
  }
}
