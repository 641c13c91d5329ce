import type { TRPCClient } from "@trpc/client"
import { refusalOf } from "#components/live/refusal.ts"
import { inTime } from "#components/trpc-links.ts"
import type { AppRouter } from "#server/api/router.ts"
import type { QuestionTransport } from "./question-session.ts"

type Client = Pick<TRPCClient<AppRouter>, "questions">

export function overTrpc({ questions }: Client, eventId: string): QuestionTransport {
  return {
    since: (afterRev) => questions.since.query({ eventId, afterRev }, inTime()),
    mine: () => questions.mine.query({ eventId }, inTime()),
    ask: (question) => questions.ask.mutate({ eventId, ...question }, inTime()),
    vote: (questionId, wanted) => questions.vote.mutate({ questionId, wanted }, inTime()),
    withdraw: (questionId) => questions.withdraw.mutate({ questionId }, inTime()),
    move: (questionId, to) => questions.move.mutate({ questionId, to }, inTime()),
    answer: (questionId, text) => questions.answer.mutate({ questionId, text }, inTime()),
    refusalOf,
  }
}
