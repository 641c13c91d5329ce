/** One reader's side of an event's questions: catches up, fills holes, and votes at once. Knows no React. */
import {
  type AskQuestion,
  type ModeratedState,
  type MyQuestions,
  QUESTION_UPDATE_LIMIT,
  type Question,
  type QuestionChange,
  type QuestionsOpening,
  type QuestionUpdate,
  type Voted,
} from "#server/domain/question.ts"
import type { Signal } from "#server/domain/signals.ts"
import {
  hasHole,
  isBehind,
  nextVote,
  openQuestions,
  type QuestionAction,
  type QuestionsState,
  questionReducer,
} from "./question-store.ts"

export type NewQuestion = Omit<AskQuestion, "eventId">

export type QuestionTransport = {
  since(afterRev: number): Promise<QuestionUpdate>
  mine(): Promise<MyQuestions>
  ask(question: NewQuestion): Promise<Question>
  vote(questionId: string, wanted: boolean): Promise<Voted>
  withdraw(questionId: string): Promise<QuestionChange>
  move(questionId: string, to: ModeratedState): Promise<Question>
  answer(questionId: string, text: string): Promise<Question>
  /** The server's code; null when it didn't decide (no network, server down). */
  refusalOf(error: unknown): string | null
}

export type QuestionSessionInput = {
  initial: QuestionsOpening
  transport: QuestionTransport
  random?: () => number
}

/** While signals can't come the page asks by itself. */
const POLL_MS = 8_000
const POLL_JITTER_MS = 6_000
const HOLE_PAUSE_MS = 400

export class QuestionSession {
  private snapshot: QuestionsState
  private readonly listeners = new Set<() => void>()
  private readonly voting = new Set<string>()
  private readonly random: () => number
  private isRunning = false
  private isConnected = false
  private isAsking = false
  private pollTimer: ReturnType<typeof setTimeout> | undefined
  private holeTimer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly input: QuestionSessionInput) {
    this.snapshot = openQuestions(input.initial)
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
    this.pollLater()
  }

  stop() {
    this.isRunning = false
    clearTimeout(this.pollTimer)
    clearTimeout(this.holeTimer)
    this.holeTimer = undefined
  }

  setConnected(isConnected: boolean) {
    this.isConnected = isConnected
  }

  readonly receive = (signal: Signal) => {
    if (signal.type === "question.changed")
      this.dispatch({ type: "heard", changes: signal.changes, revs: signal.revs })
    if (signal.type === "question.head" && isBehind(this.snapshot, signal.rev)) this.catchUpSoon()
  }

  /** Signals may have been missed. */
  readonly resync = () => void this.catchUp()

  /** What another page of this person did, and whether they have a pseudonym by now. */
  readonly refreshMine = async () => {
    try {
      const mine = await this.input.transport.mine()
      // Only the live page's facts take a moderator's tools away: this may have been asked without a session.
      this.knowMine({ ...mine, isModerator: mine.isModerator || this.snapshot.mine.isModerator })
    } catch {
      // What was known before serves until the next time.
      return
    }
  }

  /** Every question has a number, so those that follow on none are all of them. */
  readonly loadRest = async () => {
    for (let afterRev = 0, isWhole = false; !isWhole; ) {
      const update = await this.readSince(afterRev)
      // All of it is being read for the moderator that they have become.
      if (!update) return
      isWhole = update.changes.length < QUESTION_UPDATE_LIMIT
      this.dispatch({ type: "caught_up", update, isWhole })
      afterRev = update.changes.at(-1)?.rev ?? afterRev
    }
    this.dispatch({ type: "rest_loaded" })
  }

  /** Whom the live page's facts call a moderator, or one no longer. */
  readonly setModerator = (isModerator: boolean) => {
    const { mine } = this.snapshot
    if (mine.isModerator !== isModerator) this.knowMine({ ...mine, isModerator })
  }

  private knowMine(mine: MyQuestions) {
    const isNamed = mine.isModerator && !this.snapshot.mine.isModerator
    this.dispatch({ type: "known_mine", mine })
    if (isNamed) void this.catchUp()
  }

  readonly ask = async (question: NewQuestion) => this.learn(await this.input.transport.ask(question))

  readonly withdraw = async (id: string) => this.learn(await this.input.transport.withdraw(id))

  readonly move = async (id: string, to: ModeratedState) =>
    this.learn(await this.input.transport.move(id, to))

  readonly answer = async (id: string, text: string) =>
    this.learn(await this.input.transport.answer(id, text))

  /** Shows at once; what the server refuses is taken back, with its reason. */
  readonly vote = (id: string, wanted: boolean) => {
    this.dispatch({ type: "vote_pressed", id, wanted })
    void this.bringVote(id)
  }

  /** One request at a time for each question, until the server has what was pressed last. */
  private async bringVote(id: string) {
    if (this.voting.has(id)) return
    this.voting.add(id)
    try {
      for (let next = nextVote(this.snapshot, id); next !== null; next = nextVote(this.snapshot, id))
        this.dispatch({ type: "vote_answered", ...(await this.input.transport.vote(id, next)) })
      this.dispatch({ type: "vote_settled", id })
    } catch (error) {
      this.dispatch({
        type: "vote_refused",
        id,
        reason: this.input.transport.refusalOf(error) ?? "offline",
      })
    } finally {
      this.voting.delete(id)
    }
  }

  private learn(change: QuestionChange) {
    this.dispatch({ type: "heard", changes: [change], revs: [[change.rev, change.rev]] })
  }

  private async catchUp() {
    if (this.isAsking || !this.isRunning) return
    this.isAsking = true
    try {
      const update = await this.readSince(this.snapshot.contiguousRev)
      this.isAsking = false
      if (!update) return void this.catchUp()
      const isWhole = update.changes.length < QUESTION_UPDATE_LIMIT
      this.dispatch({ type: "caught_up", update, isWhole })
      if (!isWhole) void this.catchUp()
    } catch {
      // Without an answer the poll asks again, and so does the next connection.
      this.isAsking = false
    }
  }

  /** null: it was given to a listener, who is a moderator by now. */
  private async readSince(afterRev: number) {
    const { isModerator } = this.snapshot.mine
    const update = await this.input.transport.since(afterRev)
    return this.snapshot.mine.isModerator && !isModerator ? null : update
  }

  private pollLater() {
    clearTimeout(this.pollTimer)
    this.pollTimer = setTimeout(
      () => {
        if (!this.isConnected || hasHole(this.snapshot)) this.resync()
        this.pollLater()
      },
      POLL_MS + this.random() * POLL_JITTER_MS,
    )
  }

  /** Not everybody at once, and not what comes by itself in a moment. */
  private catchUpSoon(isStillNeeded = () => true) {
    if (!this.isRunning || this.holeTimer !== undefined) return
    this.holeTimer = setTimeout(
      () => {
        this.holeTimer = undefined
        if (isStillNeeded()) void this.catchUp()
      },
      HOLE_PAUSE_MS * (1 + this.random()),
    )
  }

  private dispatch(action: QuestionAction) {
    this.snapshot = questionReducer(this.snapshot, action)
    for (const listener of this.listeners) listener()
    if (hasHole(this.snapshot)) this.catchUpSoon(() => hasHole(this.snapshot))
  }
}
