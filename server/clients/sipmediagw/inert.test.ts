// Whatever people type and whatever a database or a peer holds: nothing that leaves these clients means anything
// to the shells, frames, keyboards and books of any SIPMediaGW.
import { spawnSync } from "node:child_process"
import { isDeepStrictEqual } from "node:util"
import { beforeAll, describe, expect, test } from "vitest"
import type { SipmediagwClient } from "#server/clients/contracts.ts"
import { createSipmediagwClients } from "#server/clients/sipmediagw/sipmediagw.ts"
import { hostileText, seeded } from "#server/clients/sipmediagw/test-hostile-text.ts"
import { DIALECTS } from "#server/domain/gateway.ts"
import { UpstreamError } from "#server/errors.ts"

const ROUNDS = 10_000
const LONG = 5_000
const LANES = 50
const ROOM = "amphi4k2x9"
const GW = "h9vxc2n2cqxk552fohqjvyuz"
const SERVER = { url: "http://gateway.test", token: "tok", gatewayRef: GW }
const RTMP_URL = "rtmp://live.test/live/key1"
const DOMAIN = "amphi.test/join"

type Sent = { path: string; values: Record<string, unknown> }

/** Every SIPMediaGW at one address: all commands succeed, and what they carry is kept. */
function listening() {
  const sent: Sent[] = []
  const answers: Record<string, [number, unknown]> = {
    "/openapi.json": [404, {}],
    "/progress": [404, {}],
    "/chat": [200, { res: "ok" }],
    "/status": [200, { status: "success", data: { gw_id: GW, gw_state: "working", room: ROOM } }],
    "/gateway/status": [200, { status: "success", data: { gw_state: "up", room: ROOM } }],
  }
  const done = { status: "success", data: { gw_id: GW }, details: { res: "ok" } }
  async function fetch(target: URL | RequestInfo, init?: RequestInit) {
    const url = new URL(String(target))
    const body: unknown = typeof init?.body === "string" ? JSON.parse(init.body) : {}
    const values = { ...Object.fromEntries(url.searchParams), ...Object(body) }
    if (init?.method === undefined || Object.keys(values).length > 0)
      sent.push({ path: url.pathname, values })
    // The probe of a classic 1.6, which names no room.
    if (url.pathname === "/start" && Object.keys(values).length === 0)
      return Response.json({ Error: "a room name must be specified" }, { status: 400 })
    const [status, answer] = answers[url.pathname] ?? [200, done]
    return Response.json(answer, { status })
  }
  return { sent, clients: createSipmediagwClients({ chatGapMs: 0, fetch }) }
}

const random = seeded(20261124)
const TEXTS = Array.from({ length: ROUNDS }, (_, round) => {
  const text = hostileText(random)
  // People's messages are at most this long; the rest is longer than any frame.
  return round % 100 === 0 ? text.repeat(Math.ceil(LONG / Math.max(text.length, 1))).slice(0, LONG) : text
})

describe(`${ROUNDS} hostile chat messages`, () => {
  const typed: string[][] = []

  beforeAll(async () => {
    // Many gateways at once: each is typed to in turn.
    const lanes = Array.from({ length: LANES }, (_, lane) => typeInTurn(lane, typed))
    await Promise.all(lanes)
  }, 60_000)

  test("reach only the versions that type them", async () => {
    const { sent, clients } = listening()
    for (const client of [clients.gateway, clients.proxy]) {
      const refusals = await Promise.all(
        TEXTS.map((text) => client.chat.send({ server: SERVER, room: ROOM, text }).catch(refusalOf)),
      )
      expect(new Set(refusals)).toEqual(new Set(["chat_unsupported"]))
    }
    expect(sent).toEqual([])
  })

  test("come out of a real shell as they went in, between single and between double quotes", () => {
    const messages = typed.flat()
    expect(messages.length).toBeGreaterThan(ROUNDS / 2)
    for (const quote of ["'", '"']) {
      const script = messages.map((message) => `echo ${quote}> ${message}${quote}\n`).join("")
      const { stdout, stderr, status } = spawnSync("sh", { input: script, maxBuffer: 100_000_000 })
      expect([status, stderr.toString()]).toEqual([0, ""])
      const lines = stdout.toString().split("\n").slice(0, -1)
      expect(lines.length).toBe(messages.length)
      const differing = lines.findIndex((line, index) => line !== `> ${messages[index]}`)
      expect(differing, `${quote} ${JSON.stringify(messages[differing])}`).toBe(-1)
    }
  })

  test("are one text in a JSON frame, and no end of a netstring", () => {
    const isWhole = (message: string) => {
      const frame = `{"type":"CHAT_INPUT","text":"${message}"}`
      return isDeepStrictEqual(JSON.parse(frame), { type: "CHAT_INPUT", text: message })
    }
    const bad = typed.flat().filter((message) => !isWhole(message) || /\d:/.test(message))
    expect(bad).toEqual([])
    expect(typed.flat().filter((message) => Buffer.byteLength(message) > 900)).toEqual([])
  })

  test("press no key, turn no text around and hide nothing", () => {
    const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|^ | $|^$/u
    expect(typed.flat().filter((message) => hidden.test(message))).toEqual([])
  })

  test("hold nothing that a shell reads between quotes", () => {
    expect(typed.flat().filter((message) => /['"`\\$]/.test(message.normalize("NFC")))).toEqual([])
  })

  test("keep their letters, accents, digits and emoji", () => {
    const kept = (text: string) => text.replace(/[^\p{L}\p{Nd}\p{Extended_Pictographic}]/gu, "")
    const lost = TEXTS.filter(
      (text, round) => kept((typed[round] ?? []).join("")) !== kept(text.normalize("NFC")),
    )
    expect(lost).toEqual([])
  })
})

async function typeInTurn(lane: number, typed: string[][]) {
  const { sent, clients } = listening()
  const server = { ...SERVER, url: `http://gateway${lane}.test` }
  for (let round = lane; round < TEXTS.length; round += LANES) {
    const before = sent.length
    await clients.classic.chat.send({ server, room: ROOM, text: TEXTS[round] ?? "" })
    const messages = sent.slice(before).filter(({ path }) => path === "/chat")
    typed[round] = messages.map(({ values }) => (values.room === ROOM ? String(values.msg) : "another room"))
  }
}

function refusalOf(error: unknown) {
  if (error instanceof UpstreamError) return error.code
  throw error
}

const SAFE = /^[A-Za-z0-9._:/?=&%~+-]*$/

describe.each(DIALECTS)("the commands of the %s dialect", (dialect) => {
  test(`carry nothing unsafe, whatever ${ROUNDS} hostile strings stand where`, async () => {
    const { sent, clients } = listening()
    const client = clients[dialect]
    let refused = 0
    for (const [round, text] of TEXTS.entries()) {
      const command = COMMANDS[round % COMMANDS.length]
      await command?.(client, text).catch((error: unknown) => {
        if (!(error instanceof UpstreamError) || error.reason !== "refused") throw error
        refused++
      })
    }
    expect(refused).toBeGreaterThan(ROUNDS / 3)
    const unsafe = sent.filter(
      ({ values }) => !Object.values(values).every((value) => SAFE.test(String(value))),
    )
    expect(unsafe).toEqual([])
  })
})

type Command = (client: SipmediagwClient, text: string) => Promise<unknown>

const START = { server: SERVER, room: ROOM, joinDomain: DOMAIN, rtmpUrl: RTMP_URL }
const COMMANDS: Command[] = [
  (client, text) => client.start({ ...START, room: text }),
  (client, text) => client.start({ ...START, room: `${ROOM}${text}` }),
  (client, text) => client.start({ ...START, rtmpUrl: text }),
  (client, text) => client.start({ ...START, rtmpUrl: `${RTMP_URL}${text}` }),
  (client, text) => client.start({ ...START, joinDomain: `${DOMAIN}${text}` }),
  (client, text) => client.start({ ...START, server: { ...SERVER, gatewayRef: text } }),
  (client, text) => client.stop({ server: SERVER, room: text, handle: GW }),
  (client, text) => client.stop({ server: SERVER, room: ROOM, handle: text }),
  (client, text) => client.stop({ server: { ...SERVER, gatewayRef: text }, room: ROOM, handle: null }),
  (client, text) => client.state({ server: SERVER, room: text, handle: null }),
  (client, text) => client.state({ server: SERVER, room: ROOM, handle: `${GW}${text}` }),
]
