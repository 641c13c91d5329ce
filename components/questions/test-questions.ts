import type { MyQuestions, Question, QuestionsOpening } from "#server/domain/question.ts"

export const AT = new Date("2026-11-23T10:00:00Z")

export const NOBODY: MyQuestions = { votes: [], alias: null, isModerator: false }

/** Asked `number` minutes after the start, which is also its change's number. */
export function question(number: number, change: Partial<Question> = {}): Question {
  const asked = {
    text: `text ${number}`,
    clientId: `client-${number}`,
    authorKey: "somebody",
    authorName: "Somebody",
    at: new Date(AT.getTime() + number * 60_000),
  }
  return {
    id: `q${number}`,
    rev: number,
    state: "open",
    votes: 0,
    answer: null,
    answeredAt: null,
    answeredBy: null,
    asked,
    ...change,
  }
}

export function opening(questions: Question[], mine: Partial<MyQuestions> = {}): QuestionsOpening {
  return {
    questions,
    rev: Math.max(0, ...questions.map(({ rev }) => rev)),
    mine: { ...NOBODY, ...mine },
    hasMore: false,
  }
}
