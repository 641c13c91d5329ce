// Xvfb, Chromium and ffmpeg doing what the gateway's container does.
import { setTimeout as sleep } from "node:timers/promises"
import { type Browser, chromium, type Page } from "playwright"
import { createMeetingPage } from "./meeting-page.ts"
import { type Child, endChild, removeFolder } from "./processes.ts"
import { type Display, makeFolder, openDisplay, startBrowser, startPush } from "./screen.ts"
import type { Station, StationBrowser, StationDeps } from "./station.ts"
import type { SipmediagwVersion } from "./versions.ts"

const GRACE_MS = 1_500
const page = (title: string, colour: string) =>
  `data:text/html,${encodeURIComponent(`<title>${title}</title><body style="background:${colour};color:#fff;font:64px sans-serif;padding:2em">${title}</body>`)}`
const DESKTOP = page("", "#808080")
const MENU = page("Enter the conference ID", "#20304a")
const WRONG = page("Not the meeting you are looking for", "#7a1f1f")

export function createRealStation(
  deps: StationDeps,
  programs: Extract<StationBrowser, { kind: "real" }>,
  version: SipmediagwVersion,
): Station {
  const folder = makeFolder()
  let closed = false
  let display: Display | null = null
  let push: Child | null = null
  let kiosk: Child | null = null
  let browser: Browser | null = null
  let opening: Promise<Page> | null = null
  let meeting: ReturnType<typeof createMeetingPage> | null = null

  /** The container lives as long as its processes do, unless we end one of them. */
  function watch(child: Child, what: string, current: () => Child | null) {
    child.exited.then(
      () => {
        if (closed || current() !== child) return
        deps.log(child.lastWords())
        deps.died(what)
      },
      (error: unknown) => deps.log(String(error)),
    )
  }

  function broadcast() {
    if (!display || deps.rtmpDst === null || closed) return
    push = startPush(programs.ffmpeg, display, deps.rtmpDst)
    watch(push, "ffmpeg", () => push)
    deps.log("on air")
  }

  async function openPage(): Promise<Page> {
    if (!display) throw new Error("the screen is not up")
    const started = await startBrowser(programs.chromium, display, folder, DESKTOP)
    kiosk = started.child
    watch(started.child, "chromium", () => kiosk)
    browser = await chromium.connectOverCDP(started.endpoint)
    const first = browser.contexts()[0]?.pages()[0]
    if (!first) throw new Error("Chromium has no window")
    return first
  }

  async function show(): Promise<Page> {
    const open = await opening
    if (!open) throw new Error("the screen is not up")
    return open
  }

  return {
    async open() {
      display = await openDisplay(programs.xvfb, programs.display)
      if (closed) return endChild(display.server, 0)
      const { server } = display
      watch(server, "Xvfb", () => display?.server ?? null)
      broadcast()
      // The kiosk's first page is the grey desktop, so that something of it is seen before the join page.
      opening = openPage()
      opening.catch((error: unknown) => {
        if (closed) return
        deps.log(String(error))
        deps.died("chromium")
      })
    },
    async showMenu() {
      await (await show()).goto(MENU)
      deps.log("menu")
    },
    async showWrongPicture() {
      await (await show()).goto(WRONG)
      deps.log("wrong picture")
    },
    async join(url) {
      meeting = createMeetingPage(await show(), version, deps.log, () => closed)
      await meeting.join(url)
    },
    say: async (text) => (meeting ? meeting.say(text) : []),
    toggleChat: async () => meeting?.toggleChat(),
    async leave(timeoutMs) {
      await meeting?.leave(timeoutMs)
    },
    async cutRtmp(forMs) {
      const cut = push
      push = null
      if (cut) await endChild(cut, 0)
      deps.log("off air")
      await sleep(forMs)
      broadcast()
    },
    async close(how) {
      closed = true
      const graceMs = how === "kill" ? 0 : GRACE_MS
      const children = [push, kiosk].filter((child) => child !== null)
      await Promise.all(children.map((child) => endChild(child, graceMs)))
      await browser?.close()
      // Politely in any case: it then takes its lock file along.
      if (display) await endChild(display.server, GRACE_MS)
      removeFolder(folder)
    },
  }
}
