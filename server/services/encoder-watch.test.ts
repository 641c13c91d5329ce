import { describe, expect, test } from "vitest"
import { type Hall, makeHall, pageOf, plan, stateOf, tell } from "#server/test-direct.ts"
import { watchEncoders } from "./encoder-watch.ts"
import { noteStream } from "./streams.ts"

const HLS = "https://media.test/hall/index.m3u8"

/** Another server's picture moves by one segment every so many seconds, and the worker looks every two. */
async function runFor({ deps, broadcaster }: Hall, seconds: number, segmentSeconds: number | null) {
  for (let second = 0; second < seconds; second += 2) {
    deps.clock.advance(2_000)
    if (segmentSeconds && second % segmentSeconds === 0) deps.media.play(broadcaster.playlist)
    await watchEncoders(deps)
  }
}

async function outside(target: number | null = null) {
  const hall = await makeHall({ hlsUrl: HLS })
  const event = await plan(hall)
  hall.deps.media.targetMs = target
  hall.deps.clock.advance(60_000)
  return { ...hall, event }
}

describe("a playlist of another server", () => {
  test("is the picture once it advances, and no more when it stands still", async () => {
    const hall = await outside()
    const { deps, event } = hall
    await runFor(hall, 4, null)
    expect(await stateOf(deps, event)).toBe("waiting")
    deps.media.play(HLS)
    await watchEncoders(deps)
    expect(await stateOf(deps, event)).toBe("waiting")
    await runFor(hall, 8, 4)
    expect(await pageOf(deps, event)).toMatchObject({ state: "live", streamUrl: HLS, lowLatency: false })
    await runFor(hall, 14, null)
    expect(await stateOf(deps, event)).toBe("interrupted")
    await runFor(hall, 8, 4)
    expect(await stateOf(deps, event)).toBe("live")
  })

  test("that is left over from before is no picture", async () => {
    const hall = await makeHall({ hlsUrl: HLS })
    hall.deps.media.play(HLS)
    const event = await plan(hall)
    await runFor(hall, 60, null)
    expect(await stateOf(hall.deps, event)).toBe("waiting")
  })

  test("with long segments is not taken for one that stands still", async () => {
    const hall = await outside(10_000)
    await runFor(hall, 60, 10)
    hall.deps.realtime.published.length = 0
    await runFor(hall, 60, 10)
    expect(await stateOf(hall.deps, hall.event)).toBe("live")
    expect(hall.deps.realtime.published).toEqual([])
  })

  test("that can't be read shows nothing to listeners either", async () => {
    const hall = await outside()
    await runFor(hall, 10, 2)
    expect(await stateOf(hall.deps, hall.event)).toBe("live")
    hall.deps.media.unreachable = true
    await runFor(hall, 2, 2)
    expect(await stateOf(hall.deps, hall.event)).toBe("interrupted")
  })

  test("tells listeners of each change once", async () => {
    const hall = await outside()
    await runFor(hall, 10, 2)
    await runFor(hall, 30, null)
    const told = hall.deps.realtime.published.filter(({ channel }) => channel === `event-${hall.event.id}`)
    // Planned, came, went.
    expect(told).toHaveLength(3)
  })

  test("says nothing any more when nobody has looked at it for a minute", async () => {
    const hall = await outside()
    await runFor(hall, 10, 2)
    hall.deps.clock.advance(61_000)
    expect(await stateOf(hall.deps, hall.event)).toBe("interrupted")
    await runFor(hall, 6, 2)
    expect(await stateOf(hall.deps, hall.event)).toBe("live")
  })

  test("is looked at only around events, and by one of two workers at a time", async () => {
    const hall = await outside()
    const { deps } = hall
    const asked: string[] = []
    const { probe } = deps.media
    deps.media.probe = (url) => {
      asked.push(url)
      return probe(url)
    }
    await watchEncoders(deps)
    await watchEncoders(deps)
    expect(asked).toEqual([HLS])
    deps.clock.set(new Date("2026-11-23T10:00:00Z"))
    await watchEncoders(deps)
    deps.clock.set(new Date("2026-11-23T08:29:00Z"))
    await watchEncoders(deps)
    expect(asked).toEqual([HLS])
    deps.clock.set(new Date("2026-11-23T08:30:00Z"))
    await watchEncoders(deps)
    expect(asked).toEqual([HLS, HLS])
  })
})

describe("Amphi's own origin", () => {
  test("that dies without a word leaves no event live", async () => {
    const hall = await makeHall()
    const { deps, broadcaster } = hall
    const event = await plan(hall)
    deps.clock.advance(60_000)
    await tell(hall, "started")
    await runFor(hall, 10, 2)
    expect(await stateOf(deps, event)).toBe("live")
    deps.media.playlists.delete(broadcaster.playlist)
    await runFor(hall, 2, null)
    expect(await stateOf(deps, event)).toBe("interrupted")
    deps.media.play(broadcaster.playlist)
    await runFor(hall, 4, 2)
    expect(await stateOf(deps, event)).toBe("live")
  })

  test("showing what a gateway pushes shows it on no event of an encoder", async () => {
    const hall = await makeHall()
    const { deps, broadcaster } = hall
    const event = await plan(hall)
    deps.clock.advance(60_000)
    const at = deps.clock.now().getTime()
    await noteStream(deps, { name: broadcaster.streamName, run: "room1", session: "s1", type: "started", at })
    await runFor(hall, 10, 2)
    expect(await stateOf(deps, event)).toBe("waiting")
  })

  test("has the last word over a look that was made before it", async () => {
    const hall = await makeHall()
    const { deps } = hall
    const event = await plan(hall)
    deps.clock.advance(60_000)
    await tell(hall, "started")
    const { probe } = deps.media
    deps.media.probe = async (url) => {
      const seen = await probe(url)
      await tell(hall, "stopped")
      return seen
    }
    await watchEncoders(deps)
    expect(await stateOf(deps, event)).toBe("interrupted")
  })
})
