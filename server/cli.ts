// Commands around the database: `migrate`, and `seed` with a JSON file of accounts and gateways.
import { readFile } from "node:fs/promises"
import { closeDatabase, migrateDatabase, openDatabase } from "#db/client.ts"
import { Seed, seedDatabase } from "#db/seed.ts"
import { readEnvironment } from "./config.ts"
import { messageOf } from "./errors.ts"
import { newId, randomKey } from "./ids.ts"
import { createSeal } from "./seal.ts"
import { hashPassword } from "./services/users.ts"

async function main([command, file]: string[]) {
  const config = readEnvironment()
  const db = await openDatabase(config.database)
  try {
    await migrateDatabase(db, "db/migrations")
    if (command === "migrate") return "the database is up to date"
    if (command !== "seed" || !file) throw new Error("usage: cli migrate | cli seed FILE.json")
    const seed = Seed.parse(JSON.parse(await readFile(file, "utf8")))
    await seedDatabase(db, seed, { newId, randomKey, hashPassword, seal: createSeal(config.secret).seal })
    return `${seed.users.length} accounts and ${seed.gateways.length} gateways are there`
  } finally {
    closeDatabase(db)
  }
}

main(process.argv.slice(2))
  .then((said) => process.stdout.write(`${said}\n`))
  .catch((error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`)
    process.exitCode = 1
  })
