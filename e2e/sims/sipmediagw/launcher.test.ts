import { describe, expect, test } from "vitest"
import { startPaperSim, until } from "./sim-fixture.ts"
import type { LauncherVersion } from "./versions.ts"

const GW = "abcdefghijklmnopqrstuvwx"
const START = {
  room: "0001-webinar",
  gw_id: GW,
  main_app: "streaming",
  browsing_name: "bigbluebutton",
  rtmp_dst: "rtmp://live.test/live/key",
}
const STARTED = { status: "success", error: null, data: { processing_state: "working", gw_id: GW } }

describe.each<LauncherVersion>(["1.8.4", "head"])("%s", (version) => {
  test("a start is answered at once, without a token and without a look at the gateway", async () => {
    const sim = await startPaperSim({ version, gwId: GW })
    sim.control.dial({ kind: "diesAfter", ms: 0, path: "/gateway/start" })
    const reply = await sim.post("/gateway/start", START)
    expect([reply.status, reply.json]).toEqual([200, STARTED])
    await until(() => sim.of("0001-webinar")?.state === "exited")
    const status = await sim.get(`/gateway/status?gw_id=${GW}`)
    expect(status.json).toMatchObject({ data: { gw_state: "down", detail: "exited" } })
  })

  test("a start that somebody plays is told as up until it is stopped or forgotten", async () => {
    const sim = await startPaperSim({ version, gwId: GW })
    const state = async () => (await sim.get(`/gateway/status?gw_id=${GW}`)).json
    for (const end of [() => sim.post("/gateway/stop", { gw_id: GW }), () => sim.control.reset()]) {
      sim.control.dial({ kind: "played", path: "/gateway/start" })
      expect((await sim.post("/gateway/start", START)).json).toEqual(STARTED)
      expect(await state()).toMatchObject({ data: { gw_state: "up" } })
      expect(sim.control.containers()).toEqual([])
      await end()
      expect(await state()).toMatchObject({ data: { gw_state: "down" } })
    }
  })

  test("a start on a working gateway cuts its stream for the new room", async () => {
    const sim = await startPaperSim({ version, gwId: GW })
    await sim.post("/gateway/start", START)
    const second = await sim.post("/gateway/start", { ...START, room: "0002-other" })
    expect(second.json).toEqual(STARTED)
    expect(sim.control.containers().map((container) => container.room)).toEqual(["0002-other"])
  })

  test("stop is 404 when nothing runs", async () => {
    const sim = await startPaperSim({ version, gwId: GW })
    expect((await sim.post("/gateway/stop", { gw_id: GW })).status).toBe(404)
    await sim.post("/gateway/start", START)
    expect((await sim.post("/gateway/stop", { gw_id: GW })).status).toBe(200)
    expect((await sim.post("/gateway/stop", { gw_id: GW })).status).toBe(404)
  })

  test.each([
    ["a room of four characters", { room: "abcd" }, null],
    ["an unknown service", { browsing_name: "BigBlueButton" }, null],
    ["characters the menu can't take", { room: "a.b~c_d-e/f" }, "https://webinar.test/join/abc_d-e/f"],
  ])("%s decides what page is opened", async (_, change, pageUrl) => {
    const sim = await startPaperSim({ version, gwId: GW })
    expect((await sim.post("/gateway/start", { ...START, ...change })).status).toBe(200)
    expect(sim.control.containers()[0]?.pageUrl).toBe(pageUrl)
  })

  test("the dialect can be told from /openapi.json", async () => {
    const sim = await startPaperSim({ version })
    const text = (await sim.get("/openapi.json")).text
    expect(text).toContain('"title":"SIP Media Gateway API"')
    expect(text.includes("/gateway/ivrConfig")).toBe(version === "head")
  })
})

test("1.8.4 acknowledges chat and drops it", async () => {
  const sim = await startPaperSim({ version: "1.8.4", gwId: GW })
  await sim.post("/gateway/start", START)
  await until(() => sim.of("0001-webinar")?.joined === true)
  const payload = { command: "sendChat", param1: "Hello" }
  const reply = await sim.post("/gateway/command", { gw_id: GW, payload })
  expect(reply.json).toEqual({ status: "success", error: null, data: { ack: true, received: payload } })
  expect(sim.of("0001-webinar")?.chat).toEqual([])
})

test("head hangs on chat until the gateway is stopped", async () => {
  const sim = await startPaperSim({ version: "head", gwId: GW })
  await sim.post("/gateway/start", START)
  let answered = false
  const chat = sim.post("/gateway/command", { gw_id: GW, payload: { command: "sendChat", param1: "Hello" } })
  const marked = chat.then(() => {
    answered = true
  })
  await until(() => sim.of("0001-webinar")?.joined === true)
  expect(answered).toBe(false)
  await sim.post("/gateway/stop", { gw_id: GW })
  await marked
  expect((await chat).status).toBe(200)
})

test("head tells room and service only once the menu is left", async () => {
  const start = async (room: string) => {
    const sim = await startPaperSim({ version: "head", gwId: GW })
    await sim.post("/gateway/start", { ...START, room })
    return async () => (await sim.get(`/gateway/status?gw_id=${GW}`)).text
  }
  const inMenu = await start("abcd")
  const inMeeting = await start("0001-webinar")
  await until(async () => (await inMeeting()).includes('"browsing":"bigbluebutton","room":"0001-webinar"'))
  expect(await inMenu()).toContain('"gw_state":"up"')
  expect(await inMenu()).toContain('"browsing":"","room":""')
})
