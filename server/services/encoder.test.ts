import { describe, expect, test } from "vitest"
import { findBroadcaster } from "#db/queries/gateways.ts"
import { withoutKey } from "#server/test-clients.ts"
import { createTestDeps } from "#server/test-deps.ts"
import {
  type Hall,
  makeBroadcaster,
  makeHall,
  makeKey,
  mayEncode,
  pageOf,
  plan,
  stateOf,
  tell,
} from "#server/test-direct.ts"
import {
  ANYBODY,
  directForm,
  makeAdmin,
  makeGateway,
  makeTeacher,
  makeWebinar,
} from "#server/test-factories.ts"
import { advanceTo } from "#server/test-live.ts"
import { countAudiences } from "./audience.ts"
import { deleteDirectEvent, endDirectEvent, saveDirectEvent } from "./direct-events.ts"
import { makeEncoderKey } from "./encoder.ts"
import { listEvents } from "./events.ts"
import { startLive } from "./livestreams.ts"
import { listOverstayers, mayPublish } from "./streams.ts"

function clockAt({ deps }: Hall, time: string) {
  deps.clock.set(new Date(`2026-11-23T${time}Z`))
}

describe("an encoder's key", () => {
  test("is told once, as one address and as OBS asks for it, and kept sealed", async () => {
    const { deps, admin, broadcaster } = await makeHall()
    const { address, server, streamKey } = await makeEncoderKey(deps, admin, {
      broadcasterId: broadcaster.id,
    })
    expect(address).toBe(`${server}/${streamKey}`)
    expect(address).toMatch(new RegExp(`^rtmp://.+/live/${broadcaster.streamName}\\?key=[a-z0-9]{32}$`))
    const stored = await findBroadcaster(deps.db, broadcaster.id)
    expect(stored?.encoderKeySealed).not.toContain(streamKey.split("=")[1])
    expect(stored?.encoderKeyAt).toEqual(deps.clock.now())
  })

  test("opens nothing any more once there is a new one", async () => {
    const hall = await makeHall()
    await plan(hall)
    expect(await mayEncode(hall)).toBe(true)
    const key = await makeKey(hall.deps, hall.admin, hall.broadcaster)
    expect(await mayEncode(hall)).toBe(false)
    expect(await mayEncode(hall, { key })).toBe(true)
  })

  test("is that of the other server where another server plays", async () => {
    const { deps, admin, broadcaster } = await makeHall({ hlsUrl: "https://media.test/hall.m3u8" })
    const making = makeEncoderKey(deps, admin, { broadcasterId: broadcaster.id })
    await expect(making).rejects.toMatchObject({ code: "conflict" })
  })

  test.each([
    ["a wrong key", { key: "wrong" }],
    ["no key", { key: null }],
  ])("with %s nobody publishes", async (_what, given) => {
    const hall = await makeHall()
    await plan(hall)
    expect(await mayEncode(hall, given)).toBe(false)
  })

  test("of one broadcaster opens no other, and a broadcaster without a key opens to nobody", async () => {
    const hall = await makeHall()
    const other = await makeBroadcaster(hall.deps)
    await plan({ ...hall, broadcaster: other })
    expect(await mayEncode({ ...hall, broadcaster: other })).toBe(false)
    await makeKey(hall.deps, hall.admin, other)
    expect(await mayEncode({ ...hall, broadcaster: other })).toBe(false)
  })
})

describe("an encoder that publishes already", () => {
  test("is cut once its event is over, or once there is a new key", async () => {
    const hall = await makeHall()
    await plan(hall)
    const publishing = { name: hall.broadcaster.streamName ?? "", key: hall.key, run: null }
    expect(await listOverstayers(hall.deps, [publishing])).toEqual([])
    clockAt(hall, "10:30:00")
    expect(await listOverstayers(hall.deps, [publishing])).toEqual([publishing])
    clockAt(hall, "09:30:00")
    const key = await makeKey(hall.deps, hall.admin, hall.broadcaster)
    expect(await listOverstayers(hall.deps, [publishing, { ...publishing, key }])).toEqual([publishing])
  })
})

describe("an encoder may publish", () => {
  test.each<[string, boolean]>([
    ["08:29:59", false],
    ["08:30:00", true],
    ["09:30:00", true],
    ["10:00:00", true],
    ["10:29:59", true],
    ["10:30:00", false],
  ])("from half an hour before its event to half an hour after: at %s %s", async (time, allowed) => {
    const hall = await makeHall()
    await plan(hall)
    clockAt(hall, time)
    expect(await mayEncode(hall)).toBe(allowed)
  })

  test("for as long as its event goes on", async () => {
    const hall = await makeHall()
    await plan(hall)
    clockAt(hall, "09:10:00")
    await tell(hall, "started")
    clockAt(hall, "12:00:00")
    expect(await mayEncode(hall)).toBe(true)
    await tell(hall, "stopped")
    clockAt(hall, "12:00:20")
    expect(await mayEncode(hall)).toBe(false)
  })

  test("no more once its event was ended, taken off or deleted", async () => {
    const hall = await makeHall()
    const { deps, admin, broadcaster } = hall
    const event = await plan(hall)
    const save = (published: boolean) =>
      saveDirectEvent(deps, admin, {
        eventId: event.id,
        form: directForm(admin, broadcaster, { published }),
      })
    clockAt(hall, "09:10:00")
    await save(false)
    expect(await mayEncode(hall)).toBe(false)
    await save(true)
    expect(await mayEncode(hall)).toBe(true)
    await endDirectEvent(deps, admin, { eventId: event.id })
    expect(await mayEncode(hall)).toBe(false)
    await deleteDirectEvent(deps, admin, { eventId: event.id })
    expect(await mayEncode(hall)).toBe(false)
  })
})

describe("what listeners see", () => {
  test("is the picture of their event's time, from its start to the encoder's stop", async () => {
    const hall = await makeHall()
    const { deps, broadcaster } = hall
    const event = await plan(hall)
    const look = async () => {
      const { state, streamUrl } = await pageOf(deps, event)
      return [state, streamUrl && withoutKey(streamUrl)]
    }
    clockAt(hall, "08:35:00")
    await tell(hall, "started")
    expect(await look()).toEqual(["scheduled", null])
    clockAt(hall, "08:59:59")
    expect(await look()).toEqual(["lobby", null])
    clockAt(hall, "09:00:05")
    expect(await look()).toEqual(["live", broadcaster.playlist])
    clockAt(hall, "09:20:00")
    await tell(hall, "stopped")
    const lost = await pageOf(deps, event)
    expect([lost.state, lost.since]).toEqual(["interrupted", deps.clock.now()])
    clockAt(hall, "09:21:00")
    await tell(hall, "started", "session2")
    expect(await look()).toEqual(["live", broadcaster.playlist])
    clockAt(hall, "10:10:00")
    expect(await look()).toEqual(["live", broadcaster.playlist])
    await tell(hall, "stopped", "session2")
    clockAt(hall, "10:10:20")
    expect(await look()).toEqual(["ended", null])
    clockAt(hall, "10:15:00")
    await tell(hall, "started", "session3")
    expect(await look()).toEqual(["ended", null])
  })

  test("changes without a reload: their pages are told, once for each change", async () => {
    const hall = await makeHall()
    const { deps } = hall
    const event = await plan(hall)
    clockAt(hall, "09:10:00")
    const toldOf = async (type: Parameters<typeof tell>[1], session?: string) => {
      deps.realtime.published.length = 0
      await tell(hall, type, session)
      return deps.realtime.published.map(({ channel }) => channel)
    }
    const channel = `event-${event.id}`
    expect(await toldOf("started")).toEqual([channel])
    expect(await toldOf("stalled")).toEqual([channel])
    expect(await toldOf("stopped")).toEqual([])
    expect(await toldOf("started", "session2")).toEqual([channel])
    expect(await toldOf("stopped", "session1")).toEqual([])
    expect(await stateOf(deps, event)).toBe("live")
  })

  test("is never the picture of the event before it, nor of the one after it", async () => {
    const hall = await makeHall()
    const { deps } = hall
    const first = await plan(hall, { title: "First" })
    const second = await plan(hall, { title: "Second", startTime: "11:30" })
    const look = async () => [await stateOf(deps, first), await stateOf(deps, second)]
    clockAt(hall, "09:10:00")
    await tell(hall, "started")
    expect(await look()).toEqual(["live", "scheduled"])
    clockAt(hall, "10:14:59")
    expect(await look()).toEqual(["live", "scheduled"])
    clockAt(hall, "10:15:00")
    expect(await look()).toEqual(["ended", "lobby"])
    clockAt(hall, "10:30:04")
    expect(await look()).toEqual(["ended", "waiting"])
    clockAt(hall, "10:30:05")
    expect(await look()).toEqual(["ended", "live"])
  })

  test("a test for the next event does not bring an overrun back", async () => {
    const hall = await makeHall()
    const event = await plan(hall)
    await plan(hall, { title: "Next", startTime: "11:30" })
    clockAt(hall, "09:10:00")
    await tell(hall, "started")
    clockAt(hall, "10:02:00")
    await tell(hall, "stopped")
    clockAt(hall, "10:02:05")
    await tell(hall, "started", "session2")
    expect(await pageOf(hall.deps, event)).toMatchObject({ state: "ended", streamUrl: null })
  })

  test("is the live list, an overrun included, and who listens is counted from the lobby on", async () => {
    const hall = await makeHall()
    const { deps } = hall
    const event = await plan(hall)
    deps.realtime.counts.set(`audience-${event.id}`, 3)
    clockAt(hall, "08:40:00")
    await countAudiences(deps)
    expect((await pageOf(deps, event)).listeners).toBe(0)
    clockAt(hall, "08:45:00")
    await countAudiences(deps)
    expect((await pageOf(deps, event)).listeners).toBe(3)
    clockAt(hall, "09:10:00")
    await tell(hall, "started")
    for (const time of ["09:30:00", "12:30:00"]) {
      clockAt(hall, time)
      const { live } = await listEvents(deps, ANYBODY, { query: "", state: "all" })
      expect(live).toMatchObject([{ title: event.title, state: "live", listeners: 3 }])
    }
  })
})

describe("a broadcaster that a gateway feeds", () => {
  async function shared() {
    const deps = await createTestDeps()
    const admin = await makeAdmin(deps)
    const gateway = await makeGateway(deps)
    const broadcaster = {
      id: `broadcaster-${gateway.id}`,
      name: gateway.id,
      streamName: gateway.streamName,
      playlist: gateway.playlist,
    }
    const key = await makeKey(deps, admin, broadcaster)
    const owner = await makeTeacher(deps)
    return { deps, admin, broadcaster, key, owner, gateway }
  }

  test("takes an encoder only while no webinar is on it", async () => {
    const hall = await shared()
    const { deps, owner } = hall
    const { webinar, event } = await makeWebinar(deps, owner, { startTime: "08:30", durationMinutes: 30 })
    await plan(hall, { startTime: "10:00" })
    clockAt(hall, "08:40:00")
    expect(await mayEncode(hall)).toBe(true)
    clockAt(hall, "07:30:00")
    const { livestreamId } = await startLive(deps, owner, { webinarId: webinar.id })
    clockAt(hall, "08:40:00")
    expect(await mayEncode(hall)).toBe(false)
    expect(await stateOf(deps, event)).toBe("waiting")
    expect(livestreamId).not.toBeNull()
  })

  test("is not given to a webinar while an encoder has it, or will have it soon", async () => {
    const hall = await shared()
    const { deps, owner } = hall
    const { webinar } = await makeWebinar(deps, owner, { startTime: "12:00" })
    await plan(hall)
    const start = () => startLive(deps, owner, { webinarId: webinar.id })
    clockAt(hall, "08:50:00")
    await expect(start()).rejects.toMatchObject({ code: "no_gateway" })
    clockAt(hall, "09:30:00")
    await expect(start()).rejects.toMatchObject({ code: "no_gateway" })
    await tell(hall, "started")
    clockAt(hall, "10:15:00")
    await expect(start()).rejects.toMatchObject({ code: "no_gateway" })
    clockAt(hall, "10:45:00")
    await expect(start()).resolves.toMatchObject({ livestreamId: expect.any(String) })
  })

  test("shows the gateway's picture on no encoder's event, nor an encoder's on the webinar", async () => {
    const hall = await shared()
    const { deps, owner, gateway } = hall
    const direct = await plan(hall, { startTime: "12:00" })
    const { webinar, event } = await makeWebinar(deps, owner)
    const { livestreamId } = await startLive(deps, owner, { webinarId: webinar.id })
    const stage = {
      deps,
      owner,
      gateway,
      webinarId: webinar.id,
      eventId: event.id,
      meetingId: webinar.meetingId,
    }
    const { roomKey } = await advanceTo(stage, livestreamId ?? "", "waiting_for_picture")
    const publisher = { name: gateway.streamName, key: gateway.key, remoteAddress: "192.0.2.1" }
    expect(await mayPublish(deps, { ...publisher, run: roomKey })).toBe(true)
    expect(await mayPublish(deps, { ...publisher, run: null })).toBe(false)
    await tell(hall, "started")
    expect(await stateOf(deps, event)).toBe("waiting")
    clockAt(hall, "10:59:00")
    expect(await stateOf(deps, direct)).toBe("lobby")
  })
})
