import { type ChildProcess, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { expect, type Page, test } from "@playwright/test"
import { type MediaOrigin, startMediaOrigin } from "#server/media/origin.ts"
import { addGateway, changeGateway } from "./administration.ts"
import { dialStart, GATEWAYS, lastStart, resetGateway } from "./outside.ts"
import {
  command,
  createWebinar,
  joinAsGateway,
  livePageOf,
  personIn,
  quietDay,
  stateLine,
  uniqueTitle,
  webinarIdOf,
} from "./people.ts"

// A media server of the university's own, whose stream has run for 35 minutes: the age at which shaka's rounding bug
// drops most frames (wire notes on media, 3.1). The gateway only says that it started; this file plays its part.

const OLD_STREAM_SECONDS = 2_100
const FIXTURE = fileURLToPath(new URL("../../server/media/fixtures/testsrc-12s.flv", import.meta.url))
const FRAMES_PER_SECOND = 30
const STREAM = "old-stream"
const PLAY_KEY = "a-key-that-this-server-hands-out"

let origin: MediaOrigin
let publisher: ChildProcess | null = null

test.beforeAll(async () => {
  origin = await startMediaOrigin({
    rtmp: { host: "127.0.0.1", port: 0 },
    http: { host: "127.0.0.1", port: 0 },
    review: async () => ({ cut: [], shown: [] }),
    authorize: async () => ({ playKey: PLAY_KEY }),
    probeKey: () => "",
    notify: () => undefined,
    log: () => undefined,
    mediaTimeOffsetSeconds: OLD_STREAM_SECONDS,
  })
})

test.afterAll(async () => {
  await unpublish()
  await origin.close()
})

test("a stream whose media time starts at 2,100 s plays without dropping frames, and comes back by itself", async ({
  browser,
}) => {
  const admin = await personIn(browser, "admin")
  // The first free gateway by name is the one that a webinar gets.
  const name = uniqueTitle("A gateway of our own")
  await addGateway(admin, {
    name,
    url: GATEWAYS.launcher,
    access: { gwId: STREAM },
    streamName: STREAM,
    outside: {
      hlsUrl: `http://localhost:${origin.httpPort}/hls/${STREAM}/${PLAY_KEY}/index.m3u8`,
      rtmpUrl: `rtmp://127.0.0.1:${origin.rtmpPort}/live/${STREAM}`,
    },
  })
  const presenter = await personIn(browser, "presenter")
  await createWebinar(presenter, { title: uniqueTitle("An old stream"), startAt: quietDay() })
  const webinarId = webinarIdOf(presenter)
  const guest = await personIn(browser, "anonymous")
  await guest.goto(await livePageOf(presenter))

  await dialStart("launcher", "played", 9)
  publish()
  await command(presenter, "start", webinarId)
  await expect.poll(async () => (await lastStart("launcher"))?.rtmpUrl).toContain(`/live/${STREAM}`)
  const gateway = await personIn(browser, "anonymous")
  await joinAsGateway(gateway, (await lastStart("launcher"))?.room ?? "")
  await expect(stateLine(presenter)).toContainText("On air", { timeout: 60_000 })

  await expectFluent(guest)
  await unpublish()
  await expect(guest.getByText(/^Interrupted since/)).toBeVisible({ timeout: 30_000 })
  publish()
  await expect(guest.getByText(/^Interrupted since/)).toBeHidden({ timeout: 60_000 })
  await expectFluent(guest)

  await command(presenter, "endAll", webinarId)
  // It was a rehearsal: the page waits for the day again.
  await expect(guest.getByRole("heading", { name: "This event has not started yet" })).toBeVisible()
  await changeGateway(admin, name, { enabled: false })
  await resetGateway("launcher")
  for (const page of [admin, presenter, guest, gateway]) await page.context().close()
})

/** For 10 s of picture: (nearly) every frame was decoded, none shown late. */
async function expectFluent(page: Page) {
  await expect(page.locator("[data-player-state=playing]")).toBeVisible({ timeout: 60_000 })
  const before = await frames(page)
  await expect
    .poll(async () => (await frames(page)).time - before.time, { timeout: 40_000 })
    .toBeGreaterThan(10)
  const after = await frames(page)
  const perSecond = (after.decoded - before.decoded) / (after.time - before.time)
  expect(perSecond).toBeGreaterThan(FRAMES_PER_SECOND * 0.9)
  expect(perSecond).toBeLessThan(FRAMES_PER_SECOND * 1.1)
}

async function frames(page: Page) {
  return page.evaluate(() => {
    const video = document.querySelector("video")
    if (!video) throw new Error("no video on the page")
    return { time: video.currentTime, decoded: video.getVideoPlaybackQuality().totalVideoFrames }
  })
}

function publish() {
  const to = `rtmp://127.0.0.1:${origin.rtmpPort}/live/${STREAM}`
  publisher = spawn(
    "ffmpeg",
    ["-v", "error", "-re", "-stream_loop", "-1", "-i", FIXTURE, "-c", "copy", "-f", "flv", to],
    { stdio: ["ignore", "ignore", "inherit"] },
  )
}

async function unpublish() {
  const child = publisher
  publisher = null
  if (!child || child.exitCode !== null) return
  const gone = new Promise((resolve) => child.once("exit", resolve))
  child.kill("SIGKILL")
  await gone
}
