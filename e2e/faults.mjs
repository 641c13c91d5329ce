// `npm run test:faults [-- --short] [-- NAME…]`: builds the suite in e2e/faults and runs it against the production build.
import { spawn } from "node:child_process"
import { copyFileSync, mkdirSync } from "node:fs"
import { dirname, join } from "node:path"
import { prepareMachine, root } from "./prepare.mjs"

const FAKETIME = {
  path: `/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu/faketime/libfaketime.so.1`,
  package: "libfaketime",
}
const FIXTURE = "fixtures/testsrc-12s.flv"

async function main() {
  if (!process.argv.includes("--built"))
    await prepareMachine({
      build: true,
      also: process.argv.includes("--short") ? [] : [FAKETIME],
      say: (text) => console.log(`· ${text}`),
    })
  const { build } = await import("esbuild")
  const bundle = join(root, "dist/e2e/faults/main.mjs")
  await build({
    absWorkingDir: root,
    entryPoints: ["e2e/faults/main.ts"],
    outfile: bundle,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    loader: { ".html": "text", ".css": "text" },
    logLevel: "warning",
  })
  // The publisher looks for its recording beside itself.
  const recording = join(dirname(bundle), FIXTURE)
  mkdirSync(dirname(recording), { recursive: true })
  copyFileSync(join(root, "server/media", FIXTURE), recording)
  const args = process.argv.slice(2).filter((arg) => arg !== "--built")
  const suite = spawn(process.execPath, ["--enable-source-maps", bundle, ...args], {
    cwd: root,
    stdio: "inherit",
  })
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => suite.kill("SIGTERM"))
  suite.once("exit", (code) => process.exit(code ?? 1))
}

main().catch((error) => {
  console.error(error.message)
  process.exit(1)
})
