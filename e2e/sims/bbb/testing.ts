// What the tests of this folder share: signed calls, reading answers, a receiver of deliveries.

import { createServer } from "node:http"
import { onTestFinished } from "vitest"
import { readBody } from "./api-request.ts"
import { type BbbSim, type BbbSimOptions, startBbbSim } from "./bbb-sim.ts"
import { checksumOf } from "./checksum.ts"
import { type FakeClock, fakeClock } from "./clock.ts"
import type { ChecksumAlgorithm } from "./profile.ts"

export const SECRET = "0123456789abcdefSECRET"

export type TestSim = BbbSim & { clock: FakeClock }

export async function testSim(options: Partial<BbbSimOptions> = {}): Promise<TestSim> {
  const clock = fakeClock()
  const sim = await startBbbSim({ host: "127.0.0.1", port: 0, secret: SECRET, clock, ...options })
  onTestFinished(() => sim.close())
  return { ...sim, clock }
}

export type Params = Record<string, string>

export function signedUrl(
  sim: BbbSim,
  call: string,
  params: Params,
  algorithm: ChecksumAlgorithm = "sha256",
) {
  const query = new URLSearchParams(params).toString()
  return rawUrl(
    sim,
    call,
    `${query}${query ? "&" : ""}checksum=${checksumOf(algorithm, call, query, SECRET)}`,
  )
}

export function rawUrl(sim: BbbSim, call: string, query: string) {
  return `${sim.apiUrl}/${call}?${query}`
}

export async function ask(sim: BbbSim, call: string, params: Params = {}) {
  return answerOf(fetch(signedUrl(sim, call, params), { redirect: "manual" }))
}

export async function post(sim: BbbSim, call: string, params: Params, body: string, contentType: string) {
  return answerOf(
    fetch(signedUrl(sim, call, params), { method: "POST", body, headers: { "content-type": contentType } }),
  )
}

export async function get(url: string, headers: Record<string, string> = {}) {
  return answerOf(fetch(url, { redirect: "manual", headers }))
}

async function answerOf(pending: Promise<Response>) {
  const response = await pending
  const xml = await response.text()
  const location = Buffer.from(response.headers.get("location") ?? "", "latin1").toString("utf8")
  return {
    status: response.status,
    xml,
    location,
    cookie: response.headers.get("set-cookie") ?? "",
    type: response.headers.get("content-type") ?? "",
    returncode: textOf(xml, "returncode"),
    key: textOf(xml, "messageKey"),
    message: textOf(xml, "message"),
    errorKey: /%22key%22:%22(\w+)%22/.exec(location)?.[1] ?? null,
    sessionToken: /sessionToken=(\w+)/.exec(location)?.[1] ?? "",
  }
}

export function textOf(xml: string, name: string) {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? null
}

export async function createMeeting(sim: BbbSim, params: Params = {}) {
  return ask(sim, "create", { name: "A webinar", meetingID: "webinar-42", ...params })
}

export type Received = { method: string; url: string; body: string; authorization: string }

/** Answers with the given statuses in turn, the last one for ever. */
export async function receiver(...statuses: number[]) {
  const received: Received[] = []
  const server = createServer(async (message, response) => {
    const body = (await readBody(message)).toString("utf8")
    const authorization = message.headers.authorization ?? ""
    received.push({ method: message.method ?? "", url: message.url ?? "", body, authorization })
    response.writeHead(statuses[Math.min(received.length, statuses.length) - 1] ?? 200).end()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === "object" ? address?.port : undefined
  return { url: `http://127.0.0.1:${port}`, received }
}

/** The events of received webhook deliveries, in order of arrival. */
export function eventIds(received: Received[]) {
  return received.map(({ body }) => eventOf(body).data.id)
}

export function eventOf(body: string): { data: { id: string; attributes: Record<string, never> } } {
  return JSON.parse(new URLSearchParams(body).get("event") ?? "[]")[0]
}
