// A meeting that tells us what happens in it: what bbb-webhooks 3.4 would post, signed or not.
import { createHash } from "node:crypto"
import { asc, eq } from "drizzle-orm"
import { chatMessages } from "#db/chat-schema.ts"
import { write } from "#db/client.ts"
import { findHook } from "#db/queries/hooks.ts"
import { settleJob } from "#db/queries/jobs.ts"
import { takeDelivery } from "./services/meeting-deliveries.ts"
import { hookUrl, keepHook } from "./services/meeting-hooks.ts"
import { enterMeeting } from "./services/meetings.ts"
import { getWebinar } from "./test-factories.ts"
import { makeStage, type Stage, waitingJobs } from "./test-live.ts"

/** The meeting runs, listeners have their chat, and BBB was asked to tell. */
export async function makeHookedMeeting(environment: Record<string, string> = {}) {
  const stage = await makeStage({}, environment)
  await enterMeeting(stage.deps, stage.owner, { webinarId: stage.webinarId, locale: "fr" })
  await workOnHook(stage)
  return stage
}

/** As the worker would; false: nothing is due. */
export async function workOnHook(stage: Stage) {
  const { deps, webinarId } = stage
  const now = deps.clock.now()
  const due = (await waitingJobs(stage, "meeting.hook")).filter(({ runAt }) => runAt <= now)
  for (const { id } of due) await write(deps.db, (tx) => settleJob(tx, id, now))
  if (due.length > 0) await keepHook(deps, { webinarId })
  return due.length > 0
}

export async function hookOf({ deps, webinarId }: Stage) {
  const hook = await findHook(deps.db, { webinarId })
  if (!hook) throw new Error("the meeting has no hook")
  return hook
}

export type GivenLine = {
  id?: string
  text?: string
  name?: string
  userId?: string
  internalUserId?: string
  chatId?: string
}
type Where = { meetingId?: string; createdAt?: Date }

export async function lineEvent(stage: Stage, line: GivenLine, where: Where = {}) {
  const { id = "1698771232706-9idm9pxf", text = "bonjour", name = "Zoé", userId } = line
  const { internalUserId = "w_xfsb9gxtlfom", chatId = "MAIN-PUBLIC-GROUP-CHAT" } = line
  const sender = {
    "internal-user-id": internalUserId,
    ...(userId === undefined ? {} : { "external-user-id": userId }),
    name,
    time: 1,
  }
  const attributes = { "chat-message": { id, message: text, sender }, "chat-id": chatId }
  return eventOf(stage, "chat-group-message-sent", attributes, where)
}

export async function eventOf(stage: Stage, id: string, attributes: object, where: Where = {}) {
  const { webinar } = await getWebinar(stage.deps, stage.webinarId)
  const createdAt = where.createdAt ?? webinar.meetingCreatedAt ?? stage.deps.clock.now()
  const meeting = {
    "internal-meeting-id": `0a1b2c-${createdAt.getTime()}`,
    "external-meeting-id": where.meetingId ?? stage.meetingId,
  }
  const ts = stage.deps.clock.now().getTime()
  return { data: { type: "event", id, attributes: { meeting, ...attributes }, event: { ts } } }
}

export function bodyOf(events: readonly unknown[]) {
  const fields = { domain: "bbb.test", event: JSON.stringify(events), timestamp: "1700000000456" }
  return new URLSearchParams(fields).toString()
}

type Forgery = { key?: string; secret?: string; checksum?: string | null; authorization?: string }

/** As the route does it. */
export async function deliver(stage: Stage, rawBody: string, forgery: Forgery = {}) {
  const { deps } = stage
  const key = forgery.key ?? (await hookOf(stage)).key
  const signed = signatureOf(stage, key, rawBody, forgery.secret)
  await takeDelivery(deps, {
    key,
    checksum: forgery.checksum === undefined ? signed : forgery.checksum,
    authorization: forgery.authorization ?? null,
    readBody: async () => rawBody,
  })
}

export function signatureOf({ deps }: Stage, key: string, rawBody: string, secret = deps.config.bbb.secret) {
  return createHash("sha1")
    .update(`${hookUrl(deps.config, key)}${rawBody}${secret}`)
    .digest("hex")
}

export async function say(stage: Stage, line: GivenLine, where: Where = {}) {
  await deliver(stage, bodyOf([await lineEvent(stage, line, where)]))
}

export async function chatOf({ deps, eventId }: Stage) {
  return deps.db
    .select()
    .from(chatMessages)
    .where(eq(chatMessages.eventId, eventId))
    .orderBy(asc(chatMessages.seq))
}
