// deploy/proxyAPI/proxy.py of 1.8.4 and main: shares out gateways, and is wrong about them now and then.
import type { Clock } from "./clock.ts"
import { NO_FAULT } from "./container.ts"
import type { Answer, Call, Dialect } from "./dialect.ts"
import { createProxyBooks } from "./proxy-books.ts"
import { pythonJson } from "./python-json.ts"
import type { LauncherVersion } from "./versions.ts"

export type ProxySettings = {
  version: LauncherVersion
  token: string
  gwIds: string[]
  /** The launcher of all gateways behind this proxy, as it answers over there. */
  launcher: Dialect
  clock: Clock
  /** Gateways register by themselves when they boot; the recordings began before. */
  registered: boolean
}

export type ProxyDialect = Dialect & {
  /** What the proxy does every 30 s: a stopped gateway gets free, one that doesn't answer is forgotten. */
  monitor(): Promise<void>
  /** What gateways do every 60 s: in 1.8.x a busy one then looks free. */
  reregister(): void
}

const ADMIN_TOKEN = "admin-secret-key"
const GATEWAY_IP = "127.0.0.1:8100"
const ROUTES: Record<string, string[]> = {
  "/start": ["POST"],
  "/stop": ["POST"],
  "/status": ["GET"],
  "/progress": ["GET"],
  "/command": ["POST"],
  "/register": ["POST"],
  "/unregister": ["POST"],
  "/admin/statuses": ["GET"],
  "/openapi.json": ["GET"],
}

export function createProxyDialect(settings: ProxySettings): ProxyDialect {
  const { version, token, gwIds, launcher, clock } = settings
  const head = version === "head"
  const books = createProxyBooks(head)
  const nothing = head ? null : "None"

  function enter(gwId: string, ip: string, type: string) {
    const old = head && books.has(gwId)
    const since = new Date(clock.now()).toISOString().replace("Z", "000")
    if (old) return books.change(gwId, { ip, type })
    const rest = { start: since, duration: "0", transcript: "0", browsing: "None" }
    books.enter(gwId, { ip, state: "started", type, room: "None", ...rest })
  }

  function registerAll() {
    for (const gwId of gwIds) enter(gwId, GATEWAY_IP, "streaming")
  }

  /** null: nobody listens at that gateway's address. */
  async function forward(call: Call, gwId: string, path: string, body: object | null) {
    if (!gwIds.includes(gwId)) return null
    const inner: Call = {
      ...call,
      method: body === null ? "GET" : "POST",
      path: `/gateway${path}`,
      query: body === null ? new URLSearchParams({ gw_id: gwId }) : call.query,
      header: (name) => (name === "content-type" ? "application/json" : null),
      body: body === null ? "" : JSON.stringify(body),
    }
    const { status, body: text } = await launcher.answer(inner)
    await call.underway()
    return { status, answer: membersOf(text) ?? {} }
  }

  async function start(call: Call, body: Members): Promise<Answer> {
    const needed = head ? ["room", "main_app", "browsing"] : ["room", "main_app"]
    const missing = needed.find((name) => !body[name])
    if (missing) return failure(400, `Missing '${missing}' parameter`)
    // Looked up before the gateway is asked, noted after it has answered: two at once get the same one.
    const gwId = books.firstFree()
    if (gwId === null) return failure(503, "No available gateways")
    const reply = await forward(call, gwId, "/start", { ...body, gw_id: gwId })
    if (!reply) return plain(500, "Internal Server Error")
    if (reply.answer.status !== "success") return failure(503, "Faild to parse Gateway Json response")
    books.change(gwId, { state: "working", room: textOf(body.room), browsing: textOf(body.browsing) })
    return spaced(reply.status, reply.answer)
  }

  async function stop(call: Call, body: Members): Promise<Answer> {
    const gwId = textOf(body.gw_id)
    if (gwId === "") return failure(400, "Missing 'gw_id' parameter")
    if (!books.has(gwId)) return failure(404, `No mapping found for gateway '${gwId}'`)
    const reply = await forward(call, gwId, "/stop", body)
    if (!reply) return plain(500, "Internal Server Error")
    if (reply.answer.status === "success") {
      books.change(gwId, { state: "stopped", room: "None", browsing: "None" })
      return spaced(reply.status, reply.answer)
    }
    const error = "Failed to parse gateway response"
    return spaced(reply.status, head ? { status: "error", error, data: reply.answer } : reply.answer)
  }

  function status(call: Call): Answer {
    const room = call.query.get("room")
    const asked = call.query.get("gw_id")
    if (!asked && !room) return failure(400, "Missing 'gw_id' or 'room' parameter")
    const gwId = room ? books.ofRoom(room) : asked
    if (gwId === null) return failure(404, `No gateway found for room '${room}'`)
    if (!books.has(gwId)) return failure(404, `Gateway '${gwId}' not found`)
    const told = (field: "room" | "browsing") => {
      const value = books.read(gwId, field)
      return value === "None" || value === "" ? nothing : value
    }
    return spaced(200, {
      status: "success",
      data: {
        gw_id: gwId,
        gw_state: books.read(gwId, "state"),
        room: told("room"),
        ...(head ? { browsing: told("browsing") } : {}),
        media_duration: books.read(gwId, "duration"),
        transcript_progress: books.read(gwId, "transcript"),
      },
    })
  }

  async function command(call: Call, body: Members): Promise<Answer> {
    const gwId = textOf(body.gw_id)
    if (gwId === "") return failure(400, "Missing 'gw_id' parameter")
    if (!books.has(gwId)) return failure(404, `Gateway '${gwId}' not found`)
    if (books.read(gwId, "state") !== "working")
      return failure(403, `Gateway '${gwId}' is stopped, cannot send commands`)
    // 1.8.x forwards to an address that its launcher doesn't have.
    if (!head) return spaced(404, { detail: "Not Found" })
    const reply = await forward(call, gwId, "/command", body)
    return reply ? spaced(reply.status, reply.answer) : plain(500, "Internal Server Error")
  }

  function register(body: Members): Answer {
    // HEAD wants the pairing's time limit, which no gateway of 1.8.x sends.
    if (head && (body.pairing_timeout === undefined || body.pairing_timeout === null)) {
      return failure(
        400,
        "Invalid input of type: 'NoneType'. Convert to a bytes, string, int or float first.",
      )
    }
    const [gwId, ip] = [textOf(body.gw_id), textOf(body.gw_ip)]
    if (gwId === "" || ip === "") return failure(400, "400: Missing 'gwIp' or 'gw_id'")
    enter(gwId, ip, textOf(body.gw_type) || "media")
    return spaced(200, {
      status: "success",
      gw_id: gwId,
      gw_ip: ip,
      ...(head ? { pairing_code: "SIM01" } : {}),
    })
  }

  function unregister(body: Members): Answer {
    const gwId = textOf(body.gw_id)
    if (gwId === "") return failure(400, "Missing 'gw_id'")
    if (!books.remove(gwId)) return failure(404, `Gateway '${gwId}' not found`)
    return spaced(200, { status: "success", gw_id: gwId, removed: true })
  }

  function statuses(): Answer {
    const entries = books.ids().map((gwId) => [
      gwId,
      {
        gateway: books.read(gwId, "ip"),
        status: books.read(gwId, "state"),
        room: books.read(gwId, "room"),
        media_duration: books.read(gwId, "duration"),
        transcript_progress: books.read(gwId, "transcript"),
        ...(head ? { browsing: books.read(gwId, "browsing") } : {}),
      },
    ])
    return json(200, Object.fromEntries(entries))
  }

  function tokenOk(call: Call) {
    const given = call.header("authorization")
    if (call.path === "/admin/statuses") return given === `Bearer ${ADMIN_TOKEN}`
    const open = head ? ["/status", "/progress", "/command"] : []
    const asks = call.path in ROUTES && call.path !== "/openapi.json" && !open.includes(call.path)
    return asks ? given === `Bearer ${token}` : null
  }

  async function route(call: Call): Promise<Answer> {
    const methods = ROUTES[call.path]
    if (call.path.startsWith("/assets/")) return failure(404, "Fichier non trouvé.")
    if (!methods) return json(404, { detail: "Not Found" })
    if (!methods.includes(call.method)) {
      const refused = json(405, { detail: "Method Not Allowed" })
      return { ...refused, headers: { ...refused.headers, allow: methods.join(", ") } }
    }
    if (tokenOk(call) === false) return unauthorized(head && call.path === "/start")
    if (call.path === "/openapi.json") return json(200, openapi(head))
    if (call.path === "/admin/statuses") return statuses()
    if (call.method === "GET") return status(call)
    const body = membersOf(call.body)
    if (!body) return plain(500, "Internal Server Error")
    if (call.path === "/start") return start(call, body)
    if (call.path === "/stop") return stop(call, body)
    if (call.path === "/command") return command(call, body)
    return call.path === "/register" ? register(body) : unregister(body)
  }

  async function look(gwId: string) {
    const reply = await forward(QUIET_CALL, gwId, "/status", null)
    if (reply?.answer.status !== "success") return void books.remove(gwId)
    const told = membersOf(JSON.stringify(reply.answer.data ?? {})) ?? {}
    const state = told.gw_state === "up" ? "working" : "started"
    // main writes down what its gateway tells: for the first 10 to 20 seconds that is no room.
    const where = { room: textOf(told.room) || "None", browsing: textOf(told.browsing) || "None" }
    books.change(gwId, head ? { state, ...where } : { state })
  }

  if (settings.registered) registerAll()
  return {
    tokenOk,
    async answer(call) {
      const answer = await route(call)
      const length = String(Buffer.byteLength(answer.body))
      return { ...answer, headers: { server: "uvicorn", "content-length": length, ...answer.headers } }
    },
    async monitor() {
      for (const gwId of books.ids()) await look(gwId)
    },
    reregister: registerAll,
    reset() {
      launcher.reset()
      books.clear()
      if (settings.registered) registerAll()
    },
  }
}

type Members = Record<string, unknown>

const QUIET_CALL: Call = {
  method: "GET",
  path: "/",
  query: new URLSearchParams(),
  header: () => null,
  body: "",
  fault: NO_FAULT,
  lie: false,
  played: false,
  underway: () => Promise.resolve(),
}

/** null: not JSON, or no object, which Python's .get() can't take. */
function membersOf(text: string): Members | null {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value))
      : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** FastAPI's own description, under FastAPI's own name. */
function openapi(head: boolean) {
  const described = Object.entries(ROUTES).filter(([path]) => path !== "/openapi.json")
  const paths = described.map(([path, methods]) => [
    path,
    Object.fromEntries(methods.map((method) => [method.toLowerCase(), {}])),
  ])
  if (head) paths.push(["/pairing", { get: {} }])
  return {
    openapi: "3.1.0",
    info: { title: "FastAPI", version: "0.1.0" },
    paths: Object.fromEntries(paths),
  }
}

function unauthorized(inStart: boolean): Answer {
  const answer = spaced(401, {
    error: inStart ? "authorization error invalid_token " : "authorization error",
  })
  return { ...answer, headers: { ...answer.headers, "www-authenticate": 'Bearer error="invalid_token"' } }
}

function failure(status: number, detail: string): Answer {
  return json(status, { status: "error", error: { code: status, detail }, data: null })
}

function json(status: number, value: unknown): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) }
}

/** json.dumps, where the proxy writes the answer itself. */
function spaced(status: number, value: unknown): Answer {
  return { ...json(status, value), body: pythonJson(value) }
}

function plain(status: number, body: string): Answer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body }
}

function textOf(value: unknown) {
  return typeof value === "string" ? value : ""
}
