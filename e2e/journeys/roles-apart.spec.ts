import { type ChildProcess, spawn } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, type Page, test } from "@playwright/test"
import { z } from "zod"
import {
  APP_PORT,
  dialStart,
  endMeeting,
  GATEWAYS,
  lastStart,
  meetingNamed,
  resetGateway,
} from "./outside.ts"
import {
  createWebinar,
  emailOf,
  joinAsGateway,
  livePageOf,
  PASSWORD,
  personIn,
  stateLine,
  streamUrlOf,
  uniqueTitle,
} from "./people.ts"

// The build that the demo runs, as four processes on one database: what an installation on several machines is.

const ROOT = fileURLToPath(new URL("../..", import.meta.url))
const FIXTURE = join(ROOT, "server/media/fixtures/testsrc-12s.flv")
const PORT = { web: APP_PORT + 40, realtime: APP_PORT + 41, rtmp: APP_PORT + 43, media: APP_PORT + 44 }
const ROLES = ["web", "realtime", "worker", "media"] as const
const STOPS_WITHIN_MS = 15_000

type Environment = Record<string, string> & { NODE_ENV: "production" }
type Program = { child: ChildProcess; said: () => string; ended: Promise<number | null> }

let environment: Environment
let dataDir = ""
const running = new Map<(typeof ROLES)[number], Program>()

test.use({ baseURL: `http://localhost:${PORT.web}` })
test.describe.configure({ mode: "serial" })

test.beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "amphi-roles-"))
  const secrets = z
    .object({ bbb: z.string() })
    .parse(JSON.parse(await readFile(join(ROOT, ".amphi/test/secrets.json"), "utf8")))
  environment = {
    PATH: process.env.PATH ?? "",
    NODE_ENV: "production",
    SECRET: "one secret for the four processes",
    DATA_DIR: dataDir,
    PUBLIC_URL: `http://localhost:${PORT.web}`,
    PORT: String(PORT.web),
    REALTIME_PORT: String(PORT.realtime),
    PUSHER_CLIENT_PORT: String(PORT.realtime),
    RTMP_PORT: String(PORT.rtmp),
    RTMP_PUBLIC_URL: `rtmp://127.0.0.1:${PORT.rtmp}/live`,
    MEDIA_PORT: String(PORT.media),
    APP_INTERNAL_URL: `http://127.0.0.1:${PORT.web}`,
    BBB_API_URL: `http://localhost:${APP_PORT + 10}/bigbluebutton/api`,
    BBB_SECRET_KEY: secrets.bbb,
  }
  const seed = {
    users: [
      { email: emailOf("presenter"), name: "Claire Fontaine", password: PASSWORD, affiliations: ["faculty"] },
    ],
    gateways: [
      {
        name: "Gateway",
        dialect: "classic",
        url: GATEWAYS.classic,
        token: "1234",
        gatewayRef: null,
        streamName: "apart",
      },
    ],
  }
  const seedFile = join(dataDir, "seed.json")
  await writeFile(seedFile, JSON.stringify(seed))
  for (const args of [["migrate"], ["seed", seedFile]]) {
    const cli = run("dist/server/cli.mjs", args, environment)
    expect(await cli.ended, cli.said()).toBe(0)
  }
  for (const role of ROLES) running.set(role, run("dist/server/main.mjs", [], { ...environment, ROLE: role }))
  for (const [role, program] of running)
    await expect
      .poll(program.said, { message: `${role} is ready`, timeout: 60_000 })
      .toContain("amphi is ready")
})

test.afterEach(async () => {
  for (const [role, { said }] of running) await test.info().attach(`${role}.log`, { body: said() })
})

test.afterAll(async () => {
  for (const { child } of running.values()) child.kill("SIGKILL")
  await resetGateway("classic")
  await rm(dataDir, { recursive: true, force: true })
})

test("pages, realtime, worker and media do together what one process does", async ({ browser }) => {
  const title = uniqueTitle("Apart")
  const presenter = await personIn(browser, "presenter")
  const signals = listenTo(presenter)
  await createWebinar(presenter, { title })
  await expect.poll(() => signals.subscribed()).toBe(true)
  await dialStart("classic", "played", 9)
  await presenter.getByRole("button", { name: "Start the webinar" }).click()
  await expect(stateLine(presenter)).toContainText("The live gateway is joining the meeting")

  // The media process asks the pages' process who may publish.
  await expect.poll(() => lastStart("classic", PORT.rtmp)).not.toBeNull()
  const { room = "", rtmpUrl = "" } = (await lastStart("classic", PORT.rtmp)) ?? {}
  const thief = publish(rtmpUrl.replace(/key=[a-z0-9]{4}/, "key=zzzz"))
  expect(await thief.ended).not.toBe(0)
  const publisher = publish(rtmpUrl)
  const gateway = await personIn(browser, "anonymous")
  await joinAsGateway(gateway, room)
  await expect(stateLine(presenter)).toContainText("On air")
  const picture = await streamUrlOf(presenter, await livePageOf(presenter))
  expect(picture).toContain(`:${PORT.media}/hls/apart/`)
  expect((await fetch(picture)).status).toBe(200)

  // Nobody but the worker says that the meeting is over.
  const before = signals.count()
  await endMeeting((await meetingNamed(title))?.meetingID ?? "")
  await expect.poll(() => signals.count()).toBeGreaterThan(before)
  // The gateway says that it has stopped; what it sends all the same is cut by the media process.
  await publisher.ended
  expect((await fetch(picture)).status).toBe(404)
  await expect(stateLine(presenter)).toContainText("The webinar is over for everybody", { timeout: 60_000 })
  for (const page of [presenter, gateway]) await page.context().close()
})

test("each process ends by itself when asked to", async () => {
  for (const [role, { child, ended, said }] of running) {
    const askedAt = Date.now()
    child.kill("SIGTERM")
    expect(await ended, `${role}: ${said()}`).toBe(0)
    expect(Date.now() - askedAt, role).toBeLessThan(STOPS_WITHIN_MS)
  }
})

test("a missing or bad variable stops the start of any role with a sentence that names it", async () => {
  const wrong: [Record<string, string>, RegExp][] = [
    [{ SECRET: "" }, /^SECRET is not set\. /m],
    [{ ROLE: "worker", BBB_API_URL: "" }, /^BBB_API_URL is not set\. /m],
    [{ ROLE: "media", RTMP_PORT: "many" }, /^RTMP_PORT has a value that can't be used: /m],
    [{ ROLE: "everything" }, /^ROLE has a value that can't be used: /m],
  ]
  const starts = wrong.map(async ([change, sentence]) => {
    const program = run("dist/server/main.mjs", [], { ...environment, ROLE: "web", ...change })
    expect(await program.ended).toBe(1)
    expect(program.said()).toMatch(sentence)
    expect(program.said()).not.toContain(environment.BBB_SECRET_KEY ?? "")
  })
  await Promise.all(starts)
})

function run(script: string, args: string[], env: Environment): Program {
  return follow(spawn(process.execPath, ["--enable-source-maps", script, ...args], { cwd: ROOT, env }))
}

function publish(rtmpUrl: string): Program {
  const input = ["-v", "error", "-re", "-stream_loop", "-1", "-i", FIXTURE]
  return follow(spawn("ffmpeg", [...input, "-c", "copy", "-f", "flv", rtmpUrl]))
}

function follow(child: ChildProcess): Program {
  let said = ""
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (data: Buffer) => {
      said += data.toString()
    })
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve))
  return { child, said: () => said, ended }
}

/** What comes from the realtime process by the page's socket. */
function listenTo(page: Page) {
  const frames: string[] = []
  page.on("websocket", (socket) => {
    if (new URL(socket.url()).port !== String(PORT.realtime)) return
    socket.on("framereceived", ({ payload }) => frames.push(String(payload)))
  })
  return {
    subscribed: () => frames.some((frame) => frame.includes("pusher_internal:subscription_succeeded")),
    count: () => frames.filter((frame) => !/"event":"pusher/.test(frame)).length,
  }
}
