import { eq } from "drizzle-orm"
import { expect, test } from "vitest"
import { write } from "#db/client.ts"
import { insertUser } from "#db/queries/users.ts"
import { users } from "#db/schema.ts"
import { createTestDeps } from "#server/test-deps.ts"
import { makeUser } from "#server/test-factories.ts"
import { findActor, hashPassword, signIn } from "./users.ts"

async function account(email: string) {
  const deps = await createTestDeps()
  const passwordHash = await hashPassword("right")
  const row = { id: "u1", email, name: "Ada", passwordHash, createdAt: deps.clock.now() }
  await write(deps.db, (tx) => insertUser(tx, row))
  const attempt = (password: string, address = "192.0.2.1") => signIn(deps, { email, password, address })
  return { deps, attempt }
}

test("the right password signs in, whatever the case of the address; anything else is refused", async () => {
  const { deps, attempt } = await account("Ada.One@univ.test")
  expect(await attempt("right")).toEqual({ id: "u1", name: "Ada", email: "ada.one@univ.test" })
  for (const wrong of ["wrong", "", "right ", "x".repeat(2000)]) expect(await attempt(wrong)).toBe("refused")
  const unknown = { email: "nobody@univ.test", password: "right", address: "192.0.2.1" }
  expect(await signIn(deps, unknown)).toBe("refused")
})

test("an account that signs in elsewhere, or was disabled, can't sign in here", async () => {
  const { deps, attempt } = await account("ada.two@univ.test")
  const other = await makeUser(deps)
  const elsewhere = { email: `${other.id}@univ.test`, password: "", address: "192.0.2.2" }
  expect(await signIn(deps, elsewhere)).toBe("refused")
  await deps.db.update(users).set({ disabledAt: deps.clock.now() }).where(eq(users.id, "u1"))
  expect(await attempt("right")).toBe("refused")
  expect(await findActor(deps, "u1")).toEqual({ kind: "anonymous" })
})

test("an account is guessed at ten times, then not for a while, even with the right password", async () => {
  const { attempt } = await account("ada.three@univ.test")
  for (let count = 0; count < 10; count++) expect(await attempt("wrong", `192.0.2.${count}`)).toBe("refused")
  expect(await attempt("right", "192.0.2.99")).toBe("too_many")
})

test("a changed role counts at the next request", async () => {
  const deps = await createTestDeps()
  const user = await makeUser(deps)
  expect(await findActor(deps, user.id)).toMatchObject({ isAdmin: false })
  await deps.db.update(users).set({ isAdmin: true }).where(eq(users.id, user.id))
  expect(await findActor(deps, user.id)).toMatchObject({ isAdmin: true })
  expect(await findActor(deps, "nobody")).toEqual({ kind: "anonymous" })
})
