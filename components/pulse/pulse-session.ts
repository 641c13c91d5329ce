/** One listener's own answer: shown at once, taken back when it doesn't get through, faded after a minute. */
import { PULSE_FADES_MS, type Pulse } from "#server/domain/pulse.ts"

export type PulseAnswer = { value: Pulse | null; isRefused: boolean }

const NONE: PulseAnswer = { value: null, isRefused: false }

export class PulseSession {
  private answer = NONE
  /** Answers of an earlier press say nothing about a later one. */
  private presses = 0
  private fading: ReturnType<typeof setTimeout> | undefined
  private readonly listeners = new Set<() => void>()

  constructor(private readonly send: (value: Pulse | null) => Promise<void>) {}

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  readonly getSnapshot = () => this.answer

  readonly stop = () => clearTimeout(this.fading)

  /** The same one again takes it back. */
  readonly press = async (pressed: Pulse) => {
    const before = this.answer.value
    const value = pressed === before ? null : pressed
    const press = ++this.presses
    this.show({ value, isRefused: false })
    try {
      await this.send(value)
    } catch {
      if (press === this.presses) this.show({ value: before, isRefused: true })
    }
  }

  private show(answer: PulseAnswer) {
    clearTimeout(this.fading)
    if (answer.value !== null) this.fading = setTimeout(() => this.show(NONE), PULSE_FADES_MS)
    this.answer = answer
    for (const listener of this.listeners) listener()
  }
}
