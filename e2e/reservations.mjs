// `npm run test:reservations [-- OPERATIONS]`: builds the trial in e2e/reservations and runs it.
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { prepareMachine, root } from "./prepare.mjs"

async function main() {
  if (!existsSync(join(root, "node_modules/esbuild")))
    await prepareMachine({ build: false, say: (text) => console.log(`· ${text}`) })
  const { build } = await import("esbuild")
  const bundle = join(root, "dist/e2e/reservations/main.mjs")
  await build({
    absWorkingDir: root,
    entryPoints: ["e2e/reservations/main.ts"],
    outfile: bundle,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    logLevel: "warning",
  })
  const args = ["--enable-source-maps", bundle, ...process.argv.slice(2)]
  const trial = spawn(process.execPath, args, { cwd: root, stdio: "inherit" })
  trial.once("exit", (code) => process.exit(code ?? 1))
}

main().catch((error) => {
  console.error(error.message)
  process.exit(1)
})
