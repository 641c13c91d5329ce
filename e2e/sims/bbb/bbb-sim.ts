// A stand-in for a BigBlueButton server: API, callbacks, webhooks and a small real meeting page.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { Duplex } from "node:stream"
import { apiCall } from "./api-calls.ts"
import { type ApiRequest, readApiRequest, sessionCookie } from "./api-request.ts"
import { balancerCall } from "./balancer-calls.ts"
import { createCallbacks } from "./callbacks.ts"
import { type Clock, realClock } from "./clock.ts"
import { type BbbControl, createControl } from "./control.ts"
import { controlAnswer } from "./control-api.ts"
import { createFaults, playFault } from "./faults.ts"
import type { HookSettings } from "./hook-delivery.ts"
import { createHooks } from "./hooks.ts"
import { createJournal } from "./journal.ts"
import { createLive } from "./live.ts"
import type { Meeting, User } from "./meeting.ts"
import { createMeetingPage } from "./meeting-page.ts"
import { type BbbProfile, PROFILES } from "./profile.ts"
import { createRegistry, type MeetingEvent } from "./registry.ts"
import type { World } from "./world.ts"
import { type Answer, htmlAnswer } from "./xml.ts"

export type BbbSimOptions = {
  host: string
  /** 0 for any free one. */
  port: number
  secret: string
  profile?: BbbProfile
  clock?: Clock
  /** The base the server advertises in links, when it is not its own address. */
  publicUrl?: string
  controlToken?: string
  webhooks?: Partial<HookSettings>
  /** False: documents and, in bbb30-new, callbacks must be public https addresses, as on a stock server. */
  allowLocalHosts?: boolean
}

export type BbbSim = {
  url: string
  apiUrl: string
  control: BbbControl
  close(): Promise<void>
}

const API = /^(\/node1)?\/bigbluebutton\/api(?:\/(.*))?$/

export async function startBbbSim(options: BbbSimOptions): Promise<BbbSim> {
  if (options.secret === "") throw new Error("the stand-in needs a secret")
  const sim = assemble(options)
  const server = createServer((message, response) => {
    serve(sim, message, response).catch((error: unknown) => {
      console.error("bbb stand-in:", error)
      write(response, htmlAnswer(500, "HTTP Status 500 – Internal Server Error"))
    })
  })
  server.on("upgrade", (message, duplex, head) => upgrade(sim, message, duplex, head))
  const { port } = await new Promise<AddressInfo>((resolve, reject) => {
    server.once("error", reject)
    server.listen(options.port, options.host, () => {
      const address = server.address()
      if (address && typeof address === "object") resolve(address)
    })
  })
  const url = `http://${options.host}:${port}`
  sim.setOwnUrl(url)
  return {
    url,
    apiUrl: `${url}/bigbluebutton/api`,
    control: sim.control,
    async close() {
      sim.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Sim = ReturnType<typeof assemble>

function assemble(options: BbbSimOptions) {
  const { secret, clock = realClock(), profile = "bbb30", allowLocalHosts = true } = options
  const traits = PROFILES[profile]
  const stopping = new AbortController()
  const journal = createJournal(() => clock.now())
  const faults = createFaults()
  const settings: HookSettings = {
    installed: traits.hooks !== "none",
    version: traits.hooks === "2.x" ? "2.x" : "3.4+",
    auth: "checksum",
    algorithm: "sha1",
    domain: options.host,
    requestTimeoutMs: 5000,
    ...options.webhooks,
  }
  let ownUrl = ""
  const shared = { clock, journal, faults, secret, stop: stopping.signal }
  const hooks = createHooks({ ...shared, settings })
  const callbacks = createCallbacks({ ...shared, traits, allowLocalHosts })
  const publicUrl = () => (options.publicUrl ?? ownUrl).replace(/\/+$/, "")
  const listeners: ((event: MeetingEvent) => void)[] = []
  const registry = createRegistry(clock, listeners)
  const live = createLive(registry)
  listeners.push(
    (event) => event.type === "meeting-ended" && callbacks.meetingEnded(event.meeting),
    hooks.publish,
    live.publish,
  )
  const world: World = { clock, registry, hooks, traits, secret, allowLocalHosts, publicUrl }
  const nodeSecret = `${secret}-node1`
  return {
    world,
    // Behind a balancer the browser meets a plain node with a secret of its own.
    node: { ...world, traits: PROFILES.bbb30, secret: nodeSecret },
    nodeSecret,
    journal,
    faults,
    live,
    page: createMeetingPage(profile !== "bbb27"),
    controlToken: options.controlToken,
    control: createControl({ ...shared, registry, hooks, resetCallbacks: callbacks.reset }),
    setOwnUrl(url: string) {
      ownUrl = url
    },
    stop() {
      stopping.abort()
      live.close()
      hooks.clear()
      registry.clear()
    },
  }
}

async function serve(sim: Sim, message: IncomingMessage, response: ServerResponse) {
  const path = (message.url ?? "/").split("?")[0] ?? "/"
  if (path.startsWith("/sim/"))
    return write(response, await controlAnswer(sim.control, message, sim.controlToken))
  const api = API.exec(path)
  if (api) return serveApi(sim, await readApiRequest(message, api[2] ?? ""), api[1] !== undefined, response)
  if (path.startsWith("/html5client/presentation/")) return write(response, slideAnswer(sim, path))
  if (/^\/html5client(\/|\/join)?$/.test(path)) return write(response, await pageAnswer(sim, message))
  write(response, path === "/" ? leftAnswer(message) : htmlAnswer(404, "404 Not Found", "nginx"))
}

async function serveApi(sim: Sim, request: ApiRequest, onNode: boolean, response: ServerResponse) {
  const fault = sim.faults.takeForCall(request.call)
  const work = async () => {
    if (onNode) return apiCall(sim.node, request)
    return sim.world.traits.balancer
      ? balancerCall(sim.world, request, sim.nodeSecret)
      : apiCall(sim.world, request)
  }
  const answer = fault ? await playFault(fault, response, work) : await work()
  const { checksum: _, ...params } = Object.fromEntries(request.params)
  sim.journal.add({
    kind: "api",
    method: request.method,
    call: request.call,
    url: `/bigbluebutton/api/${request.call}?${request.rawQuery}`,
    params,
    body: request.body.toString("utf8"),
    status: answer?.status ?? 0,
    outcome: answer ? outcomeOf(answer) : "destroyed",
    fault: fault?.fault ?? null,
    attempt: 1,
  })
  if (answer) write(response, answer)
}

function outcomeOf({ status, body, headers }: Answer) {
  const text = body.toString()
  const key = /<(?:messageKey|key)>([^<]+)</.exec(text)?.[1]
  const redirected = /%22key%22:%22([^%]+)%22/.exec(headers.location ?? "")?.[1]
  return key ?? redirected ?? /<returncode>(\w+)</.exec(text)?.[1] ?? `HTTP ${status}`
}

function write(response: ServerResponse, { status, headers, body }: Answer) {
  if (response.destroyed || response.headersSent) return
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) })
  response.end(body)
}

async function pageAnswer(sim: Sim, message: IncomingMessage) {
  const session = sessionOf(sim, message)
  if (!session) return htmlAnswer(401, "Session unauthorized", "This session is not valid in this browser.")
  return sim.page.answer(session.meeting, session.user)
}

/** A session belongs to the browser that got its cookie, unless the meeting allows otherwise. */
function sessionOf(sim: Sim, message: IncomingMessage): { meeting: Meeting; user: User } | null {
  const token = new URL(message.url ?? "/", "http://stand-in").searchParams.get("sessionToken") ?? ""
  const session = sim.world.registry.findSession(token)
  if (!session) return null
  const own = session.user.cookie === sessionCookie(message)
  return own || session.meeting.allowRequestsWithoutSession ? session : null
}

function slideAnswer(sim: Sim, path: string) {
  const [id, number] = path.split("/").slice(3)
  for (const meeting of sim.world.registry.list()) {
    const slide = meeting.presentations.find((one) => one.id === id)?.slides[Number(number)]
    if (!slide) continue
    const headers = { "content-type": slide.type, "cache-control": "private, max-age=3600" }
    return { status: 200, headers, body: slide.bytes }
  }
  return htmlAnswer(404, "404 Not Found")
}

function leftAnswer(message: IncomingMessage) {
  const errors = new URL(message.url ?? "/", "http://stand-in").searchParams.get("errors")
  const text = errors === null ? undefined : /"message":"([^"]*)"/.exec(errors)?.[1]
  return text === undefined
    ? htmlAnswer(200, "You have left the meeting")
    : htmlAnswer(200, "You cannot join this meeting", text)
}

function upgrade(sim: Sim, message: IncomingMessage, duplex: Duplex, head: Buffer) {
  const session = (message.url ?? "").startsWith("/html5client/ws") ? sessionOf(sim, message) : null
  if (session) return sim.live.open(message, duplex, head, session.meeting, session.user)
  duplex.end("HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n")
}
