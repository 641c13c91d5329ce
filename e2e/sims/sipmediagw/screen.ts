// The container's hardware: an X display, its picture pushed by RTMP, and a kiosk browser on it.
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { type Child, endChild, isAlive, keepFolder, removeFolder, startChild } from "./processes.ts"

export type Display = { number: number; server: Child }

const SIZE = { width: 1280, height: 720 }
const FOLDER_PREFIX = "sipmediagw-sim-"
const DISPLAYS_TRIED = 50
const START_TIMEOUT_MS = 20_000

export function makeFolder() {
  sweepFolders()
  const path = mkdtempSync(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`))
  keepFolder(path)
  return path
}

/** What a run that got SIGKILL could not take along. */
function sweepFolders() {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(FOLDER_PREFIX) ? Number(name.slice(FOLDER_PREFIX.length).split("-")[0]) : 0
    if (pid > 0 && !isAlive(pid)) removeFolder(join(tmpdir(), name))
  }
}

/** The first display number from `first` on that nobody uses. */
export async function openDisplay(xvfb: string, first: number): Promise<Display> {
  for (let number = first; number < first + DISPLAYS_TRIED; number++) {
    if (isTaken(number)) continue
    const screen = `${SIZE.width}x${SIZE.height}x24`
    const args = [`:${number}`, "-screen", "0", screen, "-nolisten", "tcp"]
    const server = startChild(xvfb, args, childEnv({}))
    if (await serves(server, number)) return { number, server }
    // Somebody else was faster with this number.
    await endChild(server, 0)
  }
  throw new Error(`no free X display from :${first} on`)
}

/** A lock whose owner is dead is no obstacle: the new server removes it. */
function isTaken(number: number) {
  const owner = lockOwner(number)
  return owner === null ? existsSync(`/tmp/.X11-unix/X${number}`) : isAlive(owner)
}

async function serves(server: Child, number: number) {
  for (let passedMs = 0; passedMs < START_TIMEOUT_MS && !server.hasExited(); passedMs += 50) {
    if (lockOwner(number) === server.pid && existsSync(`/tmp/.X11-unix/X${number}`)) return true
    await sleep(50)
  }
  return false
}

function lockFile(number: number) {
  return `/tmp/.X${number}-lock`
}

function lockOwner(number: number) {
  return existsSync(lockFile(number)) ? Number(readFileSync(lockFile(number), "utf8").trim()) : null
}

export function startPush(ffmpeg: string, display: Display, rtmpDst: string): Child {
  // The real one queues 1024 frames (3.7 GB of raw picture); on a busy machine that makes it fall behind instead of dropping.
  const grab = ["-thread_queue_size", "16", "-f", "x11grab", "-r", "30", "-draw_mouse", "0"]
  const picture = [...grab, "-s", `${SIZE.width}x${SIZE.height}`, "-i", `:${display.number}`]
  // No sound is captured, but a track must be there. Not with -copyts: made-up audio and it never meet.
  const sound = ["-f", "lavfi", "-i", "anullsrc=r=44100:cl=stereo"]
  const rate = ["-minrate:v", "500K", "-maxrate:v", "4M", "-bufsize:v", "4M"]
  const video = ["-c:v", "libx264", "-preset", "ultrafast", ...rate, "-x264-params", "keyint=90"]
  const audio = ["-c:a", "aac", "-ab", "128k", "-ac", "2", "-ar", "44100"]
  const output = ["-pix_fmt", "yuv420p", "-map", "0:v:0", "-map", "1:a:0", ...audio, "-f", "flv", rtmpDst]
  const quiet = ["-hide_banner", "-loglevel", "warning", "-nostdin"]
  return startChild(ffmpeg, [...quiet, ...picture, ...sound, ...video, ...output], childEnv({}))
}

/** A kiosk window with a fresh profile; returns the DevTools address. */
export async function startBrowser(chromium: string, display: Display, folder: string, page: string) {
  const profile = join(folder, "profile")
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--disable-dev-shm-usage",
    "--disable-features=Translate",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--lang=en-US",
    "--kiosk",
    "--start-fullscreen",
    // Without a window manager a kiosk window stays a pixel short of what it is told.
    `--window-size=${SIZE.width + 1},${SIZE.height + 1}`,
    "--window-position=0,0",
    "--hide-scrollbars",
    "--test-type",
    "--remote-debugging-port=0",
    `--user-data-dir=${profile}`,
    page,
  ]
  // Its own home: nothing of the developer's settings, nothing left there.
  const env = childEnv({
    DISPLAY: `:${display.number}`,
    HOME: folder,
    LANG: "en_US.UTF-8",
    LANGUAGE: "en_US",
  })
  const child = startChild(chromium, args, env)
  return { child, endpoint: await devtools(child, join(profile, "DevToolsActivePort")) }
}

async function devtools(child: Child, portFile: string) {
  for (let passedMs = 0; passedMs < START_TIMEOUT_MS && !child.hasExited(); passedMs += 50) {
    const [port, path] = existsSync(portFile) ? readFileSync(portFile, "utf8").split("\n") : []
    if (port && path) return `ws://127.0.0.1:${port}${path}`
    await sleep(50)
  }
  throw new Error(`Chromium did not start: ${child.lastWords()}`)
}

function childEnv(extra: Record<string, string>) {
  return { PATH: process.env.PATH ?? "/usr/bin:/bin", TMPDIR: tmpdir(), ...extra }
}
