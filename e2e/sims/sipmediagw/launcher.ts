// 1.8.4 and main: FastAPI in front of SIPMediaGW.sh. No token, no lock, no look at whether the gateway came up.
import type { Clock } from "./clock.ts"
import type { Container } from "./container.ts"
import type { Answer, Call, Dialect } from "./dialect.ts"
import type { DockerHost } from "./docker-host.ts"
import {
  type Body,
  COMMAND,
  type Field,
  type Invalid,
  parseBody,
  START,
  STOP,
} from "./launcher-validation.ts"
import type { LauncherVersion } from "./versions.ts"

export type LauncherSettings = {
  version: LauncherVersion
  scheme: "https" | "http"
  /** WEBRTC_DOMAINS of the gateway's .env, one key of it. */
  webrtcDomain: string | null
  /** The compose projects made at boot; a client learns them from the proxy only. */
  gwIds: string[]
  host: DockerHost
  clock: Clock
}

const ROUTES: Record<string, string> = {
  "/gateway/start": "POST",
  "/gateway/stop": "POST",
  "/gateway/status": "GET",
  "/gateway/command": "POST",
  "/openapi.json": "GET",
}
const MAIN_APPS = ["baresip", "streaming", "recording"]
const BROWSING_KEY = "bigbluebutton"
const ROOM_LENGTH_MIN = 5
const WITH_PARAM = ["sendChat", "sendKey", "sendString", "slideShot", "displayName"]

export function createLauncherDialect(settings: LauncherSettings): Dialect {
  const { version, host, gwIds } = settings
  const head = version === "head"
  /** gw_id → room. */
  const played = new Map<string, string>()

  async function start(call: Call, body: Body): Promise<Answer> {
    const gwId = textOf(body, "gw_id")
    const room = textOf(body, "room")
    const mainApp = textOf(body, "main_app")
    const rtmpDst = typeof body.rtmp_dst === "string" ? body.rtmp_dst : null
    const started = success({ processing_state: "working", gw_id: gwId })
    if (call.played) played.set(gwId, room)
    if (call.lie || call.played) return started
    if (!gwIds.includes(gwId)) return failure(404, "Failed to start gateway container")
    const known = MAIN_APPS.includes(mainApp)
    await host.up({
      name: gwId,
      project: gwId,
      room,
      rtmpDst: mainApp === "streaming" ? rtmpDst : null,
      pageUrl: pageUrl(room, body.browsing_name),
      exitsAtOnce: !known || (mainApp === "streaming" && rtmpDst === null),
      fault: call.fault,
    })
    // The script's answer is read as JSON after the container was recreated: these streams run, or were cut.
    if (!known) return failure(404, "Expecting value: line 1 column 1 (char 0)")
    const complaint = mainApp === "streaming" ? brokenJson(rtmpDst ?? "") : null
    return complaint === null ? started : failure(404, complaint)
  }

  /** The room is typed into the menu, which takes few characters and at least five of them. */
  function pageUrl(room: string, browsingName: unknown) {
    if (settings.webrtcDomain === null || browsingName !== BROWSING_KEY) return null
    const typed = room.replace(/[^a-zA-Z0-9_/-]/g, "")
    if (typed.length < ROOM_LENGTH_MIN) return null
    return `${settings.scheme}://${settings.webrtcDomain}/${typed}`
  }

  async function stop(call: Call, body: Body): Promise<Answer> {
    const stopped = success({ processing_state: "stopped" })
    const gwId = textOf(body, "gw_id")
    if (call.lie || played.delete(gwId)) return stopped
    const container = running(gwId)
    if (!container) return failure(404, `no running container for gw_id=${gwId}`)
    // "force" is accepted and has no effect.
    await container.stop()
    return stopped
  }

  function status(call: Call): Answer {
    const gwId = call.query.get("gw_id")
    if (gwId === null) {
      return unprocessable([{ type: "missing", loc: ["query", "gw_id"], msg: "Field required", input: null }])
    }
    const playedRoom = played.get(gwId)
    if (playedRoom !== undefined) return up(gwId, playedRoom)
    if (!gwIds.includes(gwId)) {
      return head
        ? failure(404, "Gateway not found")
        : failure(500, "argument of type 'NoneType' is not iterable")
    }
    const container = running(gwId)
    if (!container) return success({ gw_state: "down", detail: "exited" })
    return up(gwId, container.isBrowsing() ? container.spec.room : null)
  }

  /** Only main says what it shows, and nothing while it is in its menu. */
  function up(gwId: string, room: string | null): Answer {
    if (!head) return success({ gw_state: "up", gw_id: gwId })
    return success({
      gw_state: "up",
      gw_id: gwId,
      browsing: room === null ? "" : BROWSING_KEY,
      room: room ?? "",
    })
  }

  async function command(call: Call, body: Body): Promise<Answer> {
    const gwId = textOf(body, "gw_id")
    const payload = new Map(Object.entries(body.payload ?? {}))
    const received = success({ ack: true, received: body.payload })
    if (call.lie) return received
    if (!gwIds.includes(gwId)) return failure(404, "Gateway not found")
    // 1.8.x acknowledges everything, on a stopped gateway too, and does nothing.
    if (!head) return received
    const container = running(gwId)
    if (!container) return failure(404, "Gateway not found")
    const name = payload.get("command")
    if (name === undefined) return failure(500, "'command'")
    if (typeof name === "string" && WITH_PARAM.includes(name)) {
      if (!payload.has("param1")) return failure(500, "'param1'")
      if (String(payload.get("param1")).includes("\0")) return failure(404, "embedded null byte")
    }
    // Nothing ever reads the chat FIFO, so `docker exec` blocks on it until the container is gone.
    if (name === "sendChat") await container.exited
    if (name === "endCall") void container.stop()
    return received
  }

  function running(gwId: string): Container | null {
    const container = host.named(gwId)
    return container && container.state() !== "exited" ? container : null
  }

  async function withBody(call: Call, fields: Field[], act: (call: Call, body: Body) => Promise<Answer>) {
    // A body that is not JSON reaches the error handler as bytes, which it can't serialise.
    if (!/^application\/([\w.-]+\+)?json/.test(call.header("content-type") ?? "application/json")) {
      return plain(500, "Internal Server Error")
    }
    const parsed = parseBody(call.body, fields)
    return "invalid" in parsed ? unprocessable(parsed.invalid) : act(call, parsed.body)
  }

  async function route(call: Call): Promise<Answer> {
    const method = ROUTES[call.path]
    if (head && call.method === "OPTIONS" && call.header("access-control-request-method"))
      return preflight(call)
    if (method === undefined) return json(404, { detail: "Not Found" })
    if (method !== call.method) {
      const refused = json(405, { detail: "Method Not Allowed" })
      return { ...refused, headers: { ...refused.headers, allow: method } }
    }
    if (call.path === "/openapi.json") return json(200, openapi(head))
    if (call.path === "/gateway/status") return status(call)
    if (call.path === "/gateway/start") return withBody(call, START, start)
    if (call.path === "/gateway/stop") return withBody(call, STOP, stop)
    return withBody(call, COMMAND, command)
  }

  return {
    tokenOk: () => null,
    reset: () => played.clear(),
    async answer(call) {
      const answer = await route(call)
      const cors: Record<string, string> =
        head && call.header("origin") ? { "access-control-allow-origin": "*" } : {}
      const length = String(Buffer.byteLength(answer.body))
      return {
        ...answer,
        headers: { server: "uvicorn", "content-length": length, ...answer.headers, ...cors },
      }
    },
  }
}

/** Where Python's parser stumbles over {"res":"ok", …, "uri": "<rtmp_dst>"}. */
function brokenJson(rtmpDst: string) {
  const prefix = '{"res":"ok", "app": "streaming", "uri": "'.length
  const at = rtmpDst.search(/["'\\]/)
  if (at < 0) return null
  const char = prefix + at + (rtmpDst.charAt(at) === "\\" ? 0 : 1)
  const error = rtmpDst.charAt(at) === "\\" ? "Invalid \\escape" : "Expecting ',' delimiter"
  return `${error}: line 1 column ${char + 1} (char ${char})`
}

/** What a dialect probe reads: the title, and the path that only main lists. */
function openapi(head: boolean) {
  const paths = Object.entries(ROUTES).filter(([path]) => path.startsWith("/gateway/"))
  const listed = paths.map(([path, method]) => [path, { [method.toLowerCase()]: {} }])
  if (head) listed.push(["/gateway/ivrConfig", { get: {} }])
  return {
    openapi: "3.1.0",
    info: { title: "SIP Media Gateway API", version: "1.0.0" },
    paths: Object.fromEntries(listed),
  }
}

function preflight(call: Call): Answer {
  const answer = plain(200, "OK")
  return {
    ...answer,
    headers: {
      ...answer.headers,
      "access-control-allow-methods": "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT",
      "access-control-max-age": "600",
      "access-control-allow-headers": call.header("access-control-request-headers") ?? "",
    },
  }
}

function success(data: unknown) {
  return json(200, { status: "success", error: null, data })
}

function failure(status: number, detail: string) {
  return json(status, { status: "error", error: { code: status, detail }, data: null })
}

function unprocessable(message: Invalid[]) {
  return json(422, { status: "error", error: "Invalid input", message })
}

function json(status: number, value: unknown): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) }
}

function plain(status: number, body: string): Answer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body }
}

function textOf(body: Body, name: string) {
  const value = body[name]
  return typeof value === "string" ? value : ""
}
