// The README's answer to "why did my webinar of yesterday not start?" is tried on a log as it really looks.
import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { createLog } from "./log.ts"
import { advanceTo, makeStage, start } from "./test-live.ts"

const readme = readFileSync("README.md", "utf8")
const section = readme.slice(readme.indexOf("### Why did my webinar"), readme.indexOf("### Watching it"))
const hasJq = spawnSync("jq", ["--version"]).status === 0

/** What other programs of the process write into the same file. */
const FOREIGN = [
  "  ▲ Next.js 16.4.5",
  '⨯ Error: {"title":"Thermodynamics"',
  "    at listMessages (.next/server/chunks/1.js:1:1) {",
  "  digest: '1234'",
  "}",
  "42",
  '{"level":"info","msg":"amphi is ready","role":"all","places":[]}',
]

/** A start that its gateway refuses, beside a webinar of another name. */
async function writeLog() {
  const stage = await makeStage({ name: "Gateway 1" })
  const written: string[] = []
  stage.deps.log = createLog("info", { write: (line) => void written.push(line) })
  stage.deps.gateway.trouble.start = "unauthorized"
  const id = await start(stage)
  await advanceTo(stage, id, "failed")
  stage.deps.log.info({ webinar: "other", title: "Optics" }, "webinar start asked")
  const folder = mkdtempSync(join(tmpdir(), "amphi-log-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const lines = written.flatMap((line, index) => [line, `${FOREIGN[index % FOREIGN.length]}\n`])
  writeFileSync(join(folder, "amphi.log"), [...FOREIGN.map((line) => `${line}\n`), ...lines].join(""))
  return { folder, day: new Date().toISOString().slice(0, 10) }
}

function answersOf(command: string, folder: string): { msg: string }[] {
  const answer = execFileSync("sh", ["-c", command], { cwd: folder, encoding: "utf8" })
  return answer
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
}

test.skipIf(!hasJq)(
  "the jq command finds the webinar among foreign lines, with its gateway's answer",
  async () => {
    const { folder, day } = await writeLog()
    const command = /^jq .+$/m.exec(section)?.[0] ?? ""
    expect(command).toContain("2026-11-22")
    const told = answersOf(command.replace("2026-11-22", day), folder)
    expect(told.map(({ msg }) => msg)).toEqual(
      expect.arrayContaining(["webinar start asked", "webinar gateway start failed", "webinar live failed"]),
    )
    const answer = told.find(({ msg }) => msg === "webinar gateway start failed")
    expect(answer).toMatchObject({ gateway: "Gateway 1", reason: "unauthorized", error: expect.any(String) })
  },
)

test("the grep beside it finds the same lines", async () => {
  const { folder } = await writeLog()
  const command = /`(grep [^`]+)`/.exec(section)?.[1] ?? ""
  const found = answersOf(`${command} | grep '^{"level"'`, folder)
  expect(found.map(({ msg }) => msg)).toContain("webinar live failed")
  expect(found.every(({ msg }) => msg.startsWith("webinar"))).toBe(true)
})
