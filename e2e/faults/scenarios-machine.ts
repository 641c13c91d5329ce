// The machine under the product: its database, its disk.
import { spawn } from "node:child_process"
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

export const machineScenarios: Scenario[] = [
  busy("start", "live", (play) => play.order("start"), true),
  busy("live", "live", async (play) => {
    play.stage.line.isCut = true
    await play.sleep(4_000)
    play.lift()
  }),
  busy("stop", "over", (play) => play.order("stop")),
]
