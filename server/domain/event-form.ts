import { z } from "zod"
import { WebinarForm } from "./webinar.ts"

/** What administrators change of an event; the rest belongs to its presenters. */
export const EventForm = WebinarForm.pick({
  title: true,
  startDate: true,
  startTime: true,
  durationMinutes: true,
  restricted: true,
}).extend({ listed: z.boolean(), published: z.boolean() })
export type EventForm = z.infer<typeof EventForm>

export const EVENT_COLUMNS = ["title", "when", "broadcaster"] as const
export type EventColumn = (typeof EVENT_COLUMNS)[number]

export const EVENT_FILTERS = ["all", "coming", "past", "unlisted", "unpublished"] as const
export type EventFilter = (typeof EVENT_FILTERS)[number]
