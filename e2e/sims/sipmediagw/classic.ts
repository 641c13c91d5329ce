// 1.5.0, 1.6.0, 1.7.0: web.py in front of SIPMediaGW.sh. "success" is no success, and 200 may carry an error.
import { type ChatPassage, passMessage, toggleEvent } from "./classic-chat.ts"
import type { Clock } from "./clock.ts"
import { type ComposeVersion, invalidNameText, noResourceText, stopText } from "./compose-texts.ts"
import { debugPage } from "./debug-page.ts"
import type { Answer, Call, Dialect } from "./dialect.ts"
import type { DockerHost } from "./docker-host.ts"
import { pythonJson } from "./python-json.ts"
import { type ClassicVersion, COMMON_MS, type Timing } from "./versions.ts"

export type ClassicSettings = {
  version: ClassicVersion
  timing: Timing
  token: string
  scheme: "https" | "http"
  compose: ComposeVersion
  host: DockerHost
  clock: Clock
}

const NO_ROOM = "a room name must be specified"
const METHODS: Record<string, string[]> = {
  "/start": ["GET"],
  "/stop": ["GET"],
  "/progress": ["GET"],
  "/chat": ["GET", "POST"],
}

export function createClassicDialect(settings: ClassicSettings): Dialect {
  const { version, timing, token, host, clock } = settings
  const old = version === "1.5.0"
  const played = new Set<string>()

  /** web.py sets this header before the work and adds its own when the work raises. */
  const crashed = (call: Call, reason: string): Answer => ({
    status: 500,
    headers: { "Content-Type": ["application/json", "text/html"] },
    body: debugPage(call, token, reason),
  })
  const outcome = (details: object) => json(200, old ? details : { status: "success", details })
  const missing = (text: string) => json(old ? 200 : 400, { Error: text })
  const failedToLaunch = () => outcome({ res: "error", type: "The gateway failed to launch" })

  async function start(call: Call): Promise<Answer> {
    const room = call.query.get("room")
    if (room === null || room === "0") return missing(NO_ROOM)
    // The script knows neither option: no output, and no JSON in it.
    if (call.query.has("from") || (call.query.has("loop") && version !== "1.7.0")) {
      return crashed(call, "JSONDecodeError")
    }
    const rtmpDst = call.query.get("rtmpDst")
    const started = outcome({ res: "ok", app: "streaming", uri: old ? "" : rtmpDst })
    if (call.played) played.add(room)
    if (call.lie || call.played) return started

    const slot = host.takeSlot()
    if (slot === null) return outcome({ res: "error", type: "No free resources found" })
    if (!old) host.prune()
    const name = `gw${slot}`
    // Without a room, 1.7 lets the script choose the project; older scripts eat the next option as the room.
    const project = room === "" && version === "1.7.0" ? name : room
    if (host.isComposeName(project)) {
      await host.up({
        name,
        project,
        room,
        rtmpDst,
        pageUrl: `${settings.scheme}://${call.query.get("domain") ?? ""}/${room}`,
        exitsAtOnce: rtmpDst === null && !old,
        fault: call.fault,
      })
    }
    const container = await becomesReady(name)
    if (!container) {
      // The container stays, its slot doesn't: the zombie that answers "ok" for the next room.
      host.freeSlot(slot)
      host.named(name)?.abandon()
      return failedToLaunch()
    }
    void host.releaseWhenExited(slot, container)
    // The script asks gw0 what it runs, whichever slot it has just filled.
    if (!isRunning("gw0")) return crashed(call, "JSONDecodeError")
    if (!old && /["'\\]/.test(rtmpDst ?? "")) return crashed(call, "JSONDecodeError")
    return started
  }

  async function becomesReady(name: string) {
    for (let tries = 0; tries < timing.checkTries; tries++) {
      const container = host.named(name)
      if (container?.state() === "ready") return container
      await clock.sleep(COMMON_MS.check)
    }
    return null
  }

  function isRunning(name: string) {
    const container = host.named(name)
    return container !== null && container.state() !== "exited"
  }

  async function stop(call: Call): Promise<Answer> {
    const room = call.query.get("room")
    if (room === null || room === "0") return missing(NO_ROOM)
    if (call.lie || played.delete(room))
      return outcome({ res: stopText(settings.compose, "gw0", version !== "1.7.0") })
    const container = host.inProject(room)
    if (version === "1.7.0") {
      if (!container || container.state() === "exited") {
        return json(400, { Error: `no running container for room=${room}` })
      }
      const force = call.query.get("force") === "1"
      if (force) await host.remove(container)
      else await container.stop()
      return outcome({ res: stopText(settings.compose, container.spec.name, force) })
    }
    if (!host.isComposeName(room)) return outcome({ res: invalidNameText(room) })
    if (!container) return outcome({ res: noResourceText(settings.compose, room) })
    await host.remove(container)
    return outcome({ res: stopText(settings.compose, container.spec.name, true) })
  }

  function progress(call: Call): Answer {
    const room = call.query.get("room")
    if (room === null) return missing(NO_ROOM)
    const container = host.inProject(room)
    const running = played.has(room) || (container !== null && container.state() !== "exited")
    return json(200, {
      status: "success",
      ...(running ? { transcript_progress: "0%" } : { gw_state: "down" }),
    })
  }

  async function toggle(call: Call): Promise<Answer> {
    const room = call.query.get("room")
    if (room === null) return missing(NO_ROOM)
    if (!call.query.has("toggle")) return missing("toggle parameter is expected")
    return deliver(call, room, { crash: false, complaint: null, event: toggleEvent(), injected: false })
  }

  async function say(call: Call): Promise<Answer> {
    const data = parseJson(call.body)
    if (data === undefined) {
      const page = debugPage(call, token, "JSONDecodeError")
      return { status: 500, headers: { "Content-Type": "text/html" }, body: page }
    }
    if (data === null || typeof data !== "object" || Array.isArray(data)) return crashed(call, "TypeError")
    const fields = new Map<string, unknown>(Object.entries(data))
    if (!fields.has("room")) return missing(NO_ROOM)
    if (!fields.has("msg")) return missing("message missing or not readable")
    const passage = passMessage(version, fields.get("msg"))
    if (passage.crash) return crashed(call, "ValueError")
    return deliver(call, String(fields.get("room")), passage)
  }

  /** A helper container pipes the event through netcat: "ok" means it printed nothing on stderr. */
  async function deliver(call: Call, room: string, passage: ChatPassage): Promise<Answer> {
    if (call.lie) return json(200, { res: "ok" })
    if (passage.complaint !== null) {
      await clock.sleep(COMMON_MS.chatRefused)
      return json(200, { res: passage.complaint })
    }
    // The room is unquoted in the command: its first word is the host name.
    const alias = room.trim().split(/\s/)[0] ?? ""
    const container = host.inProject(alias)
    const state = container?.state() ?? "exited"
    await clock.sleep(state === "ready" ? COMMON_MS.chat : COMMON_MS.chatRefused)
    if (state === "exited") return json(200, { res: unknownHost(alias) })
    if (state === "starting")
      return json(200, { res: old ? `${alias} [172.18.0.2] 4444 (?) : Connection refused` : "ok" })
    if (passage.event) container?.receive(passage.event)
    return json(200, { res: "ok" })
  }

  function unknownHost(alias: string) {
    if (old) return `${alias}: forward host lookup failed: Unknown host`
    return `netcat: getaddrinfo for host "${alias}" port 4444: Name or service not known`
  }

  function tokenOk(call: Call) {
    if (METHODS[call.path] === undefined) return null
    // POST /chat never looks at the header.
    if (call.path === "/chat" && call.method === "POST") return null
    return (call.header("authorization") ?? "").replace(/^Bearer /, "") === token
  }

  return {
    tokenOk,
    reset: () => played.clear(),
    async answer(call) {
      const methods = call.path === "/progress" && version !== "1.7.0" ? undefined : METHODS[call.path]
      if (!methods) return text(404, "text/html; charset=utf-8", "not found")
      if (!methods.includes(call.method)) {
        const refused = text(405, "text/html", "method not allowed")
        return { ...refused, headers: { ...refused.headers, Allow: methods.join(", ") } }
      }
      if (tokenOk(call) === false) {
        // No Content-Type here, and WWW-Authenticate claims a failed attempt even if there was none.
        const body = old ? "authorization error" : pythonJson({ Error: "authorization error" })
        return { status: 401, headers: { "WWW-Authenticate": 'Bearer error="invalid_token"' }, body }
      }
      if (call.path === "/start") return start(call)
      if (call.path === "/stop") return stop(call)
      if (call.path === "/progress") return progress(call)
      return call.method === "POST" ? say(call) : toggle(call)
    },
  }
}

function json(status: number, value: unknown): Answer {
  return { status, headers: { "Content-Type": "application/json" }, body: pythonJson(value) }
}

function text(status: number, contentType: string, body: string): Answer {
  return { status, headers: { "Content-Type": contentType }, body }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
