import { describe, expect, onTestFinished, test } from "vitest"
import { createSipmediagwClients } from "#server/clients/sipmediagw/sipmediagw.ts"
import { startSipmediagwSim } from "../../../e2e/sims/sipmediagw/sipmediagw-sim.ts"

const ROOM = "amphi4k2x9"
const OTHER_ROOM = "amphi7b3q1"
/** A busy machine takes its time. */
const PATIENT = { timeout: 10_000, interval: 20 }
const RTMP_URL = "rtmp://live.test/live/key1"

async function proxy(version: "1.8.4" | "head", slots = 1, startTimeoutMs = 5000) {
  const token = "a-token"
  const sim = await startSipmediagwSim({
    host: "127.0.0.1",
    port: 0,
    version,
    token,
    slots,
    proxy: { rounds: "by hand" },
    browser: { kind: "none" },
    timings: "fast",
    webrtcDomain: "amphi.test/join",
  })
  onTestFinished(() => sim.close())
  const timeoutsMs = { start: startTimeoutMs, stop: 5000, chat: 5000, status: 5000 }
  const { proxy: client } = createSipmediagwClients({ timeoutsMs })
  const server = { url: sim.url, token, gatewayRef: null }
  const start = (room = ROOM) =>
    client.start({ server, room, joinDomain: "amphi.test/join", rtmpUrl: RTMP_URL })
  const stop = (handle: string | null, orderedMsAgo: number | null = null) =>
    client.stop({ server, room: ROOM, handle, orderedMsAgo })
  const running = () => sim.control.containers().filter((container) => container.state !== "exited")
  const rooms = () => running().map((container) => container.room)
  /** What somebody else does with the same proxy. */
  const stranger = (path: string, body: object) =>
    fetch(sim.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
  const strangerStarts = (room: string) =>
    stranger("/start", {
      room,
      main_app: "streaming",
      browsing: "bigbluebutton",
      browsing_name: "bigbluebutton",
      rtmp_dst: "rtmp://elsewhere.test/live/k",
    })
  return { sim, client, server, start, stop, running, rooms, strangerStarts }
}

describe.each(["1.8.4", "head"] as const)("the proxy of SIPMediaGW %s", (version) => {
  test("is recognised, and probing starts nothing", async () => {
    const { client, server, sim, running } = await proxy(version)
    const found = { dialect: "proxy", version: version === "head" ? "main" : "1.8" }
    expect(await client.identify(server)).toEqual(found)
    expect(running()).toEqual([])
    const asked = sim.control.requests().map(({ query, body }) => JSON.stringify(query) + body)
    expect(asked.join()).not.toContain("room")
  })

  test("a wrong token is told as such, by a test and by every command", async () => {
    const { client, server, start, running } = await proxy(version)
    await start()
    const stranger = { ...server, token: "wrong" }
    const refused = { reason: "unauthorized" }
    await expect(client.identify(stranger)).rejects.toMatchObject(refused)
    const stopping = client.stop({ server: stranger, room: ROOM, handle: null })
    await expect(stopping).rejects.toMatchObject(refused)
    expect(running()).toHaveLength(1)
  })

  test("a start puts our room on our stream, and its handle stops it; stopping again is a success", async () => {
    const { sim, start, stop, running } = await proxy(version)
    const { handle } = await start()
    expect(handle).toBe(sim.control.gwIds()[0])
    expect(running()).toMatchObject([
      { room: ROOM, rtmpDst: RTMP_URL, pageUrl: `https://amphi.test/join/${ROOM}` },
    ])
    await stop(handle)
    expect(running()).toEqual([])
    await expect(stop(handle)).resolves.toBeUndefined()
  })

  test("a lost handle is found by the room", async () => {
    const { client, server, sim, start, stop, rooms } = await proxy(version, 2)
    await start(OTHER_ROOM)
    await start()
    expect(await client.state({ server, room: ROOM, handle: null })).toEqual({
      state: "serving",
      handle: sim.control.gwIds()[1],
    })
    await stop(null)
    expect(rooms()).toEqual([OTHER_ROOM])
    await expect(stop(null)).resolves.toBeUndefined()
    expect(await client.state({ server, room: ROOM, handle: null })).toEqual({
      state: "unknown",
      handle: null,
    })
  })

  test("starts at the same time get a gateway each", async () => {
    const { sim, start, rooms } = await proxy(version, 2)
    const started = await Promise.all([start(), start(OTHER_ROOM)])
    expect(started.map(({ handle }) => handle)).toEqual(sim.control.gwIds())
    expect(rooms()).toEqual([ROOM, OTHER_ROOM])
  })

  test("no free gateway is busy, also in the moments after a stop", async () => {
    const { client, server, sim, start, stop } = await proxy(version)
    const { handle } = await start()
    const busy = { reason: "busy", retryable: true }
    await expect(start(OTHER_ROOM)).rejects.toMatchObject(busy)
    await stop(handle)
    expect(await client.state({ server, room: ROOM, handle })).toMatchObject({ state: "idle" })
    await expect(start(OTHER_ROOM)).rejects.toMatchObject(busy)
    await sim.control.round("monitor")
    await expect(start(OTHER_ROOM)).resolves.toEqual({ handle })
  })

  test("broken answers are failures", async () => {
    const { sim, start, stop } = await proxy(version)
    const broken = [
      [{ kind: "refuse" }, "unreachable"],
      [{ kind: "status500" }, "failed"],
      [{ kind: "html" }, "bad_answer"],
      [{ kind: "garbage" }, "bad_answer"],
    ] as const
    for (const [fault, reason] of broken) {
      sim.control.dial(fault)
      await expect(start()).rejects.toMatchObject({ service: "sipmediagw", reason })
      sim.control.dial(fault)
      await expect(stop(null)).rejects.toMatchObject({ reason })
    }
  })

  test.each(["status500", "refuse", "garbage"] as const)(
    "a start that was accepted keeps its handle when the proxy can't be asked about it (%s)",
    async (kind) => {
      const { sim, start, stop, running } = await proxy(version)
      sim.control.dial({ kind, path: "/status" })
      const { handle } = await start()
      expect(handle).toBe(sim.control.gwIds()[0])
      // Its room is told no more: by the handle alone it can be stopped.
      await sim.control.round(version === "head" ? "monitor" : "register")
      await stop(handle)
      expect(running()).toEqual([])
    },
  )

  test("a start that outlasts our patience isn't taken for one that never was, and is stopped when it shows", async () => {
    const { sim, start, stop, running } = await proxy(version, 1, 400)
    sim.control.dial({ kind: "lateLauncher", ms: 1_000_000, path: "/start" })
    await expect(start()).rejects.toMatchObject({ reason: "timeout", settled: false })
    const unconfirmed = { reason: "not_found", retryable: true }
    await expect(stop(null, 400)).rejects.toMatchObject(unconfirmed)
    sim.control.clearFaults()
    await expect.poll(() => stop(null, 1_000).catch(() => "unconfirmed"), PATIENT).toBeUndefined()
    expect(running()).toEqual([])
  })

  test("a room that no gateway tells is unconfirmed until a start would have shown, and then free", async () => {
    const { stop } = await proxy(version)
    await expect(stop(null, 109_000)).rejects.toMatchObject({ reason: "not_found", retryable: true })
    await expect(stop(null, 111_000)).resolves.toBeUndefined()
  })

  test("a stop ends the room on every gateway that has it, whichever handle was kept", async () => {
    const { sim, start, stop, running } = await proxy(version, 2)
    await start()
    const { handle } = await start()
    expect(handle).toBe(sim.control.gwIds()[1])
    await stop(handle)
    expect(running()).toEqual([])
  })

  test("who was told that nothing is free has started nothing", async () => {
    const { start } = await proxy(version)
    await start(OTHER_ROOM)
    await expect(start()).rejects.toMatchObject({ reason: "busy", settled: true })
  })

  test("it is never given chat text", async () => {
    const { client, server, sim, start } = await proxy(version)
    await start()
    expect(await client.chat.canDeliver(server)).toBe(false)
    const sending = client.chat.send({ server, room: ROOM, text: "bonjour" })
    await expect(sending).rejects.toMatchObject({ reason: "refused", code: "chat_unsupported" })
    expect(sim.control.requests().filter(({ path }) => path === "/command")).toEqual([])
  })
})

describe("1.8.4's gateways register anew each minute", () => {
  test("ours looks free then, and a stop by its handle still ends it", async () => {
    const { client, server, sim, start, stop, running } = await proxy("1.8.4")
    const { handle } = await start()
    await sim.control.round("register")
    expect(await client.state({ server, room: ROOM, handle })).toEqual({ state: "unknown", handle })
    await stop(handle)
    expect(running()).toEqual([])
  })

  test("taken over by another room, it is no longer ours to stop", async () => {
    const { client, server, sim, start, stop, strangerStarts, rooms } = await proxy("1.8.4")
    const { handle } = await start()
    await sim.control.round("register")
    await strangerStarts("stranger1")
    expect(rooms()).toEqual(["stranger1"])
    expect(await client.state({ server, room: ROOM, handle })).toMatchObject({ state: "idle" })
    await stop(handle)
    expect(rooms()).toEqual(["stranger1"])
  })
})

test("main's rounds forget a room in its gateway's menu: until it is told again a stop is unconfirmed", async () => {
  const { sim, start, stop, running } = await proxy("head")
  await start()
  await sim.control.round("monitor")
  const stopped = () =>
    stop(null, 1_000).then(
      () => true,
      () => false,
    )
  while (!(await stopped())) await sim.control.round("monitor")
  expect(running()).toEqual([])
})
