// The product's own build as a program of the bench, in any role.

import { createServer } from "node:net"
import { join } from "node:path"
import Pusher from "pusher"
import { root } from "../../prepare.mjs"
import { processesBelow, startProgram } from "../processes.mjs"

const SCRIPT = "dist/server/main.mjs"
const READY_WITHIN_MS = 60_000
let starts = 0

export async function startProduct({ environment, folder }) {
  const program = startProgram(process.execPath, [SCRIPT], {
    cwd: root,
    env: { ...process.env, ...environment },
    logFile: join(folder, `amphi-${++starts}.log`),
  })
  // Its media origin, a process of its own, says the same of itself.
  const ready = `"msg":"amphi is ready","role":"${environment.ROLE}"`
  await program.until(() => program.said().includes(ready), {
    what: "Amphi is ready",
    withinMs: READY_WITHIN_MS,
  })
  // The program on the leash, not the leash.
  const { pid } = processesBelow(program.pid).find(({ argv }) => argv[1] === SCRIPT)
  return { pid, stop: program.stop }
}

/** A server of the protocol, whoever made it: where listeners connect and how to publish. */
export function protocolServer({ port, app }) {
  const query = "protocol=7&client=bench&version=8.6.0"
  return {
    port,
    app,
    socketUrl: `ws://127.0.0.1:${port}/app/${app.key}?${query}`,
    rest: new Pusher({
      appId: app.id,
      key: app.key,
      secret: app.secret,
      host: "127.0.0.1",
      port: String(port),
    }),
  }
}

export async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}
