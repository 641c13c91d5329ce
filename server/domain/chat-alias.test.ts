import { expect, test } from "vitest"
import { Alias, claimsRole, cleanAlias, foldAlias, isAlike } from "./chat-alias.ts"

test("a pseudonym is one line that can be read", () => {
  expect(cleanAlias("  Le\n petit\u200b\t prince\u202e ")).toBe("Le petit prince")
  expect(cleanAlias("Z\u0301\u0302\u0303\u0304\u0305algo").length).toBeLessThanOrEqual(7)
  expect(Alias.safeParse("   ").error?.issues[0]?.message).toBe("required")
  expect(Alias.safeParse("x".repeat(41)).error?.issues[0]?.message).toBe("tooLong")
  for (const nothing of ["!", "?!", "a", "👻", "…"])
    expect(Alias.safeParse(nothing).error?.issues[0]?.message, nothing).toMatch(/tooShort/)
  for (const fine of ["Zorro", "éé", "名前", "Étudiant 42"])
    expect(Alias.safeParse(fine).success, fine).toBe(true)
})

test.each([
  ["Zorro", "ZORRO"],
  ["Zorro", "Z0rr0"],
  ["Zorro", "Zorr\u200bo"],
  ["Zorro", "Zòrró"],
  ["Zorro", "zorro!"],
  ["Zorro", "Z-o-r-r-o"],
  ["Zorro", "Zоrrо"],
])("%j and %j are the same pseudonym", (one, other) => expect(foldAlias(one)).toBe(foldAlias(other)))

test.each([
  ["Claire Martin", "Claire Martin"],
  ["claire martin", "Claire Martin"],
  ["C1aire Martin", "Claire Martin"],
  ["CIaire Martin", "Claire Martin"],
  ["Martin Claire", "Claire Martin"],
  ["ClaireMartin", "Claire Martin"],
  ["Claire Martin (prof)", "Claire Martin"],
  ["Claire Martln", "Claire Martin"],
  ["Clare Martin", "Claire Martin"],
  ["Claire Matrin", "Claire Martin"],
  ["Сlаirе Маrtin", "Claire Martin"],
  ["Léo", "LEO"],
])("%j is too much like %j", (alias, name) => expect(isAlike(alias, name, false)).toBe(true))

test.each([
  ["Zorro", "Claire Martin"],
  ["Claire", "Claire Martin"],
  ["Clara", "Claire"],
  ["Leonie", "Leo"],
  ["Lea", "Leo"],
  ["x", ""],
])("%j isn't too much like %j", (alias, name) => expect(isAlike(alias, name, false)).toBe(false))

test("a part of a presenter's name is theirs too", () => {
  expect(isAlike("Claire", "Claire Martin", true)).toBe(true)
  expect(isAlike("Martin", "Claire Martin", true)).toBe(true)
  expect(isAlike("Claire V", "Claire Martin", true)).toBe(false)
})

test("nobody calls themselves a presenter or a moderator", () => {
  for (const alias of [
    "Moderator",
    "Le modérateur",
    "M0dérateur 2",
    "Admin",
    "Équipe Amphi",
    "présentatrice",
  ])
    expect(claimsRole(alias), alias).toBe(true)
  for (const alias of ["Administration publique", "Zorro", "Amphibie"])
    expect(claimsRole(alias), alias).toBe(false)
})
