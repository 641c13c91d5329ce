// `npm run test:reservations [-- OPERATIONS]`: random bookings, moves and deletes from four processes at once on one
// database file, through the product's own services. Then: no gateway is promised twice, and nothing said was untrue. Then
// two days of lives: whoever asks for the gateway that is promised to them gets it.
import { fork } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { closeDatabase, migrateDatabase } from "#db/client.ts"
import { buildDeps, type Deps } from "#server/deps.ts"
import { type MadeGateway, makeGateway, makeTeacher } from "#server/test-factories.ts"
import { bookAtRandom } from "./booking.ts"
import { LedgerLine } from "./ledger.ts"
import { holdLives } from "./lives.ts"
import { trialConfig } from "./trial-config.ts"
import { judge } from "./verdict.ts"

const PROCESSES = 4
const GATEWAYS = 3

async function main() {
  const [first = "10000", folder, ownerId, seed] = process.argv.slice(2)
  const operations = Number(first)
  if (!Number.isInteger(operations) || operations < 1) throw new Error(`not a number of operations: ${first}`)
  if (folder && ownerId) return bookAtRandom({ operations, folder, ownerId, seed: Number(seed) })
  const own = await mkdtemp(join(tmpdir(), "amphi-reservations-"))
  try {
    await holdTrial(operations, own)
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

async function holdTrial(operations: number, folder: string) {
  const deps = await buildDeps(trialConfig(folder))
  try {
    await migrateDatabase(deps.db, "db/migrations")
    const gateways: MadeGateway[] = []
    for (let count = 0; count < GATEWAYS; count++)
      gateways.push(await makeGateway(deps, { name: `gateway ${count}` }))
    const seed = Date.now() % 1_000_000
    console.log(`${operations} operations by ${PROCESSES} processes on ${GATEWAYS} gateways, seed ${seed}`)
    const ledgers = await Promise.all(
      Array.from({ length: PROCESSES }, async (_, index) => {
        const share = Math.floor(operations / PROCESSES) + (index < operations % PROCESSES ? 1 : 0)
        return runChild(deps, { share, folder, seed: seed + index })
      }),
    )
    const verdict = await judge(deps.db, ledgers.flat())
    sayLives(await holdLives(deps, gateways, seed))
    say(verdict)
  } finally {
    closeDatabase(deps.db)
  }
}

type Share = { share: number; folder: string; seed: number }

async function runChild(deps: Deps, { share, folder, seed }: Share): Promise<LedgerLine[]> {
  const owner = await makeTeacher(deps)
  const lines: LedgerLine[] = []
  if (share === 0) return lines
  const child = fork(fileURLToPath(import.meta.url), [String(share), folder, owner.id, String(seed)])
  child.on("message", (message) => lines.push(LedgerLine.parse(message)))
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("close", resolve)
  })
  if (code !== 0) throw new Error(`a process ended with ${code}`)
  return lines
}

function sayLives({ granted, counts, problems }: Awaited<ReturnType<typeof holdLives>>) {
  for (const problem of problems) console.error(problem)
  console.log(`lives: ${JSON.stringify({ granted, denied: problems.length, ...counts })}`)
  if (problems.length > 0) process.exitCode = 1
}

function say({ operations, overlaps, lost, problems, outcomes }: Awaited<ReturnType<typeof judge>>) {
  for (const problem of problems) console.error(problem)
  console.log(
    Object.entries(outcomes)
      .map(([outcome, count]) => `${count} ${outcome}`)
      .join(", "),
  )
  console.log(`reservations: ${JSON.stringify({ operations, overlaps, lost })}`)
  if (problems.length > 0) process.exitCode = 1
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
