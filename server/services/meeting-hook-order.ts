// What BBB is to tell us of a meeting is looked at by one job a webinar, ordered with every change that may matter to it.
import type { Tx } from "#db/client.ts"
import { findHook, insertHook } from "#db/queries/hooks.ts"
import { findWebinar, type WebinarRow } from "#db/queries/webinars.ts"
import { randomKey } from "../ids.ts"
import { enqueue } from "../jobs.ts"

const KEY_LENGTH = 32

type Meeting = Pick<WebinarRow, "isWebinar" | "enableChat" | "meetingCreatedAt">

/** Only what is said to an audience is asked for. */
export function isHookWanted<Webinar extends Meeting>(
  webinar: Webinar,
): webinar is Webinar & { meetingCreatedAt: Date } {
  return webinar.isWebinar && webinar.enableChat && webinar.meetingCreatedAt !== null
}

/** After the change, in its transaction. The key is stored before BBB learns it: no delivery comes too early. */
export async function orderHook(tx: Tx, webinarId: string, now: Date) {
  const record = await findWebinar(tx, { id: webinarId })
  if (!record) return
  const hook = await findHook(tx, { webinarId })
  if (isHookWanted(record.webinar)) {
    if (!hook) await insertHook(tx, { webinarId, key: randomKey(KEY_LENGTH) })
    await enqueueHook(tx, webinarId, now)
  } else if (hook?.hookId) await enqueueHook(tx, webinarId, now)
}

/** A lane of its own: nothing that a live needs waits for BBB's webhooks. */
export async function enqueueHook(tx: Tx, webinarId: string, runAt: Date) {
  const lane = `hook:${webinarId}`
  await enqueue(tx, "meeting.hook", { webinarId }, { lane, runAt, dedupeKey: lane })
}

/** Before the webinar is deleted, which takes what we know of its hook along. */
export async function orderUnhook(tx: Tx, webinarId: string, now: Date) {
  const hook = await findHook(tx, { webinarId })
  if (hook?.hookId) await enqueueUnhook(tx, hook.hookId, now)
}

export async function enqueueUnhook(tx: Tx, hookId: string, runAt: Date) {
  await enqueue(tx, "meeting.unhook", { hookId }, { lane: `unhook:${hookId}`, runAt })
}
