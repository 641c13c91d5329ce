import type { QuestionRow } from "#db/queries/questions.ts"
import type { Config } from "../config.ts"
import { isHidden, type Question, type QuestionChange } from "../domain/question.ts"
import { authorKeyOf } from "./chat-view.ts"

/** For those who know who asked what, or need not know. */
export function changeView(row: QuestionRow): QuestionChange {
  return {
    id: row.id,
    rev: row.rev,
    state: row.state,
    votes: row.votes,
    answer: row.state === "answered_in_writing" ? row.answer : null,
    answeredAt: row.answeredAt,
    answeredBy: row.answeredByName,
    asked: null,
  }
}

export function questionView(config: Config, row: QuestionRow): Question {
  return {
    ...changeView(row),
    asked: {
      text: row.text,
      clientId: row.clientId,
      authorKey: authorKeyOf(config, row),
      authorName: row.authorName,
      at: row.createdAt,
    },
  }
}

export function publicView(config: Config, row: QuestionRow): QuestionChange {
  return isHidden(row.state) ? changeView(row) : questionView(config, row)
}
