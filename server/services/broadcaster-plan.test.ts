import { describe, expect, test } from "vitest"
import { closeDatabase, openDatabase } from "#db/client.ts"
import { events, gateways, reservations, webinars } from "#db/schema.ts"
import type { DirectEventForm } from "#server/domain/direct-event.ts"
import { wallClockOf } from "#server/domain/local-time.ts"
import type { WebinarForm } from "#server/domain/webinar.ts"
import { AppError, TakenError } from "#server/errors.ts"
import { createTestDeps, type TestDeps } from "#server/test-deps.ts"
import { getEvent, makeBroadcaster, makeHall, plan } from "#server/test-direct.ts"
import {
  directForm,
  makeAdmin,
  makeGateway,
  makeTeacher,
  makeWebinar,
  webinarForm,
} from "#server/test-factories.ts"
import { deleteDirectEvent, endDirectEvent, saveDirectEvent } from "./direct-events.ts"
import { listGateways, saveGateway } from "./gateways.ts"
import { rescheduleWebinar, saveWebinar } from "./webinars.ts"

const QUARTER_MS = 15 * 60_000

async function refusal(saving: Promise<unknown>) {
  const error = await saving.then(
    () => null,
    (caught: unknown) => caught,
  )
  if (!(error instanceof TakenError)) throw error ?? new Error("it was not refused")
  const times = error.taken.slots.map(({ startAt }) => startAt.toISOString().slice(11, 16))
  return { fields: error.fields, inTheWay: error.taken.inTheWay, times }
}

describe("two events on one broadcaster", () => {
  test("never overlap: the second is told which is in the way, and the nearest free times", async () => {
    const hall = await makeHall()
    const first = await plan(hall, { title: "First", startTime: "14:00" })
    const { fields, inTheWay, times } = await refusal(plan(hall, { startTime: "14:45" }))
    expect(fields).toEqual({ startDate: "broadcasterTaken" })
    expect(inTheWay).toEqual([{ title: "First", startAt: first.startAt, endAt: first.endAt }])
    // 15:00, 15:15, 13:00 and 12:45 in Paris.
    expect(times).toEqual(["14:00", "14:15", "12:00", "11:45"])
    await expect(plan(hall, { startTime: "15:00" })).resolves.toBeDefined()
    await expect(plan(hall, { startTime: "13:00" })).resolves.toBeDefined()
  })

  test("may overlap on another broadcaster", async () => {
    const hall = await makeHall()
    await plan(hall)
    const broadcaster = await makeBroadcaster(hall.deps)
    await expect(plan({ ...hall, broadcaster })).resolves.toBeDefined()
  })

  test("keep to that when one is moved, lengthened, published again or put on another broadcaster", async () => {
    const hall = await makeHall()
    const { deps, admin, broadcaster } = hall
    await plan(hall, { title: "First", startTime: "14:00" })
    const other = await makeBroadcaster(deps)
    const event = await plan({ ...hall, broadcaster: other }, { startTime: "14:00" })
    const save = (given: Partial<DirectEventForm>) =>
      saveDirectEvent(deps, admin, { eventId: event.id, form: directForm(admin, broadcaster, given) })
    const stored = async () => {
      const { startAt, endAt, broadcasterId, published } = await getEvent(deps, event.id)
      return { startAt, endAt, broadcasterId, published }
    }
    const before = await stored()
    await refusal(save({ startTime: "14:00" }))
    expect(await stored()).toEqual(before)
    await save({ startTime: "13:00" })
    await refusal(save({ startTime: "13:00", durationMinutes: 75 }))
    await save({ startTime: "14:30", published: false })
    await refusal(save({ startTime: "14:30" }))
  })

  test("don't when the first was taken off, deleted, or ended before its time", async () => {
    const hall = await makeHall()
    const { deps, admin, broadcaster } = hall
    const again = async () => deleteDirectEvent(deps, admin, { eventId: (await plan(hall)).id })
    const event = await plan(hall)
    await refusal(again())
    const off = directForm(admin, broadcaster, { published: false })
    await saveDirectEvent(deps, admin, { eventId: event.id, form: off })
    await again()
    await saveDirectEvent(deps, admin, { eventId: event.id, form: { ...off, published: true } })
    deps.clock.advance(QUARTER_MS)
    await endDirectEvent(deps, admin, { eventId: event.id })
    await expect(plan(hall, { startTime: "10:15" })).resolves.toBeDefined()
    const renamed = directForm(admin, broadcaster, { title: "Ended" })
    await expect(saveDirectEvent(deps, admin, { eventId: event.id, form: renamed })).resolves.toBeDefined()
    await refusal(
      saveDirectEvent(deps, admin, { eventId: event.id, form: { ...renamed, durationMinutes: 90 } }),
    )
  })
})

describe("the broadcaster of a gateway", () => {
  async function setting() {
    const deps = await createTestDeps()
    const admin = await makeAdmin(deps)
    const owner = await makeTeacher(deps)
    const gateway = await makeGateway(deps)
    return { deps, admin, owner, gateway, broadcaster: { id: `broadcaster-${gateway.id}` } }
  }

  test("is taken by the gateway's reservations, with their margins", async () => {
    const hall = await setting()
    const { event } = await makeWebinar(hall.deps, hall.owner, { startTime: "14:00" })
    const { inTheWay, times } = await refusal(plan(hall, { startTime: "15:00" }))
    expect(inTheWay).toEqual([{ title: event.title, startAt: event.startAt, endAt: event.endAt }])
    expect(times).toEqual(["14:15", "14:30", "11:45", "11:30"])
    await expect(plan(hall, { startTime: "15:15" })).resolves.toBeDefined()
    await expect(plan(hall, { startTime: "12:45" })).resolves.toBeDefined()
  })

  test("is not given to a webinar while an event has it: another gateway is, or the nearest times are told", async () => {
    const hall = await setting()
    const { deps, owner } = hall
    await plan(hall, { startTime: "14:00" })
    const book = (startTime: string) => makeWebinar(deps, owner, { startTime })
    await expect(book("13:00")).rejects.toMatchObject({
      code: "no_gateway",
      slots: expect.arrayContaining([expect.objectContaining({ startAt: new Date("2026-11-23T14:15:00Z") })]),
    })
    await expect(book("12:45")).resolves.toBeDefined()
    await expect(book("15:15")).resolves.toBeDefined()
    const second = await makeGateway(deps)
    const { event } = await book("14:00")
    expect(event.broadcasterId).toBe(`broadcaster-${second.id}`)
  })

  test("can't become another one's on which events are planned at the times it is promised for", async () => {
    const hall = await setting()
    const { deps, admin, owner, gateway } = hall
    await makeWebinar(deps, owner, { startTime: "14:00" })
    const other = await makeBroadcaster(deps)
    await plan({ ...hall, broadcaster: other }, { startTime: "15:00" })
    const row = (await listGateways(deps, admin))[0]
    const save = (broadcasterId: string) =>
      saveGateway(deps, admin, {
        gatewayId: gateway.id,
        form: {
          name: row?.name ?? "",
          dialect: "classic",
          sipmediagwUrl: gateway.url,
          token: "",
          gatewayRef: "",
          rtmpUrl: "",
          broadcasterId,
          enabled: true,
        },
      })
    await expect(save(other.id)).rejects.toMatchObject({ fields: { broadcasterId: "eventsPlanned" } })
    expect((await listGateways(deps, admin))[0]?.broadcaster.id).toBe(hall.broadcaster.id)
    await expect(save((await makeBroadcaster(deps)).id)).resolves.toBeDefined()
  })
})

/** The same seed makes the same wishes. */
function randomFrom(seed: number) {
  let state = (seed * 7919 + 12_345) % 2_147_483_647
  return (limit: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % limit
  }
}

describe("random bookings, moves and deletes from two connections at once", () => {
  test.each([1, 2, 3])("take no broadcaster and no gateway twice (seed %i)", async (seed) => {
    const deps = await createTestDeps()
    const second: TestDeps = { ...deps, db: await openDatabase({ url: deps.databaseUrl }) }
    const admin = await makeAdmin(deps)
    const gatewayIds = [(await makeGateway(deps)).id, (await makeGateway(deps)).id]
    const halls = [
      { id: (await makeBroadcaster(deps)).id },
      ...gatewayIds.map((id) => ({ id: `broadcaster-${id}` })),
    ]
    const below = randomFrom(seed)
    const lane = async (own: TestDeps) => {
      const direct: string[] = []
      const booked: string[] = []
      for (let count = 0; count < 60; count++) {
        const start = new Date(Date.parse("2027-03-01T08:00:00Z") + below(3 * 24 * 4) * QUARTER_MS)
        const { date, time } = wallClockOf(start, own.config.timeZone)
        const dates = { startDate: date, startTime: time, durationMinutes: 15 * (1 + below(12)) }
        const hall = halls[below(halls.length)] ?? { id: "" }
        const known = direct[below(Math.max(1, direct.length))] ?? null
        const webinarId = booked[below(Math.max(1, booked.length))] ?? null
        const form = directForm(admin, hall, { ...dates, published: below(10) > 0 })
        switch (below(6)) {
          case 0:
          case 1:
            await tried(saveDirectEvent(own, admin, { eventId: null, form }), (saved) =>
              direct.push(saved.eventId),
            )
            break
          case 2:
            if (known) await tried(saveDirectEvent(own, admin, { eventId: known, form }))
            break
          case 3:
          case 4:
            await tried(book(own, dates), (saved) => booked.push(saved.webinarId))
            break
          default:
            if (webinarId) await tried(rescheduleWebinar(own, admin, { webinarId, ...dates }))
            if (known && below(3) === 0) {
              await deleteDirectEvent(own, admin, { eventId: known })
              direct.splice(direct.indexOf(known), 1)
            }
        }
      }
    }
    const book = (own: TestDeps, dates: Partial<WebinarForm>) =>
      saveWebinar(own, admin, { webinarId: null, form: webinarForm(dates) })
    await Promise.all([lane(deps), lane(second)])
    closeDatabase(second.db)
    const taken = await everythingTaken(deps)
    expect(taken.length).toBeGreaterThan(20)
    expect(clashes(taken)).toEqual([])
  })
})

async function tried<Saved>(saving: Promise<Saved>, done: (saved: Saved) => void = () => undefined) {
  try {
    done(await saving)
  } catch (error) {
    if (!(error instanceof AppError) || !["conflict", "no_gateway"].includes(error.code)) throw error
  }
}

type Use = { place: string; what: string; from: number; to: number }

/** Told from the rows themselves, not by the code under test. */
async function everythingTaken({ db }: TestDeps): Promise<Use[]> {
  const withWebinar = new Set((await db.select().from(webinars)).map((row) => row.eventId))
  const places = new Map((await db.select().from(gateways)).map((row) => [row.id, row.broadcasterId]))
  const direct = (await db.select().from(events)).filter((row) => row.published && !withWebinar.has(row.id))
  const reserved = await db.select().from(reservations)
  return [
    ...direct.map(({ id, broadcasterId, startAt, endAt }) => ({
      place: broadcasterId ?? "nowhere",
      what: id,
      from: startAt.getTime(),
      to: endAt.getTime(),
    })),
    ...reserved.map(({ webinarId, gatewayId, fromAt, toAt }) => ({
      place: places.get(gatewayId) ?? "nowhere",
      what: webinarId,
      from: fromAt.getTime(),
      to: toAt.getTime(),
    })),
  ]
}

function clashes(uses: Use[]) {
  return uses.flatMap((one, index) =>
    uses
      .slice(index + 1)
      .filter((other) => other.place === one.place && one.from < other.to && other.from < one.to)
      .map((other) => `${one.place}: ${one.what} and ${other.what}`),
  )
}
