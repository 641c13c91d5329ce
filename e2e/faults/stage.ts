// The whole path of a webinar: the product, BigBlueButton, two gateways with their cameras, and the people who look.
import { spawn, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { closeDatabase } from "#db/client.ts"
import { findUserByEmail } from "#db/queries/users.ts"
import { readConfig } from "#server/config.ts"
import { buildDeps } from "#server/deps.ts"
import { findActor } from "#server/services/users.ts"
import { makeWebinar } from "#server/test-factories.ts"
import { type BbbSim, startBbbSim } from "../sims/bbb/bbb-sim.ts"
import { type SipmediagwControl, startSipmediagwSim } from "../sims/sipmediagw/sipmediagw-sim.ts"
import { Amphi } from "./amphi.ts"
import { type Line, openStudio, type Studio } from "./camera.ts"
import { DatabaseServer } from "./database-server.ts"
import { Ledger, type WebinarFacts } from "./ledger.ts"
import { Person } from "./person.ts"
import {
  ADMIN,
  BBB_SECRET,
  environmentOf,
  GATEWAY_TOKEN,
  LAUNCHER_ID,
  type Layout,
  PLACES,
  PRESENTER,
  SEED,
  webUrls,
} from "./places.ts"

const HOST = "127.0.0.1"

export type Stage = {
  layout: Layout
  amphi: Amphi
  /** null where the database is a file. */
  database: DatabaseServer | null
  bbb: BbbSim["control"]
  gateways: SipmediagwControl[]
  line: Line
  studio: Studio
  ledger: Ledger
  webinar: WebinarFacts
  listener: Person
  presenter: Person
  admin: Person
  /** Where listeners were told to look, as long as it may still answer. */
  addresses: Set<string>
  /** The data have a small file system of their own, which can be filled. */
  hasSmallDisk: boolean
  folder: string
}

/** Whatever goes wrong on the way: what was started is in `closers`. */
export type Closers = (() => Promise<void> | void)[]

export async function openStage(layout: Layout, closers: Closers): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "amphi-faults-"))
  closers.push(() => rmSync(folder, { recursive: true, force: true }))
  const dataDir = join(folder, "data")
  mkdirSync(dataDir)
  const hasSmallDisk = mountSmallDisk(dataDir, closers)
  const bbb = await startBbbSim({ host: HOST, port: PLACES.bbb, secret: BBB_SECRET })
  closers.push(() => bbb.close())
  const gateways = await startGateways(closers)
  const database = layout === "machines" ? new DatabaseServer(join(folder, "database")) : null
  if (database) closers.push(() => database.kill())
  await database?.start()
  const environment = environmentOf(dataDir, layout)
  await seed(folder, environment)
  await plan(environment)
  const line = { isCut: false }
  const studio = openStudio(gateways, bbb.control, line)
  closers.push(() => studio.close())
  const amphi = new Amphi(dataDir, layout, join(tmpdir(), `amphi-faults-${PLACES.app}.log`))
  closers.push(() => amphi.stop())
  await amphi.start()
  const ledger = new Ledger(database?.httpUrl ?? `file:${join(dataDir, "amphi.db")}`)
  closers.push(() => ledger.close())
  const [firstWeb, secondWeb = firstWeb] = webUrls(layout)
  const presenter = new Person(firstWeb)
  await presenter.signIn(PRESENTER)
  const admin = new Person(secondWeb)
  await admin.signIn(ADMIN)
  return {
    layout,
    amphi,
    database,
    bbb: bbb.control,
    gateways,
    line,
    studio,
    ledger,
    webinar: await ledger.webinar(),
    listener: new Person(secondWeb),
    presenter,
    admin,
    addresses: new Set(),
    hasSmallDisk,
    folder,
  }
}

export async function closeAll(closers: Closers) {
  for (let close = closers.pop(); close; close = closers.pop()) await close()
}

const DISK_SIZE = "64m"

/** Needs the rights of root; without them a full disk can't be had. */
function mountSmallDisk(folder: string, closers: Closers) {
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_SIZE}`, "tmpfs", folder])
  if (mounted.status !== 0) return false
  closers.push(() => void spawnSync("umount", ["-l", folder]))
  return true
}

async function startGateways(closers: Closers) {
  const common = { host: HOST, browser: { kind: "none" }, timings: "fast", scheme: "http" } as const
  const [classicPort, launcherPort] = PLACES.gateways
  const sims = [
    await startSipmediagwSim({ ...common, port: classicPort, version: "1.6.0", token: GATEWAY_TOKEN }),
    await startSipmediagwSim({
      ...common,
      port: launcherPort,
      version: "head",
      gwId: LAUNCHER_ID,
      webrtcDomain: `localhost:${PLACES.app}/join`,
    }),
  ]
  closers.push(...sims.map((sim) => () => sim.close()))
  return sims.map((sim) => sim.control)
}

function seed(folder: string, env: NodeJS.ProcessEnv) {
  const file = join(folder, "seed.json")
  writeFileSync(file, JSON.stringify(SEED))
  return new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, ["dist/server/cli.mjs", "seed", file], {
      env,
      stdio: ["ignore", "ignore", "inherit"],
    })
    child.once("error", reject)
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`the seed ended with ${code}`))))
  })
}

/** One webinar for now, as its presenter would save it. */
async function plan(env: NodeJS.ProcessEnv) {
  const deps = await buildDeps(readConfig({ ...env, LOG_LEVEL: "silent" }))
  try {
    const user = await findUserByEmail(deps.db, PRESENTER.email)
    const actor = await findActor(deps, user?.id ?? "")
    if (actor.kind !== "user") throw new Error("the presenter was not seeded")
    const [startDate = "", startTime = ""] = new Date()
      .toLocaleString("sv-SE", { timeZone: "Europe/Paris", dateStyle: "short", timeStyle: "short" })
      .split(" ")
    await makeWebinar(deps, actor, { title: "Fault", startDate, startTime, durationMinutes: 240 })
  } finally {
    closeDatabase(deps.db)
  }
}
