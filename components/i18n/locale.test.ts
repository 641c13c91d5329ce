import { expect, test } from "vitest"
import { negotiateLocale } from "./locale.ts"

test("a chosen language wins over the browser's", () => {
  expect(negotiateLocale("fr", "en-GB,en;q=0.9")).toBe("fr")
})

test("a tampered cookie counts as no choice", () => {
  expect(negotiateLocale("../../etc", "fr-CA,fr;q=0.8,en;q=0.5")).toBe("fr")
})

test("the browser's weights decide, whatever the order", () => {
  expect(negotiateLocale(undefined, "en;q=0.4, de, fr;q=0.8")).toBe("fr")
  expect(negotiateLocale(undefined, "fr;q=0, en")).toBe("en")
})

test("a language that Amphi doesn't speak gets English", () => {
  expect(negotiateLocale(undefined, "de-DE,de")).toBe("en")
  expect(negotiateLocale(undefined, null)).toBe("en")
})
