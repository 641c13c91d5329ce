import type { Question } from "#server/domain/question.ts"

export type Arranged = {
  /** The one that the speaker is at. */
  answering: Question | null
  /** The most wanted first, the older of equals first. */
  waiting: Question[]
  /** The latest answer first. */
  answered: Question[]
  /** One's own that were set aside; for moderators all of them. */
  dismissed: Question[]
}

type Reader = { isModerator: boolean; isMine: (question: Question) => boolean }

export function arrange(questions: readonly Question[], { isModerator, isMine }: Reader): Arranged {
  const of = (...states: Question["state"][]) => questions.filter(({ state }) => states.includes(state))
  // Two for a moment, when the end of the one before is told later.
  const [answering = null, ...ended] = of("answering").sort((a, b) => b.rev - a.rev)
  return {
    answering,
    waiting: of("open").sort((a, b) => b.votes - a.votes || byTime(a, b)),
    answered: [...ended, ...of("answered_live", "answered_in_writing")].sort(byAnswer),
    dismissed: of("dismissed")
      .filter((question) => isModerator || isMine(question))
      .sort(byTime),
  }
}

/** As it stood, newcomers at its end: rows must not move away under a finger. */
export function inHeldOrder(questions: readonly Question[], heldIds: readonly string[]): Question[] {
  const place = new Map(heldIds.map((id, index) => [id, index]))
  const placeOf = ({ id }: Question) => place.get(id) ?? heldIds.length
  return [...questions].sort((a, b) => placeOf(a) - placeOf(b))
}

/** When the newest question was asked; 0: there is none. */
export function newestAt(questions: readonly Question[]) {
  return Math.max(0, ...questions.map(({ asked }) => asked.at.getTime()))
}

export function countNewer(
  questions: readonly Question[],
  seenUntil: number,
  isMine: Reader["isMine"],
): number {
  return questions.filter(
    (question) => question.state === "open" && question.asked.at.getTime() > seenUntil && !isMine(question),
  ).length
}

function byTime(a: Question, b: Question) {
  return a.asked.at.getTime() - b.asked.at.getTime() || a.id.localeCompare(b.id)
}

function byAnswer(a: Question, b: Question) {
  return (b.answeredAt?.getTime() ?? 0) - (a.answeredAt?.getTime() ?? 0) || byTime(a, b)
}
