// The machine under the product: its database, its disk.
import { spawn } from "node:child_process"
import { closeSync, existsSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { createClient } from "@libsql/client"
import { type Play, TRUTH_WITHIN_MS } from "./plays.ts"
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

/** As ntpd sets a clock that was wrong: the picture, the meeting's end and the stop must still be noticed. */
function clockJump(name: string, offset: string): Scenario {
  return {
    name: `clock jumps ${name}: live, picture lost, meeting ended`,
    missing: () =>
      existsSync(FAKETIME) ? null : "libfaketime is not installed (apt-get install libfaketime)",
    async run(play) {
      const { amphi, folder, line, bbb, webinar } = play.stage
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
        await play.goLive()
        writeFileSync(clock, offset)
        await play.sleep(2_000)
        line.isCut = true
        await play.sleep(5_000)
        play.lift()
        const took = await play.truth("live")
        bbb.faults({ call: "callback", fault: "lose" })
        bbb.end(webinar.meeting_id)
        return Math.max(took, await play.truth("over", 2 * TRUTH_WITHIN_MS))
      } finally {
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
  clockJump("an hour ahead", "+3600"),
  clockJump("an hour back", "-3600"),
]
