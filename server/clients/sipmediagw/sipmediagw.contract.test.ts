import { describe, expect, onTestFinished, test } from "vitest"
import { createSipmediagwClients } from "#server/clients/sipmediagw/sipmediagw.ts"
import { type SipmediagwVersion, startSipmediagwSim } from "../../../e2e/sims/sipmediagw/sipmediagw-sim.ts"

const ROOM = "amphi4k2x9"
const OTHER_ROOM = "amphi7b3q1"
const RTMP_URL = "rtmp://live.test/live/key1"
const HOSTILE = `L'été "ici" \\c $(id) 64:00 x", "type":"CALL_CLOSED", "y":"\nà demain 🎉`
const TYPED = "L’été ”ici” ⧵c ＄(id) 64\u2009:00 x”, ”type”:”CALL_CLOSED”, ”y”:” à demain 🎉"

async function gateway(version: SipmediagwVersion, startTimeoutMs = 5000) {
  const token = "a-token"
  const sim = await startSipmediagwSim({
    host: "127.0.0.1",
    port: 0,
    version,
    token,
    browser: { kind: "none" },
    timings: "fast",
    webrtcDomain: "amphi.test/join",
  })
  onTestFinished(() => sim.close())
  const dialect = version.startsWith("1.8") || version === "head" ? "gateway" : "classic"
  const timeoutsMs = { start: startTimeoutMs, stop: 5000, chat: 5000, status: 5000 }
  const client = createSipmediagwClients({ chatGapMs: 0, timeoutsMs })[dialect]
  const server = { url: sim.url, token, gatewayRef: sim.control.gwIds()[0] ?? null }
  const start = (room = ROOM) =>
    client.start({ server, room, joinDomain: "amphi.test/join", rtmpUrl: RTMP_URL })
  const running = () => sim.control.containers().filter((container) => container.state !== "exited")
  const browsed = () => expect.poll(() => running()[0]?.joined, { timeout: 5000, interval: 10 }).toBe(true)
  return { sim, client, server, start, running, browsed }
}

describe.each(["1.5.0", "1.6.0", "1.7.0", "1.8.4", "head"] as const)("SIPMediaGW %s", (version) => {
  const isClassic = version.startsWith("1.") && version !== "1.8.4"

  test("is recognised, and probing starts nothing", async () => {
    const { client, server, sim } = await gateway(version)
    const name = version === "head" ? "main" : version.slice(0, 3)
    const dialect = isClassic ? "classic" : "gateway"
    expect(await client.identify(server)).toEqual({ dialect, version: name })
    expect(sim.control.containers().filter(({ state }) => state !== "exited")).toEqual([])
  })

  test("a start puts our room on our stream, through our join page", async () => {
    const { start, running, browsed } = await gateway(version)
    expect(await start()).toEqual({ handle: null })
    await browsed()
    expect(running()).toMatchObject([
      { room: ROOM, rtmpDst: RTMP_URL, pageUrl: `https://amphi.test/join/${ROOM}` },
    ])
  })

  test("a stop ends it, and stopping again is a success", async () => {
    const { client, server, start, running } = await gateway(version)
    await start()
    await client.stop({ server, room: ROOM, handle: null })
    expect(running()).toEqual([])
    await expect(client.stop({ server, room: ROOM, handle: null })).resolves.toBeUndefined()
  })

  test("it says what it knows of our room", async () => {
    const { client, server, start, browsed } = await gateway(version)
    const before = await client.state({ server, room: ROOM, handle: null })
    await start()
    await browsed()
    const during = await client.state({ server, room: ROOM, handle: null })
    const states = {
      "1.5.0": ["unknown", "unknown"],
      "1.6.0": ["unknown", "unknown"],
      "1.7.0": ["idle", "serving"],
      "1.8.4": ["idle", "unknown"],
      head: ["idle", "serving"],
    }
    expect([before.state, during.state]).toEqual(states[version])
    const other = { server, room: OTHER_ROOM, handle: null }
    if (version === "head") expect(await client.state(other)).toMatchObject({ state: "idle" })
  })

  test("broken answers are failures", async () => {
    const { client, server, sim, start } = await gateway(version)
    const broken = [
      [{ kind: "refuse" }, "unreachable"],
      [{ kind: "status500" }, "failed"],
      [{ kind: "html" }, "bad_answer"],
      [{ kind: "garbage" }, "bad_answer"],
    ] as const
    for (const [fault, reason] of broken) {
      sim.control.dial(fault)
      await expect(start()).rejects.toMatchObject({ service: "sipmediagw", reason })
    }
    for (const [fault, reason] of broken) {
      sim.control.dial(fault)
      await expect(client.stop({ server, room: ROOM, handle: null })).rejects.toMatchObject({ reason })
    }
  })

  test("an answer too late is a time-out, and a stop repairs what was started meanwhile", async () => {
    const { client, server, sim, start, running } = await gateway(version, 400)
    sim.control.dial({ kind: "hang", ms: 1_000_000 })
    await expect(start()).rejects.toMatchObject({ reason: "timeout" })
    await expect.poll(() => running().length, { timeout: 5000, interval: 10 }).toBe(1)
    await client.stop({ server, room: ROOM, handle: null })
    expect(running()).toEqual([])
  })
})

describe.each(["1.5.0", "1.6.0", "1.7.0"] as const)("the classic dialect of %s", (version) => {
  test("a taken host is busy, whatever its status says", async () => {
    const { start } = await gateway(version)
    await start()
    await expect(start(OTHER_ROOM)).rejects.toMatchObject({ reason: "busy", retryable: true })
  })

  test("a failed launch is a failure, and a stop makes the host usable again", async () => {
    const { client, server, sim, start } = await gateway(version)
    sim.control.dial({ kind: "neverReady" })
    await expect(start()).rejects.toMatchObject({ reason: "failed", retryable: true })
    await client.stop({ server, room: ROOM, handle: null })
    await expect.poll(() => start().catch(String), { timeout: 5000, interval: 50 }).toEqual({ handle: null })
  })

  test("a wrong token is told as such", async () => {
    const { client, server } = await gateway(version)
    const stranger = { ...server, token: "wrong" }
    await expect(client.identify(stranger)).rejects.toMatchObject({ reason: "unauthorized" })
    await expect(client.stop({ server: stranger, room: ROOM, handle: null })).rejects.toMatchObject({
      reason: "unauthorized",
    })
  })
})

describe.each(["1.5.0", "1.6.0"] as const)("chat through %s", (version) => {
  test("hostile text is typed as one harmless message", async () => {
    const { client, server, start, running, browsed } = await gateway(version)
    await start()
    await browsed()
    expect(await client.chat.canDeliver(server)).toBe(true)
    await client.chat.send({ server, room: ROOM, text: HOSTILE })
    await expect.poll(() => running()[0]?.chat, { timeout: 5000, interval: 10 }).toEqual([TYPED])
  })

  test("900 bytes of accents arrive whole", async () => {
    const { client, server, start, running, browsed } = await gateway(version)
    await start()
    await browsed()
    await client.chat.send({ server, room: ROOM, text: "é".repeat(600) })
    await expect
      .poll(() => running()[0]?.chat, { timeout: 5000, interval: 10 })
      .toEqual(["é".repeat(450), "é".repeat(150)])
  })

  test("a room that isn't there is not found", async () => {
    const { client, server } = await gateway(version)
    const sending = client.chat.send({ server, room: ROOM, text: "bonjour" })
    await expect(sending).rejects.toMatchObject({ reason: "not_found", retryable: true })
  })
})

test.each(["1.7.0", "1.8.4", "head"] as const)("%s is never given chat text", async (version) => {
  const { client, server, sim, start } = await gateway(version)
  await start()
  expect(await client.chat.canDeliver(server)).toBe(false)
  const sending = client.chat.send({ server, room: ROOM, text: "bonjour" })
  await expect(sending).rejects.toMatchObject({ reason: "refused", code: "chat_unsupported" })
  expect(sim.control.requests().filter(({ path }) => /chat|command/.test(path))).toEqual([])
})
