import { z } from "zod"
import { fieldErrors } from "./form.ts"
import { isDay } from "./local-time.ts"

export const TITLE_MIN_LENGTH = 2
export const TITLE_MAX_LENGTH = 250
export const DESCRIPTION_MAX_LENGTH = 10_000
export const WELCOME_MAX_LENGTH = 500
export const DURATION_STEP_MINUTES = 15
export const PARTICIPANTS_MAX = 1000
export const PARTICIPANTS_DEFAULT = 150
export const SLIDES_MAX_BYTES = 30 * 1024 * 1024
export const SLIDES_TYPES = [
  ".pdf",
  ".pptx",
  ".ppt",
  ".odp",
  ".docx",
  ".doc",
  ".odt",
  ".txt",
  ".png",
  ".jpg",
  ".jpeg",
]

export const GUEST_POLICIES = ["always_accept", "ask_moderator", "always_deny"] as const
export const GuestPolicy = z.enum(GUEST_POLICIES, "invalid")
export type GuestPolicy = z.infer<typeof GuestPolicy>

export const LOCKS = ["cam", "mic", "privateChat", "publicChat", "notes", "userList"] as const
export const Locks = z.object({
  cam: z.boolean(),
  mic: z.boolean(),
  privateChat: z.boolean(),
  publicChat: z.boolean(),
  notes: z.boolean(),
  userList: z.boolean(),
})
export type Locks = z.infer<typeof Locks>

export const RecordOptions = z.object({
  enabled: z.boolean(),
  autoStart: z.boolean(),
  allowStartStop: z.boolean(),
})
export type RecordOptions = z.infer<typeof RecordOptions>

/** Optional fields an administrator can show to presenters (`MEETING_WEBINAR_FIELDS`). */
export const OPTIONAL_FIELDS = [
  "is_webinar",
  "enable_chat",
  "chat_in_picture",
  "welcome_text",
  "max_participants",
  "guest_policy",
  "lock_settings",
  "record",
  "slides",
] as const
export const OptionalField = z.enum(OPTIONAL_FIELDS)
export type OptionalField = z.infer<typeof OptionalField>

/** Values of the edit form after parsing; messages are keys of the `errors` translations. */
export const WebinarForm = z.object({
  title: z.string().trim().min(TITLE_MIN_LENGTH, "titleTooShort").max(TITLE_MAX_LENGTH, "titleTooLong"),
  description: z.string().trim().max(DESCRIPTION_MAX_LENGTH, "tooLong"),
  /** In the institution's zone, as typed: "2026-11-24" and "14:30". */
  startDate: z.string().refine(isDay, "badDate"),
  startTime: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "badTime"),
  durationMinutes: z
    .number("badDuration")
    .int("badDuration")
    .min(DURATION_STEP_MINUTES, "badDuration")
    .multipleOf(DURATION_STEP_MINUTES, "badDuration"),
  isWebinar: z.boolean(),
  enableChat: z.boolean(),
  chatInPicture: z.boolean(),
  restricted: z.boolean(),
  presenterEmails: z.array(z.email("badEmail")).max(20, "tooManyPresenters"),
  welcomeText: z.string().trim().max(WELCOME_MAX_LENGTH, "tooLong"),
  maxParticipants: z
    .number("badNumber")
    .int("badNumber")
    .min(2, "badNumber")
    .max(PARTICIPANTS_MAX, "badNumber"),
  guestPolicy: GuestPolicy,
  lock: Locks,
  record: RecordOptions,
})
export type WebinarForm = z.infer<typeof WebinarForm>

export type ParsedForm<Form> =
  | { ok: true; form: Form }
  | { ok: false; errors: Readonly<Record<string, string>> }

/** A duration that is there may stay: an extension may have made it longer than anybody may choose. */
export function parseKeepingDuration<Form extends { durationMinutes: number }>(
  schema: z.ZodType<Form>,
  sent: { durationMinutes: number },
  { kept, maxDurationMinutes }: { kept: readonly number[]; maxDurationMinutes: number },
): ParsedForm<Form> {
  const { durationMinutes } = sent
  const isKept = kept.includes(durationMinutes)
  const parsed = schema.safeParse(isKept ? { ...sent, durationMinutes: DURATION_STEP_MINUTES } : sent)
  const errors = parsed.success ? {} : fieldErrors(parsed.error)
  if (!isKept && durationMinutes > maxDurationMinutes) errors.durationMinutes ??= "durationTooLong"
  if (!parsed.success || Object.keys(errors).length > 0) return { ok: false, errors }
  return { ok: true, form: { ...parsed.data, durationMinutes } }
}

/** Minutes by which the planned end is moved in one click. */
export const EXTENSIONS = [15, 30, 60] as const
export type Extension = (typeof EXTENSIONS)[number]
