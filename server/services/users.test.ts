import { hash } from "@node-rs/argon2"
import { eq } from "drizzle-orm"
import { expect, test } from "vitest"
import { write } from "#db/client.ts"
import { insertUser } from "#db/queries/users.ts"
import { audit, users } from "#db/schema.ts"
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

/** Of `count` people, whose passwords take little time to compare. */
async function hall(count: number) {
  const deps = await createTestDeps()
  const passwordHash = await hash("right", { memoryCost: 8, timeCost: 1, parallelism: 1 })
  const name = crypto.randomUUID()
  const emails = Array.from({ length: count }, (_, n) => `${name}-${n}@univ.test`)
  const createdAt = deps.clock.now()
  for (const email of emails)
    await write(deps.db, (tx) => insertUser(tx, { id: email, email, name, passwordHash, createdAt }))
  const attempt = (email: string | undefined, password: string, address: string) =>
    signIn(deps, { email: email ?? "", password, address })
  return { deps, emails, attempt }
}

test("a line guesses at an account ten times, then not for a while, and others sign in to it", async () => {
  const { emails, attempt } = await hall(1)
  const [email] = emails
  for (let count = 0; count < 10; count++)
    expect(await attempt(email, "wrong", `2001:db8:1:2::${count}`)).toBe("refused")
  expect(await attempt(email, "right", "2001:db8:1:2::99")).toBe("too_many")
  expect(await attempt(email, "right", "2001:db8:1:3::99")).toMatchObject({ email })
})

test("an account is guessed at a hundred times from anywhere, then not for a while", async () => {
  const { emails, attempt } = await hall(1)
  const [email] = emails
  for (let count = 0; count < 100; count++)
    expect(await attempt(email, "wrong", `192.0.2.${count}`)).toBe("refused")
  expect(await attempt(email, "right", "192.0.2.200")).toBe("too_many")
})

test("a hall behind one address signs in, however many of it mistype, and is not guessed with for ever", async () => {
  const { emails, attempt } = await hall(112)
  const address = "198.51.100.1"
  for (const email of emails.slice(0, 110))
    for (let count = 0; count < 9; count++) await attempt(email, "wrong", address)
  for (let count = 0; count < 20; count++)
    expect(await attempt(emails[110], "right", address)).toMatchObject({ email: emails[110] })
  for (let count = 0; count < 10; count++) await attempt(emails[111], "wrong", address)
  expect(await attempt(emails[110], "right", address)).toBe("too_many")
  expect(await attempt(emails[110], "right", "198.51.100.2")).toMatchObject({ email: emails[110] })
})

test("what can't be an address or a password is neither looked up nor counted nor kept", async () => {
  const { deps, emails, attempt } = await hall(1)
  const [email] = emails
  for (let count = 0; count < 1_001; count++) {
    expect(await attempt("x".repeat(255), "right", "198.51.100.3")).toBe("refused")
    expect(await attempt(email, "x".repeat(1_025), "198.51.100.3")).toBe("refused")
  }
  expect(await deps.db.select().from(audit)).toEqual([])
  expect(await attempt(email, "right", "198.51.100.3")).toMatchObject({ email })
})

test("a changed role counts at the next request", async () => {
  const deps = await createTestDeps()
  const user = await makeUser(deps)
  expect(await findActor(deps, user.id)).toMatchObject({ isAdmin: false })
  await deps.db.update(users).set({ isAdmin: true }).where(eq(users.id, user.id))
  expect(await findActor(deps, user.id)).toMatchObject({ isAdmin: true })
  expect(await findActor(deps, "nobody")).toEqual({ kind: "anonymous" })
})
