// Keeps one hook at BBB for each meeting whose chat goes to listeners. Level-triggered: it looks what is wanted, does it, looks again.
import { write } from "#db/client.ts"
import { findHook, type HookRow, updateHook } from "#db/queries/hooks.ts"
import { findWebinar, type WebinarRecord } from "#db/queries/webinars.ts"
import type { Config } from "../config.ts"
import type { Deps } from "../deps.ts"
import { UpstreamError } from "../errors.ts"
import { announceControl } from "./announce.ts"
import { checkMeeting } from "./meeting-end.ts"
import { enqueueHook, enqueueUnhook, isHookWanted } from "./meeting-hook-order.ts"

/** BBB drops a hook after five minutes of failed deliveries, and says nothing: it is registered again and again. */
const REFRESH_MS = 60_000
const RETRY_MS = 20_000
/** Somebody may install the package during a meeting. */
const LOOK_AGAIN_MS = 10 * 60_000
/** Not registered again for so long, it may be gone. */
const STALE_MS = 3 * REFRESH_MS

/** BBB signs over it byte for byte. */
export function hookUrl(config: Config, key: string) {
  return `${config.bbb.callbackUrl}/api/bbb/hooks/${key}`
}

export function isRegistered(hook: HookRow, meetingCreatedAt: Date, now: Date) {
  if (hook.hookId === null || hook.checkedAt === null || !isOf(hook, meetingCreatedAt)) return false
  return now.getTime() - hook.checkedAt.getTime() < STALE_MS
}

/** Whether it was tried for this run of the meeting already. */
export function isOf(hook: HookRow, meetingCreatedAt: Date) {
  return hook.meetingCreatedAt?.getTime() === meetingCreatedAt.getTime()
}

export async function keepHook(deps: Deps, { webinarId }: { webinarId: string }) {
  const record = await findWebinar(deps.db, { id: webinarId })
  const hook = await findHook(deps.db, { webinarId })
  if (!record || !hook) return
  const { webinar } = record
  if (!isHookWanted(webinar)) return dropHook(deps, record, hook)
  try {
    if (isOf(hook, webinar.meetingCreatedAt) && (await isOver(deps, webinarId))) return
    const { meetingId, meetingCreatedAt } = webinar
    const callbackUrl = hookUrl(deps.config, hook.key)
    const registered = await deps.bbb.registerHook({ meetingId, callbackUrl })
    await store(deps, record, hook, { meetingCreatedAt, hookId: registered?.hookId ?? null })
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    await noteFailure(deps, record, hook, error)
  }
}

/** Where BBB's callbacks can't come, nobody else notices the end of a meeting without a live. */
async function isOver(deps: Deps, webinarId: string) {
  await checkMeeting(deps, { webinarId, checksLeft: 0 })
  const record = await findWebinar(deps.db, { id: webinarId })
  return !record || !isHookWanted(record.webinar)
}

async function store(
  deps: Deps,
  { webinar, event }: WebinarRecord,
  before: HookRow,
  { hookId, meetingCreatedAt }: { hookId: string | null; meetingCreatedAt: Date },
) {
  const now = deps.clock.now()
  const missing = hookId === null
  const isNews = before.hookId !== hookId || before.missing !== missing || !isOf(before, meetingCreatedAt)
  await write(deps.db, async (tx) => {
    const current = await findWebinar(tx, { id: webinar.id })
    if (!current) return hookId === null ? undefined : enqueueUnhook(tx, hookId, now)
    await updateHook(tx, webinar.id, { hookId, meetingCreatedAt, missing, checkedAt: now })
    const waitMs = isHookWanted(current.webinar) ? (missing ? LOOK_AGAIN_MS : REFRESH_MS) : 0
    await enqueueHook(tx, webinar.id, new Date(now.getTime() + waitMs))
  })
  if (!isNews && isRegistered(before, meetingCreatedAt, now)) return
  const outcome = missing ? "webinar hook: BigBlueButton has no webhooks" : "webinar hook registered"
  deps.log.info({ webinar: webinar.id, title: event.title }, outcome)
  await announceControl(deps, webinar.id)
}

/** Not left to the worker, which would ask a BBB that hangs too often. */
async function noteFailure(
  deps: Deps,
  { webinar, event }: WebinarRecord,
  hook: HookRow,
  error: UpstreamError,
) {
  const now = deps.clock.now()
  const { meetingCreatedAt } = webinar
  deps.log.warn({ webinar: webinar.id, title: event.title, err: error }, "webinar hook not registered")
  await write(deps.db, async (tx) => {
    // What was registered for this run stays believed until it is stale.
    if (meetingCreatedAt && !isOf(hook, meetingCreatedAt))
      await updateHook(tx, webinar.id, { meetingCreatedAt, checkedAt: null, missing: false })
    await enqueueHook(tx, webinar.id, new Date(now.getTime() + RETRY_MS))
  })
  await announceControl(deps, webinar.id)
}

async function dropHook(deps: Deps, { webinar, event }: WebinarRecord, { hookId }: HookRow) {
  if (hookId === null) return
  await deps.bbb.removeHook(hookId)
  await write(deps.db, (tx) =>
    updateHook(tx, webinar.id, { hookId: null, meetingCreatedAt: null, checkedAt: null }),
  )
  deps.log.info({ webinar: webinar.id, title: event.title }, "webinar hook removed")
  await announceControl(deps, webinar.id)
}

/** Of a webinar that is gone. */
export async function removeHook(deps: Deps, { hookId }: { hookId: string }) {
  await deps.bbb.removeHook(hookId)
}
