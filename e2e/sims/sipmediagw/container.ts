import type { ChatEvent } from "./classic-chat.ts"
import { type Clock, waited } from "./clock.ts"
import { createPaperStation } from "./paper-station.ts"
import { createRealStation } from "./real-station.ts"
import type { StationBrowser } from "./station.ts"
import { isClassic, type SipmediagwVersion, type Timing } from "./versions.ts"

/** What the operator of the stand-in dials in for one start. */
export type ContainerFault = {
  neverReady: boolean
  diesAfterMs: number | null
  rtmpCut: { atMs: number; forMs: number } | null
  wrongPicture: boolean
}

export const NO_FAULT: ContainerFault = {
  neverReady: false,
  diesAfterMs: null,
  rtmpCut: null,
  wrongPicture: false,
}

export type ContainerSpec = {
  /** docker's container name: gw0, gw1… (classic), the gw_id (1.8+). */
  name: string
  /** The compose project: the room (classic), the gw_id (1.8+). */
  project: string
  room: string
  rtmpDst: string | null
  /** null: never leaves the menu. */
  pageUrl: string | null
  /** 1.6+ exit at once without a destination. */
  exitsAtOnce: boolean
  fault: ContainerFault
}

export type ContainerState = "starting" | "ready" | "exited"

export type Container = {
  spec: ContainerSpec
  state(): ContainerState
  /** The browser has left the menu for the join page. */
  isBrowsing(): boolean
  exited: Promise<void>
  /** The screen is up, or never will be. */
  screened: Promise<void>
  /** SIGTERM and what this version makes of it. */
  stop(): Promise<void>
  kill(): Promise<void>
  /** The check gave up on it. */
  abandon(): void
  receive(event: ChatEvent): void
  view(): ContainerView
}

export type ContainerView = {
  name: string
  project: string
  room: string
  state: ContainerState
  rtmpDst: string | null
  pageUrl: string | null
  /** The browser part went through all its steps (some may have failed: see the log). */
  joined: boolean
  /** Texts that reached the browser part. */
  received: string[]
  /** Messages typed into the meeting's chat. */
  chat: string[]
  /** What the real container would write to its log: no client ever sees it. */
  log: string[]
}

export type ContainerWorld = {
  version: SipmediagwVersion
  timing: Timing
  /** The gateway's own time, which "fast" shortens. */
  clock: Clock
  /** The time that dialled faults are counted in. */
  wall: Clock
  browser: StationBrowser
}

const LATE_MS = 1_500

export function startContainer(spec: ContainerSpec, world: ContainerWorld): Container {
  const { clock, wall, timing, version } = world
  const classic = isClassic(version)
  // A late container has booted when it is given up; only the last step is missing.
  const bootedMs = spec.fault.neverReady ? timing.readyAfterMs : 0
  const log: string[] = []
  const received: string[] = []
  const chat: string[] = []
  const queue: ChatEvent[] = []
  const ending = new AbortController()
  let state: ContainerState = "starting"
  let browsing = false
  let joined = false
  let stopping: Promise<void> | null = null
  let draining: Promise<void> = Promise.resolve()
  let abandon: () => void
  const abandoned = new Promise<void>((resolve) => {
    abandon = resolve
  })
  let announceScreen: () => void
  const screened = new Promise<void>((resolve) => {
    announceScreen = resolve
  })
  let announceExit: () => void
  const exited = new Promise<void>((resolve) => {
    announceExit = resolve
  })

  const deps = {
    rtmpDst: spec.rtmpDst,
    log: (line: string) => log.push(line),
    died: (what: string) => {
      log.push(`${what} ended`)
      observe(end("kill"))
    },
  }
  const station =
    world.browser.kind === "real"
      ? createRealStation(deps, world.browser, version)
      : createPaperStation(deps, world)

  async function end(how: "kill" | "terminate") {
    if (ending.signal.aborted) return exited
    ending.abort()
    try {
      await station.close(how)
    } finally {
      // Whatever could not be closed: nobody may wait for it for ever.
      state = "exited"
      log.push("exited")
      announceScreen()
      announceExit()
    }
  }

  function observe(work: Promise<void>) {
    work.catch((error: unknown) => {
      log.push(`failed: ${error instanceof Error ? error.message : String(error)}`)
      if (!ending.signal.aborted) observe(end("kill"))
    })
  }

  async function boot() {
    if (spec.exitsAtOnce) return end("kill")
    await station.open()
    announceScreen()
    if (spec.fault.diesAfterMs !== null) observe(dieAfter(spec.fault.diesAfterMs))
    if (spec.fault.rtmpCut) observe(cutAfter(spec.fault.rtmpCut))
    const late = dawdle()
    observe(browse(late))
    await late
    if (await waited(clock, timing.readyAfterMs - bootedMs, ending.signal)) state = "ready"
  }

  /** Late for the check, but not dead: it gets ready, and joins, when nobody looks any more. */
  async function dawdle() {
    if (!spec.fault.neverReady) return
    await Promise.race([abandoned, exited])
    await waited(clock, LATE_MS, ending.signal)
  }

  async function browse(late: Promise<void>) {
    await late
    const menuAfterMs = (classic ? timing.pageAfterMs : timing.readyAfterMs) - bootedMs
    if (!(await waited(clock, menuAfterMs, ending.signal))) return
    if (!classic) await station.showMenu()
    if (spec.fault.wrongPicture) return station.showWrongPicture()
    if (spec.pageUrl === null) return
    if (!(await waited(clock, timing.pageAfterMs - bootedMs - menuAfterMs, ending.signal))) return
    browsing = true
    await station.join(spec.pageUrl)
    if (ending.signal.aborted) return
    joined = true
    drain()
  }

  async function dieAfter(ms: number) {
    if (await waited(wall, ms, ending.signal)) await end("kill")
  }

  async function cutAfter({ atMs, forMs }: { atMs: number; forMs: number }) {
    if (await waited(wall, atMs, ending.signal)) await station.cutRtmp(forMs)
  }

  // One event after the other, and none before the browser is through with joining.
  function drain() {
    draining = draining.then(async () => {
      for (let event = queue.shift(); event && !ending.signal.aborted; event = queue.shift()) await act(event)
    })
    observe(draining)
  }

  async function act(event: ChatEvent) {
    // A forged key press without a call: the event loop raises, the gateway leaves, the container exits.
    if (event.type === "CALL_DTMF_START") return end("terminate")
    if (event.type !== "CHAT_INPUT") return
    if (event.text !== null) chat.push(...(await station.say(event.text)))
    if (event.action === "toggle") await station.toggleChat()
  }

  async function stopOnce() {
    if (timing.stopMs >= 10_000) {
      // SIGTERM is swallowed: on air until the grace period is over.
      await waited(clock, timing.stopMs, ending.signal)
      return end("kill")
    }
    const patience = waited(clock, timing.stopMs, ending.signal)
    if (!classic) await station.leave(timing.stopMs - 1_000)
    await patience
    await end("terminate")
  }

  observe(boot())
  return {
    spec,
    state: () => state,
    isBrowsing: () => browsing && state !== "exited",
    exited,
    screened,
    stop() {
      stopping ??= state === "exited" ? Promise.resolve() : stopOnce()
      return stopping
    },
    kill: () => end("kill"),
    abandon: () => abandon(),
    receive(event) {
      if (event.text !== null) received.push(event.text)
      queue.push(event)
      if (joined) drain()
    },
    view: () => ({
      name: spec.name,
      project: spec.project,
      room: spec.room,
      state,
      rtmpDst: spec.rtmpDst,
      pageUrl: spec.pageUrl,
      joined,
      received: [...received],
      chat: [...chat],
      log: [...log],
    }),
  }
}
