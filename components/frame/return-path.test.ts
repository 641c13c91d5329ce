import { expect, test } from "vitest"
import { returnPath } from "./return-path.ts"

const OWN = "https://amphi.univ.fr"

test("one returns to the page one came from", () => {
  expect(returnPath("/events/physique?tab=chat#top", OWN)).toBe("/events/physique?tab=chat#top")
  expect(returnPath("https://amphi.univ.fr/webinars", OWN)).toBe("/webinars")
})

test("signing in never sends anybody to another site", () => {
  const addresses = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/.//evil.example",
    "\\\\evil.example",
    "https://amphi.univ.fr.evil.example",
    "https://amphi.univ.fr@evil.example",
    "javascript:alert(1)",
    "http://[",
  ]
  for (const address of addresses) expect(returnPath(address, OWN), address).toBe("/")
})

test("the sign-in page never returns to itself", () => {
  expect(returnPath("/sign-in?callbackUrl=/webinars", OWN)).toBe("/")
})
