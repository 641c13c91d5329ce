import { eq, sql } from "drizzle-orm"
import { describe, expect, onTestFinished, test } from "vitest"
import { closeDatabase, type Db, migrateDatabase, openDatabase, write } from "./client.ts"
import { insertUser } from "./queries/users.ts"
import { users } from "./schema.ts"
import { openTestDatabase } from "./test-db.ts"

const createdAt = new Date("2026-11-23T09:00:00Z")

function add(db: Db, id: string) {
  return write(db, (tx) => insertUser(tx, { id, email: `${id}@univ.test`, name: id, createdAt }))
}

async function idsIn(db: Db) {
  return (await db.select({ id: users.id }).from(users).orderBy(users.id)).map((row) => row.id)
}

async function openAgain(url: string) {
  const db = await openDatabase({ url })
  onTestFinished(() => closeDatabase(db))
  return db
}

describe("writing", () => {
  test("that fails in the middle leaves nothing behind, and the next write goes on", async () => {
    const { db } = await openTestDatabase()
    const failing = write(db, async (tx) => {
      await insertUser(tx, { id: "a", email: "a@univ.test", name: "A", createdAt })
      throw new Error("on purpose")
    })
    await expect(failing).rejects.toThrow("on purpose")
    await add(db, "b")
    expect(await idsIn(db)).toEqual(["b"])
  })

  test("by many at once is one after the other: no count is lost", async () => {
    const { db } = await openTestDatabase()
    await add(db, "a")
    const count = () =>
      write(db, async (tx) => {
        const [row] = await tx.select().from(users).where(eq(users.id, "a"))
        await tx
          .update(users)
          .set({ name: `${Number(row?.name) + 1 || 1}` })
          .where(eq(users.id, "a"))
      })
    await Promise.all(Array.from({ length: 50 }, count))
    expect((await db.select().from(users))[0]?.name).toBe("50")
  })

  test("by two connections to one file loses nothing that was acknowledged", async () => {
    const { db, url } = await openTestDatabase()
    const other = await openAgain(url)
    const ids = Array.from({ length: 60 }, (_, index) => String(index).padStart(2, "0"))
    await Promise.all(ids.map((id, index) => add(index % 2 ? db : other, id)))
    expect(await idsIn(await openAgain(url))).toEqual(ids)
  })

  test("waits for another connection's transaction, and then is really stored", async () => {
    const { db, url } = await openTestDatabase()
    const other = await openAgain(url)
    let letGo: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    let begun = false
    const holding = write(other, async (tx) => {
      await insertUser(tx, { id: "first", email: "first@univ.test", name: "First", createdAt })
      begun = true
      await held
    })
    await expect.poll(() => begun, { timeout: 10_000, interval: 5 }).toBe(true)
    const waiting = add(db, "second")
    const alone = db.run(sql`update users set name = 'Renamed' where id = 'first'`)
    letGo()
    await Promise.all([holding, waiting, alone])
    expect(await idsIn(await openAgain(url))).toEqual(["first", "second"])
    expect((await other.select().from(users).where(eq(users.id, "first")))[0]?.name).toBe("Renamed")
  })
})

test("reading goes on while somebody writes", async () => {
  const { db, url } = await openTestDatabase()
  const other = await openAgain(url)
  await write(other, async (tx) => {
    await insertUser(tx, { id: "a", email: "a@univ.test", name: "A", createdAt })
    expect(await idsIn(db)).toEqual([])
  })
  expect(await idsIn(db)).toEqual(["a"])
})

test("a database that is up to date is migrated again without harm", async () => {
  const { db } = await openTestDatabase()
  await add(db, "a")
  await migrateDatabase(db, "db/migrations")
  expect(await idsIn(db)).toEqual(["a"])
})
