// The same chat by other servers of the Pusher protocol, chosen by configuration alone: a real soketi, and our own endpoint
// as a process apart, at another port and key.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root, run } from "../../prepare.mjs"
import { isQuick, report, say } from "../figures.mjs"
import { makeFolder } from "../processes.mjs"
import { startChild } from "./children.mjs"
import { measureFanout } from "./fanout.mjs"
import { startRealtimeAlone } from "./realtime-alone.mjs"
import { measureShaking } from "./shaking.mjs"
import { measureStorm } from "./storm.mjs"

const SOKETI_FOLDER = process.env.AMPHI_SOKETI ?? join(root, ".amphi/tools/soketi")
const SOKETI_PACKAGE = {
  private: true,
  dependencies: { "@soketi/soketi": "1.6.1" },
  // The one it names is on GitHub only.
  overrides: { "uWebSockets.js": "npm:@trufflesuite/uws-js-unofficial@20.30.0-unofficial.0" },
}
const APP = { id: "soketi", key: "soketi-key", secret: "the secret of soketi" }
const JITTER_SECONDS = isQuick ? 20 : 30

export async function measureServers() {
  const soketi = await openSoketi()
  await measureServer("chat.soketi", soketi)
  await soketi.stop()
  const apart = await startRealtimeAlone()
  await measureServer("chat.apart", apart)
  await apart.stop()
}

async function measureServer(name, server) {
  say(`${name}: port ${server.port}, key ${server.app.key}`)
  await conform(name, server)
  await measureFanout({ name, server })
  await measureStorm({ name, server })
  await measureShaking({ name, server, jitterSeconds: JITTER_SECONDS })
}

/** What the official libraries expect: the tests that our own endpoint passes too. */
async function conform(name, { port, app, isOwn }) {
  const target = new URL(`http://127.0.0.1:${port}/${app.id}${isOwn ? "?own" : ""}`)
  target.username = app.key
  target.password = app.secret
  const file = join(makeFolder(), "conformance.json")
  const args = ["vitest", "run", "--project", "file", "server/realtime/conformance.test.ts"]
  await run("npx", [...args, "--reporter=json", `--outputFile.json=${file}`], {
    ...process.env,
    REALTIME_TARGET: target.href,
  })
  const results = JSON.parse(readFileSync(file, "utf8"))
  report({
    name: `${name}.conformance`,
    value: results.numPassedTests,
    unit: "",
    digits: 0,
    skipped: results.numPendingTests,
    note: `tests passed, 0 failed${results.numPendingTests > 0 ? `; ${results.numPendingTests} are for Amphi's own endpoint only` : ""}`,
  })
}

/** Installed once, outside of the project's own packages. */
async function openSoketi() {
  mkdirSync(SOKETI_FOLDER, { recursive: true })
  writeFileSync(join(SOKETI_FOLDER, "package.json"), JSON.stringify(SOKETI_PACKAGE))
  say(`soketi is installed in ${SOKETI_FOLDER} if it isn't there yet`)
  await run("npm", ["install", "--prefix", SOKETI_FOLDER, "--no-audit", "--no-fund", "--loglevel=error"])
  const child = await startChild("soketi")
  const port = await child.ask("open", APP)
  return {
    port,
    app: APP,
    kill: () => child.ask("kill"),
    start: () => child.ask("start"),
    stop: child.stop,
  }
}
