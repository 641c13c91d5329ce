import { expect, test } from "vitest"
import { createSeal, derivedSecret, sameSecret } from "./seal.ts"

test("what is sealed opens with its secret, and only with that", () => {
  const seal = createSeal("a secret of some length")
  const sealed = seal.seal("été 🎥")
  expect(sealed).not.toContain("été")
  expect(createSeal("a secret of some length").open(sealed)).toBe("été 🎥")
  expect(() => createSeal("another secret").open(sealed)).toThrow()
})

test("the same text is sealed differently each time, and the empty text too", () => {
  const seal = createSeal("a secret of some length")
  expect(seal.seal("token")).not.toBe(seal.seal("token"))
  expect(seal.open(seal.seal(""))).toBe("")
})

test("a changed or cut value does not open", () => {
  const seal = createSeal("a secret of some length")
  const bytes = Buffer.from(seal.seal("token"), "base64url")
  for (let index = 0; index < bytes.length; index++) {
    const changed = Buffer.from(bytes)
    changed.writeUInt8((bytes.readUInt8(index) + 1) % 256, index)
    expect(() => seal.open(changed.toString("base64url")), `byte ${index}`).toThrow()
  }
  for (const cut of ["", "AAAA", bytes.subarray(0, 20).toString("base64url")])
    expect(() => seal.open(cut), cut).toThrow()
})

test("a tag cut short, which is easier to guess, does not open", () => {
  const seal = createSeal("a secret of some length")
  const sealed = Buffer.from(seal.seal(""), "base64url")
  expect(() => seal.open(sealed.subarray(0, 12 + 4).toString("base64url"))).toThrow()
})

test("secrets are compared whole", () => {
  expect(sameSecret("abc", "abc")).toBe(true)
  for (const wrong of ["", "ab", "abcd", "abd"]) expect(sameSecret(wrong, "abc")).toBe(false)
})

test("the parts of an installation share secrets that don't tell the first one", () => {
  expect(derivedSecret("secret", "media")).toBe(derivedSecret("secret", "media"))
  expect(derivedSecret("secret", "media")).not.toBe(derivedSecret("secret", "other"))
  expect(derivedSecret("secret", "media")).not.toContain("secret")
})
