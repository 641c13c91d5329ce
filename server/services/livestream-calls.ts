// What a livestream asks of others and is asked, with the answers: a line of the log, and one on the session's page.
import { type Tx, write } from "#db/client.ts"
import { putCall } from "#db/queries/livestream-calls.ts"
import type { LivestreamRow } from "#db/queries/livestreams.ts"
import type { Deps } from "../deps.ts"
import type { Call, CallOutcome } from "../domain/livestream-call.ts"
import { messageOf, type UpstreamError } from "../errors.ts"
import { factsOf, type Run } from "./livestream-run.ts"

const ANSWER_MAX_LENGTH = 200

export type Told = {
  call: Call
  outcome: CallOutcome
  gatewayName?: string | null
  actorId?: string | null
  durationMs?: number
  answer?: string | null
}

type Stood = Pick<LivestreamRow, "id" | "stateAt">

/** In the transaction of the command that it tells. */
export async function noteCallIn(tx: Tx, livestream: Stood, told: Told, now: Date) {
  await putCall(tx, lineOf(livestream, told, now), livestream.stateAt)
}

export async function noteCall(deps: Deps, livestream: Stood, told: Told) {
  await write(deps.db, (tx) => noteCallIn(tx, livestream, told, deps.clock.now()))
}

export function lineOf({ id }: Stood, told: Told, at: Date) {
  const { call, outcome, gatewayName, actorId, durationMs, answer } = told
  return {
    livestreamId: id,
    at,
    call,
    outcome,
    gatewayName: gatewayName ?? null,
    actorId: actorId ?? null,
    durationMs: durationMs ?? null,
    answer: answer?.slice(0, ANSWER_MAX_LENGTH) ?? null,
  }
}

const MESSAGES = {
  meeting_create: { done: "webinar meeting answered", failed: "webinar meeting not ready" },
  gateway_start: { done: "webinar gateway start accepted", failed: "webinar gateway start failed" },
  gateway_stop: { done: "webinar gateway stopped", failed: "webinar gateway stop failed" },
} as const

type Asked = {
  call: keyof typeof MESSAGES
  startedAt: number
  error: UpstreamError | null
}

export async function logCall(deps: Deps, run: Run, { call, startedAt, error }: Asked) {
  const durationMs = Date.now() - startedAt
  const facts = { ...factsOf(run), durationMs }
  const { done, failed } = MESSAGES[call]
  if (error) deps.log.warn({ ...facts, reason: error.reason, error: messageOf(error) }, failed)
  else deps.log.info(facts, done)
  await noteCall(deps, run.livestream, {
    call,
    outcome: error?.reason ?? "ok",
    gatewayName: call === "meeting_create" ? null : (run.gateway?.gateway.name ?? null),
    durationMs,
    answer: error && messageOf(error),
  })
}
