/** When a page asks by itself: often without a connection, soon when nobody says how far the event has come, else seldom. */

type Pace = { afterMs: number; jitterMs: number }

const PACES = {
  unconnected: { afterMs: 8_000, jitterMs: 6_000 },
  /** The event's head is due every ten seconds. */
  unheard: { afterMs: 30_000, jitterMs: 10_000 },
  heard: { afterMs: 240_000, jitterMs: 120_000 },
} as const satisfies Record<string, Pace>

type Timer = ReturnType<typeof setTimeout> | undefined

export class SafetyNet {
  private isConnected = false
  private silence: Timer
  private routine: Timer

  constructor(
    private readonly ask: () => void,
    private readonly random: () => number = Math.random,
  ) {}

  start() {
    this.listen()
    this.goRound()
  }

  stop() {
    clearTimeout(this.silence)
    clearTimeout(this.routine)
  }

  setConnected(isConnected: boolean) {
    this.isConnected = isConnected
    this.listen()
  }

  /** Who hears how far the event has come knows when something is missing. */
  heard() {
    this.listen()
  }

  private listen() {
    clearTimeout(this.silence)
    this.silence = this.later(this.isConnected ? PACES.unheard : PACES.unconnected, () => {
      this.ask()
      this.listen()
    })
  }

  private goRound() {
    clearTimeout(this.routine)
    this.routine = this.later(PACES.heard, () => {
      this.ask()
      this.goRound()
    })
  }

  private later({ afterMs, jitterMs }: Pace, act: () => void) {
    return setTimeout(act, afterMs + this.random() * jitterMs)
  }
}
