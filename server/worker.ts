// Carries out jobs: one at a time per lane, several lanes at once, with leases so that a killed worker is taken over.
import { randomUUID } from "node:crypto"
import { write } from "#db/client.ts"
import {
  buryJob,
  claimJob,
  deleteFinishedJobs,
  extendLease,
  finishJob,
  type HeldJob,
  hurryStranded,
  retryJob,
  shortenLeases,
} from "#db/queries/jobs.ts"
import type { Deps } from "./deps.ts"
import { CLOCKS_DIFFER_MS } from "./domain/elapsed.ts"
import { messageOf, UpstreamError } from "./errors.ts"
import { HopelessJob, JOBS, type JobKind, type JobPayload, NotBefore } from "./jobs.ts"
import { mailAdmins } from "./services/admin-mail.ts"
import { countAudiences } from "./services/audience.ts"
import { purgeChats } from "./services/chat-purge.ts"
import { giveUpMessage, relayMessage } from "./services/chat-relay.ts"
import { watchEncoders } from "./services/encoder-watch.ts"
import { forgetAuthors } from "./services/erased-authors.ts"
import { eraseRest } from "./services/erasure.ts"
import { probeDueGateways } from "./services/gateway-health.ts"
import { releaseGateway } from "./services/gateway-release.ts"
import { forgetBuried } from "./services/graveyard.ts"
import { announceHeads } from "./services/heads.ts"
import { beat, sayGoodbye } from "./services/heartbeat.ts"
import { findJobSubject } from "./services/job-subject.ts"
import { abandonLivestream, advanceLivestream } from "./services/livestream-steps.ts"
import { checkMeeting, endMeeting, giveUpMeetingEnd } from "./services/meeting-end.ts"
import { keepHook, removeHook } from "./services/meeting-hooks.ts"
import { checkBeforeStart, orderPreflights } from "./services/preflight.ts"
import { forgetPulses } from "./services/pulse.ts"
import { moveToGateway } from "./services/session-control.ts"

type Handlers = {
  [Kind in JobKind]: (deps: Deps, payload: JobPayload<Kind>, held: HeldJob) => Promise<void>
}
type Undertakers = {
  [Kind in JobKind]?: (deps: Deps, payload: JobPayload<Kind>, cause: unknown) => Promise<void>
}

const HANDLERS: Handlers = {
  "livestream.advance": advanceLivestream,
  "chat.relay": relayMessage,
  "chat.erase": eraseRest,
  "meeting.check": checkMeeting,
  "meeting.end": endMeeting,
  "meeting.hook": keepHook,
  "meeting.unhook": removeHook,
  "mail.send": mailAdmins,
  "gateway.release": releaseGateway,
  "livestream.move": moveToGateway,
  "webinar.preflight": checkBeforeStart,
}

/** What a buried job was about must not go on looking as if somebody were at work on it. */
const WHEN_BURIED: Undertakers = {
  "livestream.advance": abandonLivestream,
  "chat.relay": giveUpMessage,
  "meeting.end": giveUpMeetingEnd,
}

/** Tries before the graveyard for errors that trying again won't mend; outside systems are waited for much longer. */
const MAX_ATTEMPTS = 8
const MAX_UPSTREAM_ATTEMPTS = 2_000
/** Their handlers know themselves when it is over. */
const WAIT_FOR_EVER: readonly string[] = ["chat.relay"] satisfies JobKind[]
const BACK_OFF_BASE_MS = 500
const BACK_OFF_MAX_MS = 10_000
/** A killed worker is taken over after this; long work holds on by extending it. */
const LEASE_MS = 10_000
const POLL_MS = 500
const CONCURRENCY = 12
const AUDIENCE_EVERY_MS = 5_000
const HEADS_EVERY_MS = 10_000
const ENCODERS_EVERY_MS = 2_000
const PROBE_EVERY_MS = 5_000
const PREFLIGHT_EVERY_MS = 15_000
const FORGET_PULSES_EVERY_MS = 60_000
const FORGET_AUTHORS_EVERY_MS = 10 * 60_000
const BEAT_EVERY_MS = 10_000
const STRANDED_EVERY_MS = 5_000
/** Times are in days; looking each hour makes a day of it even where a process never gets to be a day old. */
const PURGE_EVERY_MS = 60 * 60_000
const PRUNE_EVERY_MS = 10 * 60_000
const KEEP_FINISHED_MS = 24 * 60 * 60_000

/** How far ahead a job is ever put off, retries included. */
const LONGEST_WAIT_MS: Record<JobKind, number> = {
  "livestream.advance": 15_000,
  "chat.relay": 15_000,
  "chat.erase": 15_000,
  "meeting.check": 15_000,
  "meeting.end": 15_000,
  "meeting.hook": 11 * 60_000,
  "meeting.unhook": 15_000,
  "mail.send": 15_000,
  "gateway.release": 6 * 60_000,
  "livestream.move": 15_000,
  "webinar.preflight": 15_000,
}

export type Worker = { wake(): void; stop(): Promise<void> }

export function startWorker(deps: Deps): Worker {
  const processId = randomUUID()
  /** By the job's id: after a stall its lease may be out, and it is still at work here. */
  const running = new Map<number, Promise<void>>()
  let stopped = false
  /** Woken while it looked for jobs: what it found may be old. */
  let woken = false
  let nudge: () => void = () => undefined

  async function fill() {
    while (!stopped && running.size < CONCURRENCY) {
      const now = deps.clock.now()
      const leaseUntil = new Date(now.getTime() + LEASE_MS)
      const here = [...running.keys()]
      const job = await write(deps.db, (tx) => claimJob(tx, randomUUID(), now, leaseUntil, here))
      if (!job) return
      const work = carryOut(deps, job.leaseOwner, job).finally(() => {
        running.delete(job.id)
        wake()
      })
      running.set(job.id, work)
    }
  }

  function wake() {
    woken = true
    nudge()
  }

  async function loop() {
    while (!stopped) {
      woken = false
      try {
        await fill()
      } catch (error) {
        deps.log.error({ err: error }, "worker could not take a job")
      }
      if (woken) continue
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS)
        nudge = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  const looping = loop()
  guarded(deps, "heartbeat", beat(deps, processId))
  const timers = [
    every(BEAT_EVERY_MS, () => guarded(deps, "heartbeat", beat(deps, processId))),
    every(AUDIENCE_EVERY_MS, () => guarded(deps, "audience", countAudiences(deps))),
    every(ENCODERS_EVERY_MS, () => guarded(deps, "encoders", watchEncoders(deps))),
    every(HEADS_EVERY_MS, () => guarded(deps, "heads", announceHeads(deps))),
    every(PROBE_EVERY_MS, () => guarded(deps, "probes", probeDueGateways(deps))),
    every(PREFLIGHT_EVERY_MS, () => guarded(deps, "preflights", orderPreflights(deps))),
    every(FORGET_PULSES_EVERY_MS, () => guarded(deps, "pulses", forgetPulses(deps))),
    every(FORGET_AUTHORS_EVERY_MS, () => guarded(deps, "erased authors", forgetAuthors(deps))),
    every(STRANDED_EVERY_MS, () => guarded(deps, "stranded jobs", hurryAfterClockJump(deps))),
    every(PURGE_EVERY_MS, () => guarded(deps, "chat purge", purgeChats(deps))),
    every(PRUNE_EVERY_MS, () => guarded(deps, "prune", prune(deps))),
  ]
  return {
    wake,
    async stop() {
      stopped = true
      for (const timer of timers) clearInterval(timer)
      wake()
      await looping
      await Promise.allSettled(running.values())
      await sayGoodbye(deps, processId).catch((error: unknown) =>
        deps.log.warn({ err: error }, "worker left without a word"),
      )
    },
  }
}

function every(periodMs: number, run: () => void) {
  const timer = setInterval(run, periodMs)
  timer.unref()
  return timer
}

function guarded(deps: Deps, name: string, work: Promise<void>) {
  work.catch((error: unknown) => deps.log.error({ err: error }, `worker: ${name} failed`))
}

/** Nobody would watch a live until the clock is where it was. */
async function hurryAfterClockJump(deps: Deps) {
  const now = deps.clock.now()
  await write(deps.db, async (tx) => {
    for (const [kind, waitMs] of Object.entries(LONGEST_WAIT_MS))
      await hurryStranded(tx, kind, { now, latest: new Date(now.getTime() + waitMs) })
    await shortenLeases(tx, new Date(now.getTime() + LEASE_MS + CLOCKS_DIFFER_MS))
  })
}

async function prune(deps: Deps) {
  const before = new Date(deps.clock.now().getTime() - KEEP_FINISHED_MS)
  await write(deps.db, (tx) => deleteFinishedJobs(tx, before))
  await forgetBuried(deps)
}

async function carryOut(deps: Deps, owner: string, job: HeldJob) {
  const extending = every(LEASE_MS / 3, () => {
    const leaseUntil = new Date(deps.clock.now().getTime() + LEASE_MS)
    guarded(
      deps,
      "lease",
      write(deps.db, (tx) => extendLease(tx, job.id, owner, leaseUntil)),
    )
  })
  try {
    await handle(deps, job)
    await write(deps.db, (tx) => finishJob(tx, job.id, owner, deps.clock.now()))
  } catch (error) {
    await giveBack(deps, owner, job, error)
  } finally {
    clearInterval(extending)
  }
}

async function handle(deps: Deps, job: HeldJob) {
  if (!isJobKind(job.kind)) throw new UnusableJob(`unknown kind ${job.kind}`)
  return handleKind(deps, job.kind, job)
}

async function handleKind<Kind extends JobKind>(deps: Deps, kind: Kind, job: HeldJob) {
  await HANDLERS[kind](deps, payloadOf(kind, job.payload), job)
}

function payloadOf<Kind extends JobKind>(kind: Kind, raw: unknown): JobPayload<Kind> {
  const parsed = JOBS[kind].safeParse(raw)
  if (!parsed.success) throw new UnusableJob(`bad payload of ${kind}`)
  // zod's table loses the link between a kind and its payload; both come from the same row of JOBS.
  return parsed.data as JobPayload<Kind>
}

async function mourn<Kind extends JobKind>(deps: Deps, kind: Kind, raw: unknown, cause: unknown) {
  await WHEN_BURIED[kind]?.(deps, payloadOf(kind, raw), cause)
}

function isJobKind(kind: string): kind is JobKind {
  return Object.hasOwn(JOBS, kind)
}

/** Trying again can't help. */
class UnusableJob extends HopelessJob {}

async function giveBack(deps: Deps, owner: string, job: HeldJob, error: unknown) {
  const now = deps.clock.now()
  const message = messageOf(error).slice(0, 500)
  const waits = error instanceof NotBefore || (error instanceof UpstreamError && error.retryable)
  const patience = WAIT_FOR_EVER.includes(job.kind) ? Number.POSITIVE_INFINITY : MAX_UPSTREAM_ATTEMPTS
  const limit = waits ? patience : MAX_ATTEMPTS
  const facts = { job: job.id, kind: job.kind, attempts: job.attempts, error: message }
  try {
    const subject = await findJobSubject(deps, job.payload)
    const about = { ...subject, ...facts }
    const name = subject ? "webinar job" : "job"
    if (error instanceof HopelessJob || job.attempts >= limit) {
      deps.log.error({ ...about, err: error }, `${name} buried`)
      if (!(error instanceof UnusableJob) && isJobKind(job.kind))
        await mourn(deps, job.kind, job.payload, error)
      await write(deps.db, (tx) => buryJob(tx, job.id, owner, now, message))
      return
    }
    const backOffMs = Math.min(BACK_OFF_MAX_MS, BACK_OFF_BASE_MS * 2 ** Math.min(job.attempts, 10))
    const spreadMs = backOffMs * (0.75 + Math.random() / 2)
    const runAt = new Date(
      now.getTime() + (error instanceof NotBefore ? Math.max(spreadMs, error.waitMs) : spreadMs),
    )
    deps.log[waits ? "info" : "warn"]({ ...about, runAt }, `${name} will be tried again`)
    await write(deps.db, (tx) => retryJob(tx, job.id, owner, runAt, message))
  } catch (storeError) {
    deps.log.error({ ...facts, err: storeError }, "job not given back; its lease will run out")
  }
}
