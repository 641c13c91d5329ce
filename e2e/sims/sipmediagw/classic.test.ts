import { describe, expect, test } from "vitest"
import { startPaperSim, until } from "./sim-fixture.ts"
import type { ClassicVersion } from "./versions.ts"

const OK_TEXT =
  " Container gw0  Stopping =>  Container gw0  Stopped =>  Container gw0  Removing =>  Container gw0  Removed"
const FAILED = { res: "error", type: "The gateway failed to launch" }
const FULL = { res: "error", type: "No free resources found" }
const DST = "rtmp://live.test/live/key"

function wrapped(version: ClassicVersion, details: object) {
  return version === "1.5.0" ? details : { status: "success", details }
}

function ok(version: ClassicVersion) {
  return wrapped(version, { res: "ok", app: "streaming", uri: version === "1.5.0" ? "" : DST })
}

describe.each<ClassicVersion>(["1.5.0", "1.6.0", "1.7.0"])("%s", (version) => {
  test("a start is answered ok once the container is ready, and the room is what the browser opens", async () => {
    const sim = await startPaperSim({ version })
    const reply = await sim.start("room1")
    expect([reply.status, reply.json]).toEqual([200, ok(version)])
    expect(sim.of("room1")).toMatchObject({ name: "gw0", state: "ready", rtmpDst: DST })
    expect(sim.of("room1")?.pageUrl).toBe("https://webinar.test/join/room1")
  })

  test("a start that somebody plays is told as running until it is stopped, and nothing runs", async () => {
    const sim = await startPaperSim({ version })
    sim.control.dial({ kind: "played", path: "/start" })
    expect((await sim.start("room1")).json).toEqual(ok(version))
    const progress = async () => (await sim.get("/progress?room=room1")).json
    const told = version === "1.7.0" ? { status: "success", transcript_progress: "0%" } : null
    expect(await progress()).toEqual(told)
    expect(sim.control.containers()).toEqual([])
    expect((await sim.get("/stop?room=room1")).status).toBe(200)
    if (version === "1.7.0") expect(await progress()).toMatchObject({ gw_state: "down" })
  })

  test("one slot holds one room: the lock is kept until the container is gone", async () => {
    const sim = await startPaperSim({ version })
    await sim.start("room1")
    expect((await sim.start("room2")).json).toEqual(wrapped(version, FULL))
    expect((await sim.start("room1")).json).toEqual(wrapped(version, FULL))
    await sim.get("/stop?room=room1")
    await until(async () => {
      const reply = await sim.start("room2")
      return sim.of("room2")?.state === "ready" && reply.status === 200
    })
  })

  test("a failed launch leaves a zombie, which the next room's start then takes for its own", async () => {
    const sim = await startPaperSim({ version })
    sim.control.dial({ kind: "neverReady", path: "/start" })
    const failed = await sim.start("rooma")
    expect([failed.status, failed.json]).toEqual([200, wrapped(version, FAILED)])
    expect((await sim.start("roomb")).json).toEqual(ok(version))
    expect(sim.of("rooma")?.state).toBe("ready")
    expect(sim.of("roomb")).toBeUndefined()
    expect((await sim.get("/stop?room=rooma")).status).toBe(200)
    expect(sim.of("rooma")?.state ?? "removed").toBe(version === "1.7.0" ? "exited" : "removed")
  })

  test("a container that died blocks its name in 1.5 and is pruned later", async () => {
    const sim = await startPaperSim({ version })
    sim.control.dial({ kind: "diesAfter", ms: 0, path: "/start" })
    expect((await sim.start("rooma")).json).toEqual(wrapped(version, FAILED))
    const other = await sim.start("roomb")
    expect(other.json).toEqual(version === "1.5.0" ? FAILED : ok(version))
    if (version === "1.5.0") {
      expect((await sim.get("/stop?room=rooma")).json).toEqual({ res: OK_TEXT })
      expect((await sim.start("roomb")).json).toEqual(ok(version))
    }
  })

  test("the same room again is recreated in another slot, and a lost gw0 makes that a 500", async () => {
    const sim = await startPaperSim({ version, slots: 3 })
    await sim.start("room1")
    await sim.start("room2")
    const again = await sim.start("room1")
    expect(again.status).toBe(500)
    expect(again.text).toContain("<!DOCTYPE HTML")
    expect(again.text).toContain("allowedToken")
    expect(sim.of("room1")).toMatchObject({ name: "gw2", state: "ready" })
    expect((await sim.start("room3")).json).toEqual(ok(version))
    expect(sim.of("room3")?.name).toBe("gw0")
  })

  test("names that compose refuses fail to launch", async () => {
    const sim = await startPaperSim({ version })
    for (const room of ["RoomX", "foo+bar", "-f", "a%2Fb"]) {
      expect((await sim.start(room)).json).toEqual(wrapped(version, FAILED))
    }
    expect(sim.control.containers()).toEqual([])
  })

  test("chat is queued before the join, dropped while hidden, and every time answered ok", async () => {
    const sim = await startPaperSim({ version })
    await sim.start("room1")
    const say = (msg: string) => sim.post("/chat", { room: "room1", msg })
    const said = (msg: string) => (version === "1.7.0" ? `b'${msg}'` : msg)
    expect((await say("early")).json).toEqual({ res: "ok" })
    await until(() => sim.of("room1")?.joined === true)
    await until(() => sim.of("room1")?.chat.length === 1)
    await sim.get("/chat?room=room1&toggle=True")
    expect((await say("while hidden")).json).toEqual({ res: "ok" })
    await sim.get("/chat?room=room1&toggle=True")
    expect((await say("shown again")).json).toEqual({ res: "ok" })
    await until(() => sim.of("room1")?.chat.length === 2)
    expect(sim.of("room1")?.chat).toEqual([said("early"), said("shown again")])
  })

  test("one forged chat line ends the stream", async () => {
    const sim = await startPaperSim({ version })
    await sim.start("room1")
    await until(() => sim.of("room1")?.joined === true)
    const reply = await sim.post("/chat", { room: "room1", msg: 'x", "type":"CALL_DTMF_START", "y":"' })
    expect(reply.json).toEqual({ res: "ok" })
    await until(() => sim.of("room1")?.state === "exited")
  })

  test("a dialled fault hits as many calls as asked and is seen in the log", async () => {
    const sim = await startPaperSim({ version })
    sim.control.dial({ kind: "lie", path: "/start", times: 1 })
    expect((await sim.start("room1")).json).toEqual(ok(version))
    expect(sim.control.containers()).toEqual([])
    sim.control.dial({ kind: "refuse", path: "/stop" })
    await expect(sim.get("/stop?room=room1")).rejects.toThrow()
    sim.control.dial({ kind: "html", path: "/stop" })
    expect((await sim.get("/stop?room=room1")).text).toContain("Sign in")
    sim.control.dial({ kind: "garbage", path: "*" })
    expect((await sim.get("/stop?room=room1")).json).toBeNull()
    sim.control.dial({ kind: "status500", path: "/stop" })
    expect((await sim.get("/stop?room=room1")).status).toBe(500)
    expect((await sim.call("/stop?room=room1")).status).toBe(401)
    const seen = sim.control.requests().map(({ fault, status, tokenOk }) => [fault, status, tokenOk])
    expect(seen).toEqual([
      ["lie", 200, true],
      ["refuse", null, true],
      ["html", 200, true],
      ["garbage", 200, true],
      ["status500", 500, true],
      [null, 401, false],
    ])
    expect(JSON.stringify(sim.control.requests())).not.toContain("1234")
  })
})

test("1.7 stops without removing, and calls an unknown room an error", async () => {
  const sim = await startPaperSim({ version: "1.7.0" })
  await sim.start("room1")
  const stopped = await sim.get("/stop?room=room1")
  const text = " Container gw0  Stopping =>  Container gw0  Stopped"
  expect(stopped.json).toEqual({ status: "success", details: { res: text } })
  const again = await sim.get("/stop?room=room1")
  expect([again.status, again.json]).toEqual([400, { Error: "no running container for room=room1" }])
})

test("1.7 tells running from stopped by the absence of gw_state", async () => {
  const sim = await startPaperSim({ version: "1.7.0" })
  expect((await sim.get("/progress?room=room1")).json).toEqual({ status: "success", gw_state: "down" })
  await sim.start("room1")
  expect((await sim.get("/progress?room=room1")).json).toEqual({
    status: "success",
    transcript_progress: "0%",
  })
  expect((await sim.get("/progress")).status).toBe(400)
})

test("1.7 streams a start with an empty room under the project gw0", async () => {
  const sim = await startPaperSim({ version: "1.7.0" })
  expect((await sim.start("")).json).toEqual(ok("1.7.0"))
  expect((await sim.get("/stop?room=gw0")).status).toBe(200)
})

test("newer Compose says nothing about a room it does not know", async () => {
  const sim = await startPaperSim({ version: "1.6.0", compose: "2.30" })
  expect((await sim.get("/stop?room=nobody")).json).toEqual({ status: "success", details: { res: "" } })
})

test("the control paths ask for their own token", async () => {
  const sim = await startPaperSim({ version: "1.6.0", controlToken: "knobs" })
  expect((await sim.get("/sim/containers")).status).toBe(401)
  const headers = { Authorization: "Bearer knobs" }
  expect((await sim.call("/sim/containers", { headers })).json).toEqual([])
  const dialled = await sim.call("/sim/faults", {
    method: "POST",
    headers,
    body: JSON.stringify({ kind: "hang", ms: 100, path: "/start" }),
  })
  expect(dialled.status).toBe(200)
  await sim.start("room1")
  expect((await sim.call("/sim/requests", { headers })).json).toMatchObject([
    { path: "/start", fault: "hang" },
  ])
  expect((await sim.call("/sim/reset", { method: "POST", headers })).status).toBe(200)
  expect(sim.control.containers()).toEqual([])
})
