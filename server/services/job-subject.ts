// What a job is about, for the log: people look for a webinar, not for a job.
import { z } from "zod"
import { findMessage } from "#db/queries/chat.ts"
import { findLivestream } from "#db/queries/livestreams.ts"
import { findWebinar } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"

/** The ids by which payloads name things (jobs.ts); a payload that can't be used has none. */
const Named = z.object({
  livestreamId: z.string().optional(),
  webinarId: z.string().optional(),
  messageId: z.string().optional(),
})

export type JobSubject = { webinar: string; title: string; livestream?: string }

/** null: no webinar's, or its webinar is gone. */
export async function findJobSubject({ db }: Deps, payload: unknown): Promise<JobSubject | null> {
  const named = Named.safeParse(payload)
  if (!named.success) return null
  const { livestreamId, webinarId, messageId } = named.data
  const livestream = livestreamId ? await findLivestream(db, { id: livestreamId }) : null
  const message = messageId ? await findMessage(db, messageId) : null
  const id = webinarId ?? livestream?.webinarId
  const record = id
    ? await findWebinar(db, { id })
    : message && (await findWebinar(db, { eventId: message.eventId }))
  if (!record) return null
  const { webinar, event } = record
  return { webinar: webinar.id, title: event.title, ...(livestream ? { livestream: livestream.id } : {}) }
}
