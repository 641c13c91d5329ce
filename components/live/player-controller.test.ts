import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { PlayerController, type PlayerState } from "./player-controller.ts"
import type { Probe } from "./playlist-probe.ts"

const ON_AIR: Probe = { onAir: true, targetDurationSeconds: 3 }
const OFF_AIR: Probe = { onAir: false, targetDurationSeconds: null }
const CRITICAL = { severity: 2, category: 4, code: 4000 }
const SOFT = { severity: 1, category: null, code: null }

function setUp() {
  const calls: string[] = []
  const states: PlayerState[] = []
  const stage = {
    probe: ON_AIR,
    loadFailures: 0,
    time: 0,
    isMoving: true,
    isPaused: false,
    bufferedAhead: 0,
    playRefused: false,
    blocked: 0,
  }
  const controller = new PlayerController({
    engine: {
      async load(url) {
        calls.push(`load ${url}`)
        if (stage.loadFailures > 0) {
          stage.loadFailures--
          throw new Error("load failed")
        }
      },
      async unload() {
        calls.push("unload")
      },
    },
    media: {
      currentTime: () => stage.time,
      isPaused: () => stage.isPaused,
      bufferedAhead: () => stage.bufferedAhead,
      async play() {
        calls.push("play")
        if (stage.playRefused) throw new DOMException("no gesture", "NotAllowedError")
        stage.isPaused = false
      },
    },
    probe: async () => {
      calls.push("probe")
      return stage.probe
    },
    onState: (state) => states.push(state),
    onAutoplayBlocked: () => {
      stage.blocked++
    },
    random: () => 0.5,
  })
  async function pass(seconds: number) {
    for (let second = 0; second < seconds; second++) {
      if (stage.isMoving && !stage.isPaused) stage.time++
      await vi.advanceTimersByTimeAsync(1_000)
      controller.tick()
    }
    await vi.advanceTimersByTimeAsync(0)
  }
  const count = (call: string) => calls.filter((made) => made === call).length
  return { controller, calls, states, stage, pass, count }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe("waiting", () => {
  test("nothing is loaded before the playlist is on air, then it is", async () => {
    const { controller, stage, pass, count } = setUp()
    stage.probe = OFF_AIR
    controller.follow({ url: "a.m3u8", picture: "play" })
    await pass(10)
    expect(count("load a.m3u8")).toBe(0)
    expect(count("probe")).toBeGreaterThanOrEqual(3)
    stage.probe = ON_AIR
    await pass(4)
    expect(controller.state).toBe("playing")
  })

  test("a signal is answered at once, not at the next poll", async () => {
    const { controller, stage, pass } = setUp()
    stage.probe = OFF_AIR
    controller.follow({ url: "a.m3u8", picture: "play" })
    await pass(0)
    stage.probe = ON_AIR
    controller.nudge()
    await pass(0)
    expect(controller.state).toBe("playing")
  })

  test("while the picture is held or off, nobody even asks for it", async () => {
    const { controller, pass, count } = setUp()
    controller.follow({ url: "a.m3u8", picture: "hold" })
    await pass(20)
    expect(count("probe")).toBe(0)
    controller.follow({ url: "a.m3u8", picture: "play" })
    await pass(0)
    expect(controller.state).toBe("playing")
  })

  test("a load that fails is tried again, later and later", async () => {
    const { controller, stage, pass, count } = setUp()
    stage.loadFailures = 3
    controller.follow({ url: "a.m3u8", picture: "play" })
    await pass(2)
    expect(count("load a.m3u8")).toBe(2)
    await pass(10)
    expect(controller.state).toBe("playing")
    expect(count("load a.m3u8")).toBe(4)
  })
})

describe("playing", () => {
  async function playing() {
    const setup = setUp()
    setup.controller.follow({ url: "a.m3u8", picture: "play" })
    await setup.pass(3)
    expect(setup.controller.state).toBe("playing")
    setup.calls.length = 0
    return setup
  }

  test("an error the library can't recover from empties and loads again", async () => {
    const { controller, calls, pass } = await playing()
    controller.reportError(CRITICAL)
    await pass(0)
    expect(calls).toEqual(["unload", "probe", "load a.m3u8", "play"])
  })

  test("the end of the stream leads back to waiting, and its successor is played", async () => {
    const { controller, stage, pass } = await playing()
    stage.probe = OFF_AIR
    stage.isPaused = true
    controller.reportEnded()
    await pass(3)
    expect(controller.state).toBe("waiting")
    stage.probe = ON_AIR
    await pass(4)
    expect(controller.state).toBe("playing")
    expect(stage.isPaused).toBe(false)
  })

  test("a frozen picture is said to be stalled, and loaded again after five seconds", async () => {
    const { stage, states, pass, count } = await playing()
    stage.isMoving = false
    await pass(4)
    expect(states.at(-1)).toBe("stalled")
    expect(count("unload")).toBe(0)
    await pass(4)
    expect(count("unload")).toBe(1)
  })

  test("a stall that ends by itself is no reason to load again", async () => {
    const { controller, stage, pass, count } = await playing()
    stage.isMoving = false
    await pass(4)
    stage.isMoving = true
    await pass(2)
    expect(controller.state).toBe("playing")
    expect(count("unload")).toBe(0)
  })

  test("a pause is not a freeze", async () => {
    const { controller, stage, pass, count } = await playing()
    stage.isPaused = true
    await pass(30)
    expect(controller.state).toBe("playing")
    expect(count("unload")).toBe(0)
  })

  test("a listener's pause outlives a reload", async () => {
    const { controller, stage, pass, count } = await playing()
    stage.isPaused = true
    controller.reportError(CRITICAL)
    await pass(1)
    expect(controller.state).toBe("playing")
    expect(count("play")).toBe(0)
  })

  test("three errors without a number within six seconds load again, two don't", async () => {
    const { controller, pass, count } = await playing()
    controller.reportError(SOFT)
    controller.reportError(SOFT)
    await pass(8)
    controller.reportError(SOFT)
    await pass(0)
    expect(count("unload")).toBe(0)
    controller.reportError(SOFT)
    controller.reportError(SOFT)
    await pass(0)
    expect(count("unload")).toBe(1)
  })

  test("network errors don't count while there is something left to play", async () => {
    const { controller, stage, pass, count } = await playing()
    stage.bufferedAhead = 2
    for (let n = 0; n < 5; n++) controller.reportError({ severity: 1, category: 1, code: 1002 })
    await pass(0)
    expect(count("unload")).toBe(0)
    stage.bufferedAhead = 0
    for (let n = 0; n < 3; n++) controller.reportError({ severity: 1, category: 1, code: 1002 })
    await pass(0)
    expect(count("unload")).toBe(1)
  })

  test("held: what plays goes on, but what ends isn't followed by anything", async () => {
    const { controller, pass, count } = await playing()
    controller.follow({ url: "a.m3u8", picture: "hold" })
    await pass(5)
    expect(controller.state).toBe("playing")
    controller.reportEnded()
    await pass(10)
    expect(controller.state).toBe("waiting")
    expect(count("load a.m3u8")).toBe(0)
  })

  test("another address is loaded in place of the first", async () => {
    const { controller, calls, pass } = await playing()
    controller.follow({ url: "b.m3u8", picture: "play" })
    await pass(0)
    expect(calls).toEqual(["unload", "probe", "load b.m3u8", "play"])
  })

  test("off empties the player", async () => {
    const { controller, pass, count } = await playing()
    controller.follow({ url: "a.m3u8", picture: "off" })
    await pass(0)
    expect(controller.state).toBe("waiting")
    expect(count("unload")).toBe(1)
  })

  test("after stop nothing happens any more", async () => {
    const { controller, calls, pass } = await playing()
    controller.stop()
    await pass(30)
    expect(calls).toEqual([])
  })
})

test("a browser that forbids autoplay is reported", async () => {
  const { controller, stage, pass } = setUp()
  stage.playRefused = true
  controller.follow({ url: "a.m3u8", picture: "play" })
  await pass(0)
  expect(stage.blocked).toBe(1)
})
