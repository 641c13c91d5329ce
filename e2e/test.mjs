// `npm test`: from a clean clone, everything: checks, unit, service and contract tests, then journeys in a real browser and faults.
import { spawn } from "node:child_process"
import { mkdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { prepareMachine, root } from "./prepare.mjs"

const results = join(root, "test-results")
/** What the README's way into the log is tried with. */
const JQ = { path: "/usr/bin/jq", package: "jq" }

async function main() {
  await prepareMachine({ build: true, say: (text) => console.log(`· ${text}`), also: [JQ] })
  rmSync(results, { recursive: true, force: true })
  mkdirSync(results, { recursive: true })
  const checks = await step("npm", ["run", "--silent", "verify"])
  const unit = await step("npx", [
    "vitest",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${join(results, "unit.json")}`,
  ])
  const journeys = await step("npx", ["playwright", "test", "--config", "e2e/playwright.config.ts"])
  const faults = await step("node", ["e2e/faults.mjs", "--built", "--short"])
  const counts = [countCheck(checks), countUnit(unit), countJourneys(journeys), countCheck(faults)]
  const passed = counts.reduce((sum, count) => sum + count.passed, 0)
  const failed = counts.reduce((sum, count) => sum + count.failed, 0)
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}

function step(command, args) {
  console.log(`\n— ${command} ${args.join(" ")}`)
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: process.env,
    })
    child.once("error", () => resolve(false))
    child.once("exit", (code) => resolve(code === 0))
  })
}

function countCheck(ok) {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 }
}

function countUnit(ok) {
  const report = readReport("unit.json")
  return withVerdict(ok, { passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0 })
}

function countJourneys(ok) {
  const stats = readReport("journeys.json")?.stats
  return withVerdict(ok, {
    passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
    failed: stats?.unexpected ?? 0,
  })
}

/** A runner that failed without naming a test (a crash, a broken file, no test at all) still counts. */
function withVerdict(ok, count) {
  const silent = (!ok && count.failed === 0) || (ok && count.passed === 0)
  return silent ? { ...count, failed: count.failed + 1 } : count
}

function readReport(name) {
  try {
    return JSON.parse(readFileSync(join(results, name), "utf8"))
  } catch (error) {
    console.error(`no report ${name}: ${error.message}`)
    return null
  }
}

main().catch((error) => {
  console.error(error.message)
  console.log("\n0 passed, 1 failed")
  process.exit(1)
})
