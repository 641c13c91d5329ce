/** The edit form as typed, on its way between a `WebinarForm`, the page and `FormData`. */
import { z } from "zod"
import { loadedIn } from "#components/forms/loaded.ts"
import {
  GuestPolicy,
  LOCKS,
  Locks,
  type OptionalField,
  type ParsedForm,
  parseKeepingDuration,
  RecordOptions,
  WebinarForm,
} from "#server/domain/webinar.ts"

export const WebinarDraft = z.object({
  title: z.string(),
  description: z.string(),
  startDate: z.string(),
  startTime: z.string(),
  durationMinutes: z.string(),
  isWebinar: z.boolean(),
  enableChat: z.boolean(),
  chatInPicture: z.boolean(),
  restricted: z.boolean(),
  presenterEmails: z.array(z.string()),
  welcomeText: z.string(),
  maxParticipants: z.string(),
  guestPolicy: z.string(),
  lock: Locks,
  record: RecordOptions,
})
export type WebinarDraft = z.infer<typeof WebinarDraft>

export type WebinarRules = {
  /** With what the form was filled: the value of every field that isn't shown. Its duration may stay, whatever it is. */
  base: WebinarForm
  shown: readonly OptionalField[]
  maxDurationMinutes: number
}

export function draftOf(form: WebinarForm): WebinarDraft {
  return {
    ...form,
    durationMinutes: String(form.durationMinutes),
    maxParticipants: String(form.maxParticipants),
  }
}

export function readDraft(data: FormData): WebinarDraft {
  return {
    title: text(data, "title"),
    description: text(data, "description"),
    startDate: text(data, "startDate"),
    startTime: text(data, "startTime"),
    durationMinutes: text(data, "durationMinutes"),
    isWebinar: data.has("isWebinar"),
    enableChat: data.has("enableChat"),
    chatInPicture: data.has("chatInPicture"),
    restricted: data.has("restricted"),
    presenterEmails: uniqueEmails(data.getAll("presenterEmails").flatMap(splitEmails)),
    welcomeText: text(data, "welcomeText"),
    maxParticipants: text(data, "maxParticipants"),
    guestPolicy: text(data, "guestPolicy"),
    lock: readLocks(data),
    record: {
      enabled: data.has("record.enabled"),
      autoStart: data.has("record.autoStart"),
      allowStartStop: data.has("record.allowStartStop"),
    },
  }
}

/** What `readDraft` reads: the browser sends the draft, not whatever the page's controls happen to hold. */
export function writeDraft(draft: WebinarDraft): FormData {
  const data = new FormData()
  const flag = (name: string, on: boolean) => on && data.set(name, "on")
  data.set("title", draft.title)
  data.set("description", draft.description)
  data.set("startDate", draft.startDate)
  data.set("startTime", draft.startTime)
  data.set("durationMinutes", draft.durationMinutes)
  flag("isWebinar", draft.isWebinar)
  flag("enableChat", draft.enableChat)
  flag("chatInPicture", draft.chatInPicture)
  flag("restricted", draft.restricted)
  for (const email of draft.presenterEmails) data.append("presenterEmails", email)
  data.set("welcomeText", draft.welcomeText)
  data.set("maxParticipants", draft.maxParticipants)
  data.set("guestPolicy", draft.guestPolicy)
  for (const lock of LOCKS) flag(`lock.${lock}`, draft.lock[lock])
  flag("record.enabled", draft.record.enabled)
  flag("record.autoStart", draft.record.autoStart)
  flag("record.allowStartStop", draft.record.allowStartStop)
  return data
}

/** With what the form was filled; null: not sent, or by a page that is older than this server. */
export function readLoaded(data: FormData): WebinarForm | null {
  const loaded = loadedIn(data)
  const draft = loaded && readDraft(loaded)
  const guestPolicy = GuestPolicy.safeParse(draft?.guestPolicy)
  if (!draft || !guestPolicy.success) return null
  return {
    ...draft,
    durationMinutes: toNumber(draft.durationMinutes),
    maxParticipants: toNumber(draft.maxParticipants),
    guestPolicy: guestPolicy.data,
  }
}

export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    // Cut off on its way, by a browser's quota or a person's hand: the same as nothing.
    return null
  }
}

/** Fields that aren't shown keep their value, whatever the browser sent. */
export function parseDraft(draft: WebinarDraft, rules: WebinarRules): ParsedForm<WebinarForm> {
  const { base, maxDurationMinutes } = rules
  return parseKeepingDuration(WebinarForm, rawForm(draft, rules), {
    kept: [base.durationMinutes],
    maxDurationMinutes,
  })
}

export function splitEmails(typed: FormDataEntryValue): string[] {
  if (typeof typed !== "string") return []
  return typed
    .split(/[\s,;]+/)
    .map((email) => email.replace(/^<|>$/g, "").toLowerCase())
    .filter(Boolean)
}

export function uniqueEmails(emails: readonly string[]) {
  return [...new Set(emails)]
}

function rawForm(draft: WebinarDraft, { base, shown }: WebinarRules) {
  const pick = <Value, Kept>(field: OptionalField, typed: Value, kept: Kept) =>
    shown.includes(field) ? typed : kept
  return {
    ...draft,
    durationMinutes: toNumber(draft.durationMinutes),
    isWebinar: pick("is_webinar", draft.isWebinar, base.isWebinar),
    enableChat: pick("enable_chat", draft.enableChat, base.enableChat),
    chatInPicture: pick("chat_in_picture", draft.chatInPicture, base.chatInPicture),
    welcomeText: pick("welcome_text", draft.welcomeText, base.welcomeText),
    maxParticipants: pick("max_participants", toNumber(draft.maxParticipants), base.maxParticipants),
    guestPolicy: pick("guest_policy", draft.guestPolicy, base.guestPolicy),
    lock: pick("lock_settings", draft.lock, base.lock),
    record: pick("record", draft.record, base.record),
  }
}

function readLocks(data: FormData): Locks {
  const locks: Locks = {
    cam: false,
    mic: false,
    privateChat: false,
    publicChat: false,
    notes: false,
    userList: false,
  }
  for (const lock of LOCKS) locks[lock] = data.has(`lock.${lock}`)
  return locks
}

function text(data: FormData, name: string) {
  const value = data.get(name)
  return typeof value === "string" ? value : ""
}

function toNumber(typed: string) {
  return typed.trim() === "" ? Number.NaN : Number(typed)
}
