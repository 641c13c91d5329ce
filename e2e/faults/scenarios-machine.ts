// The machine under the product: its database, its disk.
import { spawn } from "node:child_process"
import { closeSync, existsSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { createClient } from "@libsql/client"
import type { Play } from "./plays.ts"
import type { Scenario } from "./scenario.ts"

const LOCK_MS = 5_000
export const LOCK_COMMAND = "hold-the-lock"

/** In a process of its own, as a backup or an administrator's shell would. */
export async function holdLock(file: string) {
  const client = createClient({ url: `file:${file}` })
  const transaction = await client.transaction("write")
  process.stdout.write("locked\n")
  await new Promise((resolve) => setTimeout(resolve, LOCK_MS))
  await transaction.rollback()
  client.close()
}

async function lockDatabase({ stage }: Play) {
  const file = join(stage.amphi.dataDir, "amphi.db")
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), LOCK_COMMAND, file], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve())
    child.once("exit", () => reject(new Error("the lock was not taken")))
  })
  return gone
}

function busy(
  name: string,
  goal: "live" | "over",
  act: (play: Play) => Promise<void>,
  short?: true,
): Scenario {
  return {
    name: `database busy for 5 s: ${name}`,
    ...(short && { short }),
    async run(play) {
      if (name !== "start") await play.goLive()
      const unlocked = await lockDatabase(play)
      const acted = act(play)
      await unlocked
      await acted
      return play.truth(goal)
    },
  }
}

const FILL_CHUNK = Buffer.alloc(256 * 1024)
const FULL_MS = 6_000

function fillDisk({ stage }: Play) {
  const file = join(stage.amphi.dataDir, "filling")
  const handle = openSync(file, "w")
  try {
    // To the last page: the smaller pieces fill what a big one leaves.
    for (let size = FILL_CHUNK.length; size >= 512; size = Math.floor(size / 2)) while (wrote(handle, size));
  } finally {
    closeSync(handle)
  }
  return () => rmSync(file)
}

function wrote(handle: number, size: number) {
  try {
    return writeSync(handle, FILL_CHUNK, 0, size) === size
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOSPC") return false
    throw error
  }
}

/** A command that can't be kept is refused aloud; given again when there is room, it works. */
function full(name: "start" | "live" | "stop", goal: "live" | "over"): Scenario {
  return {
    name: `disk full for 6 s: ${name}`,
    ...(name !== "live" && { byHand: true }),
    missing: ({ hasSmallDisk }) =>
      hasSmallDisk ? null : "no right to mount a small file system (needs root)",
    async run(play) {
      if (name !== "start") await play.goLive()
      const makeRoom = fillDisk(play)
      try {
        if (name === "live") play.stage.line.isCut = true
        else await play.order(name).catch(() => undefined)
        await play.sleep(FULL_MS)
      } finally {
        makeRoom()
        play.lift()
      }
      if (name !== "live") await play.order(name)
      return play.truth(goal)
    },
  }
}

const FAKETIME = `/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu/faketime/libfaketime.so.1`

type Moment = {
  name: string
  goal: "live" | "over"
  before(play: Play): Promise<void>
  after?(play: Play): Promise<void>
}

const LOOK_MS = 3_000

const MOMENTS: Moment[] = [
  {
    name: "waiting for the picture",
    goal: "live",
    async before(play) {
      play.stage.line.isCut = true
      await play.order("start")
      await play.untilStep("waiting_for_picture")
    },
  },
  {
    name: "live, then the picture is lost and the meeting ends",
    goal: "over",
    async before(play) {
      await play.goLive()
    },
    async after(play) {
      const { bbb, line, webinar } = play.stage
      line.isCut = true
      await play.sleep(LOOK_MS)
      play.lift()
      await play.truth("live")
      bbb.faults({ call: "callback", fault: "lose" }, { call: "hook", fault: "lose" })
      bbb.end(webinar.meeting_id)
    },
  },
  {
    name: "interrupted, by a gateway that died",
    goal: "live",
    async before(play) {
      const gateway = await play.gatewayAhead()
      gateway.dial({ kind: "diesAfter", ms: 8_000 })
      await play.goLive()
      await play.untilStep("interrupted")
    },
  },
  {
    name: "stopping, by a gateway that doesn't answer",
    goal: "over",
    async before(play) {
      await play.goLive()
      for (const gateway of play.stage.gateways) gateway.dial({ kind: "refuse", times: 10_000 })
      await play.order("stop")
      await play.untilStep("stopping")
    },
  },
]

/** As ntpd sets a clock that was wrong: whatever is due must still be noticed. */
function clockJump(direction: string, aheadSeconds: number, { name, goal, before, after }: Moment): Scenario {
  return {
    name: `clock jumps an hour ${direction}: ${name}`,
    missing: () =>
      existsSync(FAKETIME) ? null : "libfaketime is not installed (apt-get install libfaketime)",
    async run(play) {
      const { amphi, folder, ledger } = play.stage
      const clock = join(folder, "clock")
      writeFileSync(clock, "+0")
      await amphi.stop()
      await amphi.start({
        LD_PRELOAD: FAKETIME,
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_CACHE_DURATION: "1",
        DONT_FAKE_MONOTONIC: "1",
        FAKETIME_DONT_FAKE_MONOTONIC: "1",
      })
      try {
        await before(play)
        writeFileSync(clock, `${aheadSeconds > 0 ? "+" : ""}${aheadSeconds}`)
        ledger.clockAheadMs = aheadSeconds * 1_000
        await play.sleep(LOOK_MS)
        play.lift()
        await after?.(play)
        return await play.truth(goal)
      } finally {
        ledger.clockAheadMs = 0
        await amphi.stop()
        await amphi.start()
      }
    },
  }
}

export const machineScenarios: Scenario[] = [
  busy("start", "live", (play) => play.order("start"), true),
  busy("live", "live", async (play) => {
    play.stage.line.isCut = true
    await play.sleep(4_000)
    play.lift()
  }),
  busy("stop", "over", (play) => play.order("stop")),
  full("start", "live"),
  full("live", "live"),
  full("stop", "over"),
  ...MOMENTS.map((moment) => clockJump("ahead", 3_600, moment)),
  ...MOMENTS.map((moment) => clockJump("back", -3_600, moment)),
]
