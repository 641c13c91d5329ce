import { readFile } from "node:fs/promises"
import { expect, test } from "vitest"
import { listGatewayRecords } from "./queries/gateways.ts"
import { users } from "./schema.ts"
import { Seed, seedDatabase } from "./seed.ts"
import { openTestDatabase } from "./test-db.ts"

function makeTools() {
  let count = 0
  return {
    newId: () => `id${++count}`,
    randomKey: (length: number) => "k".repeat(length),
    hashPassword: async (password: string) => `hash of ${password}`,
    seal: (plain: string) => `sealed ${plain}`,
  }
}

test("the demo's accounts and gateways are made once, and follow a changed address", async () => {
  const { db } = await openTestDatabase()
  const seed = Seed.parse(JSON.parse(await readFile("db/demo-seed.json", "utf8")))
  const tools = makeTools()
  await seedDatabase(db, seed, tools)
  const before = await listGatewayRecords(db)
  const moved = {
    ...seed,
    gateways: seed.gateways.map((gateway) => ({ ...gateway, url: "http://moved.test" })),
  }
  await seedDatabase(db, moved, tools)
  expect(await db.select().from(users)).toHaveLength(seed.users.length)
  const after = await listGatewayRecords(db)
  expect(after.map(({ gateway }) => gateway.id)).toEqual(before.map(({ gateway }) => gateway.id))
  expect(after.every(({ gateway }) => gateway.sipmediagwUrl === "http://moved.test")).toBe(true)
  expect(after.map(({ broadcaster }) => broadcaster.streamName)).toEqual(
    seed.gateways.map((gateway) => gateway.streamName),
  )
})
