/** An event without a webinar: an encoder sends its picture straight to a broadcaster. */
import { z } from "zod"
import type { Slot } from "./free-slots.ts"
import { WebinarForm } from "./webinar.ts"

/** Longer than a webinar may be: a day of study in a lecture hall. */
export const DIRECT_MAX_MINUTES = 12 * 60

export const DirectEventForm = WebinarForm.pick({
  title: true,
  description: true,
  startDate: true,
  startTime: true,
  durationMinutes: true,
  restricted: true,
}).extend({
  durationMinutes: WebinarForm.shape.durationMinutes.max(DIRECT_MAX_MINUTES, "eventTooLong"),
  ownerEmail: z.string().trim().toLowerCase().pipe(z.email("badEmail")),
  broadcasterId: z.string().min(1, "required"),
  listed: z.boolean(),
  published: z.boolean(),
})
export type DirectEventForm = z.infer<typeof DirectEventForm>

/** What stands in the way of an event on its broadcaster, and the nearest times at which nothing does. */
export type Taken = { inTheWay: readonly (Slot & { title: string })[]; slots: readonly Slot[] }
