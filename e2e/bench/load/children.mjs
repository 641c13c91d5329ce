// The bench's own programs: bundled once, forked, and asked over IPC. They end with us, however we end.
import { fork } from "node:child_process"
import { readdirSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { root } from "../../prepare.mjs"
import { atEnd } from "../processes.mjs"

const HERE = dirname(fileURLToPath(import.meta.url))
const OUT = join(root, "dist/e2e/bench")
let bundling = null

async function bundle() {
  bundling ??= build({
    absWorkingDir: root,
    entryPoints: readdirSync(HERE)
      .filter((name) => name.endsWith(".child.ts"))
      .map((name) => join(HERE, name)),
    outdir: OUT,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    logLevel: "warning",
  })
  await bundling
}

/** `ask` hands an order to the child and waits for what it answers. */
export async function startChild(name) {
  await bundle()
  const child = fork(join(OUT, `${name}.child.mjs`), [], { execArgv: ["--enable-source-maps"] })
  const asked = new Map()
  let lastId = 0
  child.on("message", ({ id, result, failure }) => {
    const { resolve, reject } = asked.get(id)
    asked.delete(id)
    if (failure === undefined) resolve(result)
    else reject(new Error(`${name}: ${failure}`))
  })
  const gone = new Promise((resolve) => child.once("exit", resolve))
  child.once("exit", (code) => {
    for (const { reject } of asked.values()) reject(new Error(`${name} ended by itself (${code})`))
  })
  const stop = () => {
    if (child.connected) child.disconnect()
    return gone
  }
  atEnd(stop)
  return {
    pid: child.pid,
    stop,
    ask: (order, input = null) =>
      new Promise((resolve, reject) => {
        const id = ++lastId
        asked.set(id, { resolve, reject })
        child.send({ id, name: order, input })
      }),
  }
}
