// A stand-in for one SIPMediaGW host, or the proxy in front of several (RENATER), true to the recorded behaviour of its releases, lies included.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { z } from "zod"
import { createClassicDialect } from "./classic.ts"
import { type Clock, scaledClock, systemClock, waited } from "./clock.ts"
import type { ComposeVersion } from "./compose-texts.ts"
import type { ContainerView } from "./container.ts"
import { debugPage } from "./debug-page.ts"
import type { Answer, Call, Dialect } from "./dialect.ts"
import { createDockerHost } from "./docker-host.ts"
import { containerFault, DialledFault, type Fault, type LoggedRequest, takeFault } from "./faults.ts"
import { createLauncherDialect } from "./launcher.ts"
import { createProxyDialect, type ProxyDialect } from "./proxy.ts"
import type { StationBrowser } from "./station.ts"
import { isClassic, type SipmediagwVersion, TIMINGS } from "./versions.ts"

export type { SipmediagwVersion } from "./versions.ts"

export type SipmediagwSimOptions = {
  host: string
  /** 0 = any free one. */
  port: number
  version: SipmediagwVersion
  token?: string
  /** How many gateways this host can run; the real one counts CPUs. */
  slots?: number
  /** 1.8+: the gateway's compose project; more slots get made-up ids. */
  gwId?: string
  browser: StationBrowser
  /**
   * 1.8+: the allocation proxy answers, with `slots` gateways behind it. Its 30 s watch and the gateways' 60 s of
   * registering run by themselves ("clock"), or only when the control says so ("by hand").
   */
  proxy?: { rounds: "clock" | "by hand"; registered?: boolean }
  /** 1.8+: WEBRTC_DOMAINS.bigbluebutton.domain, e.g. "webinar.example.org/join". */
  webrtcDomain?: string
  /** The one deviation: a real gateway always opens https, the demo on plain localhost sets http. */
  scheme?: "https" | "http"
  /** fast shortens every wait of the gateway (not of web pages, nor of dialled faults) in proportion. */
  timings?: "real" | "fast"
  compose?: ComposeVersion
  controlToken?: string
  clock?: Clock
}

export type SipmediagwControl = {
  dial(fault: DialledFault): void
  /** Late launchers answer now. */
  clearFaults(): void
  requests(): LoggedRequest[]
  containers(): ContainerView[]
  gwIds(): string[]
  /** One round of the proxy's watch, or of its gateways' registering. */
  round(which: ProxyRound): Promise<void>
  reset(): Promise<void>
}

const PROXY_ROUND_MS = { monitor: 30_000, register: 60_000 }
type ProxyRound = keyof typeof PROXY_ROUND_MS

const FAST = 0.02
const BODY_BYTES_MAX = 1_000_000
const CUT_JSON = '{"status": "succ'
const LOGIN_PAGE = "<!doctype html><title>Sign in</title><form><input name=user></form>"

export async function startSipmediagwSim(
  options: SipmediagwSimOptions,
): Promise<{ url: string; control: SipmediagwControl; close(): Promise<void> }> {
  const { version } = options
  const token = options.token ?? "1234"
  const wall = options.clock ?? systemClock()
  const clock = scaledClock(wall, options.timings === "fast" ? FAST : 1)
  const timing = TIMINGS[version]
  const slots = options.slots ?? 1
  const gwIds = Array.from({ length: slots }, (_, slot) => gatewayId(options.gwId, slot))
  const host = createDockerHost({ version, timing, clock, wall, browser: options.browser }, slots)
  const scheme = options.scheme ?? "https"
  const behind = isClassic(version)
    ? createClassicDialect({
        version,
        timing,
        token,
        scheme,
        compose: options.compose ?? "2.27",
        host,
        clock,
      })
    : createLauncherDialect({
        version,
        scheme,
        webrtcDomain: options.webrtcDomain ?? null,
        gwIds,
        host,
        clock,
      })

  const proxy = proxyBefore(behind)
  const dialect = proxy ?? behind

  const dialled: z.output<typeof DialledFault>[] = []
  const journal: LoggedRequest[] = []
  const closing = new AbortController()
  let late = new AbortController()

  const control: SipmediagwControl = {
    dial: (fault) => void dialled.push(DialledFault.parse(fault)),
    clearFaults,
    requests: () => structuredClone(journal),
    containers: () => host.list().map((container) => container.view()),
    gwIds: () => [...gwIds],
    round,
    async reset() {
      clearFaults()
      await host.killAll()
      dialect.reset()
      journal.length = 0
    },
  }

  function clearFaults() {
    dialled.length = 0
    late.abort()
    late = new AbortController()
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      complain(error)
      response.destroy()
    })
  })

  async function handle(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? "/", "http://gateway")
    const body = await readBody(request)
    if (url.pathname.startsWith("/sim/")) return send(response, await steer(request, url.pathname, body))
    const fault = takeFault(dialled, url.pathname)
    const call: Call = {
      method: request.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      header: (name) => headerOf(request, name),
      body,
      fault: containerFault(fault),
      lie: fault?.kind === "lie",
      played: fault?.kind === "played",
      underway: async () => {
        if (fault?.kind === "lateLauncher") await waited(wall, fault.ms, late.signal)
      },
    }
    const entry = note(call, fault)
    const answer = await perform(call, fault)
    if (!answer) return response.destroy()
    if (response.destroyed) return
    entry.status = answer.status
    send(response, answer)
  }

  async function perform(call: Call, fault: Fault | null): Promise<Answer | null> {
    switch (fault?.kind) {
      case "refuse":
        return null
      case "status500":
        return {
          status: 500,
          headers: { "Content-Type": "text/html" },
          body: debugPage(call, token, "RuntimeError"),
        }
      case "html":
        return { status: 200, headers: { "Content-Type": "text/html; charset=utf-8" }, body: LOGIN_PAGE }
      case "garbage":
        return { status: 200, headers: { "Content-Type": "application/json" }, body: CUT_JSON }
      case "hang": {
        const answer = await dialect.answer(call)
        return (await waited(wall, fault.ms, closing.signal)) ? answer : null
      }
      default:
        return dialect.answer(call)
    }
  }

  function note(call: Call, fault: Fault | null) {
    const entry: LoggedRequest = {
      at: clock.now(),
      method: call.method,
      path: call.path,
      query: Object.fromEntries(call.query),
      body: call.body,
      tokenOk: dialect.tokenOk(call),
      fault: fault?.kind ?? null,
      status: null,
    }
    journal.push(entry)
    return entry
  }

  async function steer(request: IncomingMessage, path: string, body: string): Promise<Answer> {
    const { controlToken } = options
    if (controlToken && headerOf(request, "authorization") !== `Bearer ${controlToken}`) {
      return report(401, { error: "wrong control token" })
    }
    if (request.method === "POST" && path === "/sim/faults") {
      const fault = DialledFault.safeParse(jsonOf(body))
      if (!fault.success) return report(400, { error: z.prettifyError(fault.error) })
      dialled.push(fault.data)
      return report(200, { dialled })
    }
    const asked = /^\/sim\/round\/(monitor|register)$/.exec(path)
    if (request.method === "POST" && asked) {
      await round(asked[1] === "monitor" ? "monitor" : "register")
      return report(200, {})
    }
    if (request.method === "GET" && path === "/sim/requests") return report(200, control.requests())
    if (request.method === "GET" && path === "/sim/containers") return report(200, control.containers())
    if (request.method === "POST" && path === "/sim/reset") {
      await control.reset()
      return report(200, {})
    }
    return report(404, { error: "unknown" })
  }

  function proxyBefore(launcher: Dialect): ProxyDialect | null {
    if (!options.proxy || isClassic(version)) return null
    const registered = options.proxy.registered ?? true
    return createProxyDialect({ version, token, gwIds, launcher, clock, registered })
  }

  async function round(which: ProxyRound) {
    if (which === "monitor") await proxy?.monitor()
    else proxy?.reregister()
  }

  async function everyRound(which: ProxyRound) {
    while (await waited(clock, PROXY_ROUND_MS[which], closing.signal)) await round(which)
  }

  if (options.proxy?.rounds === "clock")
    for (const which of ["monitor", "register"] as const) everyRound(which).catch(complain)

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(options.port, options.host, () => resolve())
  })
  const address = server.address()
  const port = address !== null && typeof address === "object" ? address.port : options.port

  return {
    url: `http://${options.host}:${port}`,
    control,
    async close() {
      closing.abort()
      late.abort()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await host.killAll()
      await closed
    },
  }
}

function complain(error: unknown) {
  console.error("sipmediagw stand-in:", error)
}

/** start_all_gateways.bash makes 24 random letters; here the same on every run. */
function gatewayId(given: string | undefined, slot: number) {
  const first = given ?? "simgateway00000000000000"
  return slot === 0 ? first : `${first.slice(0, 22)}${String(slot).padStart(2, "0")}`
}

async function readBody(request: IncomingMessage) {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > BODY_BYTES_MAX) throw new Error("request body too large")
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}

function headerOf(request: IncomingMessage, name: string) {
  const value = request.headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? null
}

function send(response: ServerResponse, { status, headers, body }: Answer) {
  if (!("server" in headers)) response.setHeader("Server", "localhost")
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.statusCode = status
  // Not end(body): without a length of its own the real answer comes chunked.
  response.write(body)
  response.end()
}

function report(status: number, value: unknown): Answer {
  return { status, headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) }
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
