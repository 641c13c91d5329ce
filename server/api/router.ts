import { z } from "zod"
import { SendMessage } from "../domain/chat.ts"
import { ChooseAlias } from "../domain/chat-alias.ts"
import { Reason } from "../domain/livestream.ts"
import { Pulse } from "../domain/pulse.ts"
import { Answer, AskQuestion, ModeratedState } from "../domain/question.ts"
import { EXTENSIONS } from "../domain/webinar.ts"
import { retryMessage, sendMessage } from "../services/chat.ts"
import { chooseAlias } from "../services/chat-alias.ts"
import { listMessagesBefore, listUpdate } from "../services/chat-reading.ts"
import { getStanding } from "../services/chat-standing.ts"
import { endDirectEvent } from "../services/direct-events.ts"
import { makeEncoderKey } from "../services/encoder.ts"
import { getAvailability } from "../services/free-slots.ts"
import { probeGateway } from "../services/gateway-health.ts"
import { discardBuried, retryBuried } from "../services/graveyard.ts"
import { getLiveView } from "../services/live-page.ts"
import {
  endEverything,
  getControlView,
  restartLive,
  setChat,
  startLive,
  stopLive,
} from "../services/livestreams.ts"
import { listParticipants } from "../services/meetings.ts"
import { extendWebinar } from "../services/planned-end.ts"
import { preflight } from "../services/preflight.ts"
import { getPulse, setPulse } from "../services/pulse.ts"
import { answerInWriting, moveQuestion } from "../services/question-answers.ts"
import { getMyQuestions, listQuestionChanges } from "../services/question-reading.ts"
import { askQuestion, setVote, withdrawQuestion } from "../services/questions.ts"
import { moveSession, restartSession, stopSession } from "../services/session-control.ts"
import { checkBbb } from "../services/setup.ts"
import { rescheduleWebinar } from "../services/webinars.ts"
import { moderation } from "./moderation.ts"
import { procedure, router } from "./trpc.ts"

const id = z.string().min(1).max(64)
const Seq = z.number().int().min(0)
const OfSession = z.object({ livestreamId: id })
const OfJob = z.object({ jobId: z.number().int().positive() })
const OfGateway = z.object({ gatewayId: id })
/** Typed by an administrator and kept with what was done. */
const OfWebinar = z.object({ webinarId: id })
const OfEvent = z.object({ eventId: id })
const OfQuestion = z.object({ questionId: id })

const live = router({
  get: procedure
    .input(z.object({ slug: z.string().min(1).max(120) }))
    .query(({ ctx, input }) => getLiveView(ctx.deps, ctx.actor, input)),
})

const chat = router({
  since: procedure
    .input(z.object({ eventId: id, afterSeq: Seq, afterRev: Seq }))
    .query(({ ctx, input }) => listUpdate(ctx.deps, ctx.actor, input)),
  before: procedure
    .input(z.object({ eventId: id, beforeSeq: Seq }))
    .query(({ ctx, input }) => listMessagesBefore(ctx.deps, ctx.actor, input)),
  send: procedure.input(SendMessage).mutation(({ ctx, input }) => sendMessage(ctx.deps, ctx.actor, input)),
  retry: procedure
    .input(z.object({ eventId: id, seq: Seq }))
    .mutation(({ ctx, input }) => retryMessage(ctx.deps, ctx.actor, input)),
  standing: procedure
    .input(z.object({ eventId: id }))
    .query(({ ctx, input }) => getStanding(ctx.deps, ctx.actor, input)),
  alias: procedure.input(ChooseAlias).mutation(({ ctx, input }) => chooseAlias(ctx.deps, ctx.actor, input)),
})

const questions = router({
  since: procedure
    .input(OfEvent.extend({ afterRev: Seq }))
    .query(({ ctx, input }) => listQuestionChanges(ctx.deps, ctx.actor, input)),
  mine: procedure.input(OfEvent).query(({ ctx, input }) => getMyQuestions(ctx.deps, ctx.actor, input)),
  ask: procedure.input(AskQuestion).mutation(({ ctx, input }) => askQuestion(ctx.deps, ctx.actor, input)),
  vote: procedure
    .input(OfQuestion.extend({ wanted: z.boolean() }))
    .mutation(({ ctx, input }) => setVote(ctx.deps, ctx.actor, input)),
  withdraw: procedure
    .input(OfQuestion)
    .mutation(({ ctx, input }) => withdrawQuestion(ctx.deps, ctx.actor, input)),
  move: procedure
    .input(OfQuestion.extend({ to: ModeratedState }))
    .mutation(({ ctx, input }) => moveQuestion(ctx.deps, ctx.actor, input)),
  answer: procedure
    .input(OfQuestion.extend({ text: Answer }))
    .mutation(({ ctx, input }) => answerInWriting(ctx.deps, ctx.actor, input)),
})

const pulse = router({
  get: procedure.input(OfWebinar).query(({ ctx, input }) => getPulse(ctx.deps, ctx.actor, input)),
  set: procedure
    .input(OfEvent.extend({ value: Pulse.nullable() }))
    .mutation(({ ctx, input }) => setPulse(ctx.deps, ctx.actor, input)),
})

const TypedSchedule = z.object({
  startDate: z.string().max(10),
  startTime: z.string().max(5),
  durationMinutes: z.number().int().positive(),
})

const webinar = router({
  availability: procedure
    .input(TypedSchedule.extend({ webinarId: id.nullable() }))
    .query(({ ctx, input }) => getAvailability(ctx.deps, ctx.actor, input)),
})

const control = router({
  get: procedure.input(OfWebinar).query(({ ctx, input }) => getControlView(ctx.deps, ctx.actor, input)),
  participants: procedure
    .input(OfWebinar)
    .query(({ ctx, input }) => listParticipants(ctx.deps, ctx.actor, input)),
  start: procedure.input(OfWebinar).mutation(({ ctx, input }) => startLive(ctx.deps, ctx.actor, input)),
  restart: procedure.input(OfWebinar).mutation(({ ctx, input }) => restartLive(ctx.deps, ctx.actor, input)),
  stop: procedure.input(OfWebinar).mutation(({ ctx, input }) => stopLive(ctx.deps, ctx.actor, input)),
  endAll: procedure.input(OfWebinar).mutation(({ ctx, input }) => endEverything(ctx.deps, ctx.actor, input)),
  setChat: procedure
    .input(OfWebinar.extend({ enabled: z.boolean() }))
    .mutation(({ ctx, input }) => setChat(ctx.deps, ctx.actor, input)),
  preflight: procedure.input(OfWebinar).mutation(({ ctx, input }) => preflight(ctx.deps, ctx.actor, input)),
  extend: procedure
    .input(OfWebinar.extend({ minutes: z.literal(EXTENSIONS) }))
    .mutation(({ ctx, input }) => extendWebinar(ctx.deps, ctx.actor, input)),
  reschedule: procedure
    .input(OfWebinar.extend({ ...TypedSchedule.shape, loaded: TypedSchedule.optional() }))
    .mutation(({ ctx, input }) => rescheduleWebinar(ctx.deps, ctx.actor, input)),
})

const admin = router({
  stopSession: procedure
    .input(OfSession.extend({ reason: Reason }))
    .mutation(({ ctx, input }) => stopSession(ctx.deps, ctx.actor, input)),
  restartSession: procedure
    .input(OfSession.extend({ reason: Reason }))
    .mutation(({ ctx, input }) => restartSession(ctx.deps, ctx.actor, input)),
  moveSession: procedure
    .input(OfSession.extend({ gatewayId: id.nullable(), reason: Reason }))
    .mutation(({ ctx, input }) => moveSession(ctx.deps, ctx.actor, input)),
  probeGateway: procedure
    .input(OfGateway)
    .mutation(({ ctx, input }) => probeGateway(ctx.deps, ctx.actor, input)),
  endEvent: procedure
    .input(z.object({ eventId: id }))
    .mutation(({ ctx, input }) => endDirectEvent(ctx.deps, ctx.actor, input)),
  makeEncoderKey: procedure
    .input(z.object({ broadcasterId: id }))
    .mutation(({ ctx, input }) => makeEncoderKey(ctx.deps, ctx.actor, input)),
  retryJob: procedure.input(OfJob).mutation(({ ctx, input }) => retryBuried(ctx.deps, ctx.actor, input)),
  discardJob: procedure.input(OfJob).mutation(({ ctx, input }) => discardBuried(ctx.deps, ctx.actor, input)),
  checkBbb: procedure.mutation(({ ctx }) => checkBbb(ctx.deps, ctx.actor)),
})

export const appRouter = router({ live, chat, moderation, questions, pulse, webinar, control, admin })
export type AppRouter = typeof appRouter
