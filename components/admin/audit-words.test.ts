import { expect, test } from "vitest"
import { ChangeRules } from "#server/domain/moderation.ts"
import { GUEST_POLICIES, WebinarForm } from "#server/domain/webinar.ts"
import admin from "../i18n/en/admin.json" with { type: "json" }
import { IN_WORDS, MOMENTS } from "./audit-words.ts"

const { fact, field, value } = admin.audit
/** They have facts of their own. */
const DATES_AND_PEOPLE = ["startDate", "startTime", "durationMinutes", "presenterEmails"]

test("every fact that the audit page words has its words", () => {
  const rules = Object.keys(ChangeRules.shape.change.shape)
  expect(Object.keys(fact)).toEqual(expect.arrayContaining([...IN_WORDS, ...MOMENTS, ...rules]))
})

test("every field of a webinar that a save can change has a name", () => {
  const names = Object.keys(WebinarForm.shape).filter((name) => !DATES_AND_PEOPLE.includes(name))
  expect(Object.keys(field)).toEqual(expect.arrayContaining([...names, "slides", "published"]))
  expect(Object.keys(value)).toEqual(expect.arrayContaining([...GUEST_POLICIES, "true", "false"]))
})
