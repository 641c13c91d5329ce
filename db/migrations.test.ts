import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { createClient } from "@libsql/client"
import { expect, test } from "vitest"

const FOLDER = "db/migrations"

test("chat messages from before pseudonyms and reviews are kept as they were", async () => {
  const client = createClient({ url: ":memory:" })
  for (const file of migrations((name) => name < "0005")) await client.executeMultiple(file)
  await client.executeMultiple(`
    pragma foreign_keys = off;
    insert into chat_messages (id, event_id, seq, client_id, author_id, author_name, origin, text, delivery, created_at)
      values ('m1', 'e1', 7, 'client-1', 'u1', 'Ada', 'listener', 'bonjour', 'in_meeting', 1000)`)
  for (const file of migrations((name) => name >= "0005")) await client.executeMultiple(file)
  const { rows } = await client.execute("select * from chat_messages")
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({
    seq: 7,
    rev: 0,
    under_alias: 0,
    state: "shown",
    source_id: null,
    text: "bonjour",
  })
  client.close()
})

function migrations(wanted: (name: string) => boolean) {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".sql") && wanted(name))
    .sort()
    .map((name) => readFileSync(join(FOLDER, name), "utf8"))
}
