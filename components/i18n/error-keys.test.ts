import { readdirSync, readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { SendMessage } from "#server/domain/chat.ts"
import { ChooseAlias } from "#server/domain/chat-alias.ts"
import { DirectEventForm } from "#server/domain/direct-event.ts"
import { BroadcasterForm, GatewayForm } from "#server/domain/gateway.ts"
import { ChangeRules, NameModerator, PinAnnouncement } from "#server/domain/moderation.ts"
import { WebinarForm } from "#server/domain/webinar.ts"
import type { ErrorCode } from "#server/errors.ts"
import errors from "./en/errors.json" with { type: "json" }

const CODES: Record<ErrorCode, true> = {
  unauthenticated: true,
  forbidden: true,
  not_found: true,
  conflict: true,
  invalid: true,
  too_many_requests: true,
  chat_closed: true,
  chat_paused: true,
  chat_muted: true,
  chat_banned: true,
  slow_mode: true,
  link_refused: true,
  alias_off: true,
  no_gateway: true,
  not_a_webinar: true,
  feature_off: true,
  upstream: true,
  internal: true,
}

const LONG = "x".repeat(20_000)
const BAD_WEBINARS = [
  { title: "", description: LONG, startDate: "", startTime: "", durationMinutes: 7, welcomeText: LONG },
  { title: LONG, durationMinutes: Number.NaN, maxParticipants: 0, presenterEmails: ["nobody"] },
  { maxParticipants: 1e9, presenterEmails: Array.from({ length: 21 }, () => "a@b.fr") },
]
const BAD_GATEWAYS = [
  { name: "", sipmediagwUrl: "ftp://", token: LONG, gatewayRef: "é", rtmpUrl: "http://", broadcasterId: "" },
  { name: LONG, sipmediagwUrl: `https://${LONG}`, gatewayRef: LONG },
]
const BAD_BROADCASTERS = [
  { name: "", hlsUrl: "x", streamName: "É", listed: true, restricted: true },
  { name: "ab", hlsUrl: "", streamName: "", listed: true, restricted: true },
]
const BAD_WORDS = [[LONG], Array.from({ length: 201 }, (_, index) => `word ${index}`)]

const BAD_EVENTS = [
  { title: "", description: LONG, startDate: "", startTime: "", durationMinutes: 7, ownerEmail: "ada" },
  { title: LONG, durationMinutes: 24 * 60, broadcasterId: "" },
]

test("every error code of the server has a sentence", () => {
  expect(Object.keys(errors)).toEqual(expect.arrayContaining(Object.keys(CODES)))
})

test("every message of a form's schema has a sentence", () => {
  const results = [
    ...BAD_WEBINARS.map((form) => WebinarForm.safeParse(form)),
    ...BAD_GATEWAYS.map((form) => GatewayForm.safeParse(form)),
    ...BAD_BROADCASTERS.map((form) => BroadcasterForm.safeParse(form)),
    ...BAD_EVENTS.map((form) => DirectEventForm.safeParse(form)),
    ...["", LONG].map((text) => SendMessage.safeParse({ text })),
    ...["", "!", LONG].map((alias) => ChooseAlias.safeParse({ alias })),
    ...["", "nobody", LONG].map((email) => NameModerator.safeParse({ email })),
    ...["", LONG].map((text) => PinAnnouncement.safeParse({ text })),
    ...BAD_WORDS.map((blockedWords) => ChangeRules.safeParse({ change: { blockedWords } })),
  ]
  const issues = results.flatMap((result) => result.error?.issues ?? [])
  const own = issues.filter(({ message }) => !/^Invalid/.test(message))
  expect(own.length).toBeGreaterThan(20)
  for (const { message, path } of own) expect(Object.keys(errors), path.join(".")).toContain(message)
})

const SERVICES = new URL("../../server/services/", import.meta.url)
// Either `fields: { name: "key" }`, `fields.name = "key"`, `invalid([["name", "key"]])` or `refused("key")`.
const FIELD_KEY = /(?:fields: \{ \w+: |fields\.\w+ = |invalid\(\[\["\w+", |refused\()"(\w+)"/g

test("every field error of a service has a sentence", () => {
  const sources = readdirSync(SERVICES).filter((name) => /^[a-z-]+\.ts$/.test(name))
  const keys = sources.flatMap((name) =>
    [...readFileSync(new URL(name, SERVICES), "utf8").matchAll(FIELD_KEY)].map((match) => match[1]),
  )
  expect(keys.length).toBeGreaterThan(5)
  expect(Object.keys(errors)).toEqual(expect.arrayContaining(keys))
})
