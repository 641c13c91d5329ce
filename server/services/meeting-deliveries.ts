// What BBB's webhooks bring: verified, matched with the meeting that runs, and handed to whom it concerns.
import { findHook, type HookRow } from "#db/queries/hooks.ts"
import { findWebinar, type WebinarRecord } from "#db/queries/webinars.ts"
import { isEventOf, isTextHtml, parseHookBody, verifyHook } from "../clients/bbb-webhooks.ts"
import type { Deps } from "../deps.ts"
import { AppError } from "../errors.ts"
import { takeFromMeeting } from "./chat-from-meeting.ts"
import { meetingMayHaveEnded } from "./meeting-end.ts"
import { hookUrl } from "./meeting-hooks.ts"

export type Delivery = {
  key: string
  checksum: string | null
  authorization: string | null
  /** Read only for a key that exists; null: too long to be BBB's. */
  readBody: () => Promise<string | null>
}

/** Whatever BBB really sent is a success: one event that is refused for five minutes costs the whole hook. */
export async function takeDelivery(deps: Deps, { key, readBody, checksum, authorization }: Delivery) {
  const hook = await findHook(deps.db, { key })
  const record = hook && (await findWebinar(deps.db, { id: hook.webinarId }))
  if (!record) throw new AppError("not_found", "unknown hook")
  const facts = { webinar: record.webinar.id, title: record.event.title }
  const rawBody = await readBody()
  if (rawBody === null) return deps.log.warn(facts, "webinar webhook too long")
  const { secret } = deps.config.bbb
  const callbackUrl = hookUrl(deps.config, key)
  const verdict = verifyHook({ callbackUrl, rawBody, checksum, authorization, secret })
  if (verdict === "wrong") {
    deps.log.warn(facts, "webinar webhook with a wrong signature")
    throw new AppError("forbidden", "the delivery isn't signed with BBB's secret")
  }
  await act(deps, record, hook, rawBody)
}

async function act(deps: Deps, record: WebinarRecord, hook: HookRow, rawBody: string) {
  const { meetingId, meetingCreatedAt, callbackKey } = record.webinar
  if (!meetingCreatedAt) return
  const events = parseHookBody(rawBody, { textIsHtml: isTextHtml({ hookId: hook.hookId, rawBody }) }).filter(
    (event) => isEventOf(event, { meetingId, createdAt: meetingCreatedAt }),
  )
  await takeFromMeeting(deps, record, hook, events)
  if (events.some((event) => event.type === "meeting_ended")) await meetingMayHaveEnded(deps, { callbackKey })
}
