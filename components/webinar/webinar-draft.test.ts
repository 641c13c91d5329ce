import { describe, expect, it } from "vitest"
import { addLoaded } from "#components/forms/loaded.ts"
import { OPTIONAL_FIELDS, type WebinarForm } from "#server/domain/webinar.ts"
import en from "../i18n/en/errors.json" with { type: "json" }
import fr from "../i18n/fr/errors.json" with { type: "json" }
import { draftOf, parseDraft, readDraft, readLoaded, writeDraft } from "./webinar-draft.ts"

const stored: WebinarForm = {
  title: "Cours de chimie",
  description: "",
  startDate: "2026-11-24",
  startTime: "14:30",
  durationMinutes: 90,
  isWebinar: true,
  enableChat: true,
  chatInPicture: false,
  restricted: false,
  presenterEmails: ["ada@univ.example"],
  welcomeText: "Bienvenue",
  maxParticipants: 150,
  guestPolicy: "ask_moderator",
  lock: { cam: true, mic: false, privateChat: true, publicChat: false, notes: false, userList: true },
  record: { enabled: true, autoStart: false, allowStartStop: true },
}
const all = { base: stored, shown: OPTIONAL_FIELDS, maxDurationMinutes: 300 }

function formData(entries: [string, string][]) {
  const data = new FormData()
  for (const [name, value] of entries) data.append(name, value)
  return data
}

const sent: [string, string][] = [
  ["title", "  Cours d’optique "],
  ["description", "Ondes"],
  ["startDate", "2026-12-01"],
  ["startTime", "09:00"],
  ["durationMinutes", "60"],
  ["isWebinar", "on"],
  ["presenterEmails", "ada@univ.example"],
  ["presenterEmails", "Bob@univ.example; ADA@univ.example"],
  ["welcomeText", "Bonjour"],
  ["maxParticipants", "20"],
  ["guestPolicy", "always_accept"],
  ["lock.mic", "on"],
  ["record.enabled", "on"],
]

describe("the webinar form", () => {
  it("takes everything that was sent when every field is shown", () => {
    const parsed = parseDraft(readDraft(formData(sent)), all)
    expect(parsed).toEqual({
      ok: true,
      form: {
        title: "Cours d’optique",
        description: "Ondes",
        startDate: "2026-12-01",
        startTime: "09:00",
        durationMinutes: 60,
        isWebinar: true,
        enableChat: false,
        chatInPicture: false,
        restricted: false,
        presenterEmails: ["ada@univ.example", "bob@univ.example"],
        welcomeText: "Bonjour",
        maxParticipants: 20,
        guestPolicy: "always_accept",
        lock: { cam: false, mic: true, privateChat: false, publicChat: false, notes: false, userList: false },
        record: { enabled: true, autoStart: false, allowStartStop: false },
      },
    })
  })

  it("keeps the stored value of a field that isn't shown, whatever the browser sends", () => {
    const parsed = parseDraft(readDraft(formData(sent)), { ...all, shown: ["enable_chat"] })
    expect(parsed).toMatchObject({
      ok: true,
      form: {
        isWebinar: true,
        enableChat: false,
        welcomeText: "Bienvenue",
        maxParticipants: 150,
        guestPolicy: "ask_moderator",
        lock: stored.lock,
        record: stored.record,
      },
    })
  })

  it("says which field is wrong, and which of the addresses", () => {
    const draft = {
      ...draftOf(stored),
      title: "x",
      startDate: "2026-02-31",
      startTime: "25:00",
      durationMinutes: "",
      maxParticipants: "many",
      guestPolicy: "nobody",
      presenterEmails: ["ada@univ.example", "bob"],
    }
    expect(parseDraft(draft, all)).toEqual({
      ok: false,
      errors: {
        title: "titleTooShort",
        startDate: "badDate",
        startTime: "badTime",
        durationMinutes: "badDuration",
        maxParticipants: "badNumber",
        guestPolicy: "invalid",
        "presenterEmails.1": "badEmail",
      },
    })
  })

  it("has words in both languages for every message that parsing gives", () => {
    const wrong = {
      ...draftOf(stored),
      title: "x".repeat(251),
      description: "x".repeat(10_001),
      durationMinutes: "7",
    }
    const emails = Array.from({ length: 21 }, (_, index) => `p${index}@univ.example`)
    for (const draft of [wrong, { ...wrong, title: "", presenterEmails: emails, maxParticipants: "-1" }]) {
      const parsed = parseDraft(draft, all)
      expect(parsed.ok).toBe(false)
      for (const key of parsed.ok ? [] : Object.values(parsed.errors)) {
        expect(en).toHaveProperty(key)
        expect(fr).toHaveProperty(key)
      }
    }
  })

  it("refuses a duration above the institution's limit", () => {
    const parsed = parseDraft({ ...draftOf(stored), durationMinutes: "315" }, all)
    expect(parsed).toEqual({ ok: false, errors: { durationMinutes: "durationTooLong" } })
  })

  it("may keep the duration it was filled with, whatever that is, and take no other one outside the list", () => {
    const base = { ...stored, durationMinutes: 322 }
    expect(parseDraft(draftOf(base), { ...all, base })).toEqual({ ok: true, form: base })
    expect(parseDraft({ ...draftOf(base), durationMinutes: "82" }, { ...all, base })).toEqual({
      ok: false,
      errors: { durationMinutes: "badDuration" },
    })
  })

  it("tells the server with what it was filled", () => {
    const data = writeDraft({ ...draftOf(stored), title: "Typed" })
    expect(readLoaded(data)).toBeNull()
    addLoaded(data, writeDraft(draftOf(stored)))
    expect(readLoaded(data)).toEqual(stored)
    expect(readDraft(data)).toEqual({ ...draftOf(stored), title: "Typed" })
    data.set("loaded.guestPolicy", "whoever")
    expect(readLoaded(data)).toBeNull()
  })

  it("reaches the server as it was typed", () => {
    const typed = { ...draftOf(stored), maxParticipants: "many", durationMinutes: "" }
    expect(readDraft(writeDraft(typed))).toEqual(typed)
  })

  it("gives back what was stored when nothing is changed", () => {
    expect(parseDraft(draftOf(stored), all)).toEqual({ ok: true, form: stored })
  })
})
