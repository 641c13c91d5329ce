import { expect, test } from "vitest"
import en from "#components/i18n/en/operations.json"
import fr from "#components/i18n/fr/operations.json"
import { CALL_OUTCOMES, CALLS } from "#server/domain/livestream-call.ts"

test("a session's page has words for every call and every outcome, in both languages", () => {
  for (const { calls } of [en.session, fr.session]) {
    for (const call of CALLS) expect(calls.call).toHaveProperty(call)
    for (const outcome of [...CALL_OUTCOMES, "let_in"]) expect(calls.outcome).toHaveProperty(outcome)
  }
})
