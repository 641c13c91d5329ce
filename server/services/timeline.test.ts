import { expect, test } from "vitest"
import { write } from "#db/client.ts"
import { deleteReservation } from "#db/queries/gateways.ts"
import { createTestDeps } from "#server/test-deps.ts"
import { plan } from "#server/test-direct.ts"
import { ANYBODY, makeAdmin, makeGateway, makeTeacher, makeWebinar } from "#server/test-factories.ts"
import { advanceTo, makeLive } from "#server/test-live.ts"
import { stopSession } from "./session-control.ts"
import { getTimeline } from "./timeline.ts"

const MONDAY = { from: new Date("2026-11-22T23:00:00Z"), to: new Date("2026-11-23T23:00:00Z") }
const TUESDAY = { from: MONDAY.to, to: new Date("2026-11-24T23:00:00Z") }

test("only administrators read the timeline, and only of a span that makes sense", async () => {
  const deps = await createTestDeps()
  const teacher = await makeTeacher(deps)
  await expect(getTimeline(deps, ANYBODY, MONDAY)).rejects.toMatchObject({ code: "unauthenticated" })
  await expect(getTimeline(deps, teacher, MONDAY)).rejects.toMatchObject({ code: "forbidden" })
  const admin = await makeAdmin(deps)
  await expect(getTimeline(deps, admin, { from: MONDAY.to, to: MONDAY.from })).rejects.toMatchObject({
    code: "invalid",
  })
  await expect(
    getTimeline(deps, admin, { from: MONDAY.from, to: new Date("2027-11-23T23:00:00Z") }),
  ).rejects.toMatchObject({ code: "invalid" })
})

test("reservations and sessions stand on their gateway, open ones without an end", async () => {
  const live = await makeLive()
  const { deps } = live
  const admin = await makeAdmin(deps)
  const idle = await makeGateway(deps, { enabled: false })
  const before = await getTimeline(deps, admin, MONDAY)
  expect(before.inService).toBe(1)
  expect(before.lanes.find((lane) => lane.gatewayId === idle.id)).toMatchObject({
    inService: false,
    reservations: [],
    events: [],
    sessions: [],
  })
  expect(before.lanes.find((lane) => lane.gatewayId === live.gateway.id)).toMatchObject({
    inService: true,
    reservations: [
      {
        title: "Thermodynamics",
        from: new Date("2026-11-23T08:45:00Z"),
        to: new Date("2026-11-23T10:15:00Z"),
      },
    ],
    sessions: [{ livestreamId: live.id, state: "live", to: null }],
  })
  await stopSession(deps, admin, { livestreamId: live.id, reason: "fire drill" })
  const ended = await advanceTo(live, live.id, "ended")
  const after = await getTimeline(deps, admin, MONDAY)
  expect(after.lanes.flatMap((lane) => lane.sessions)).toMatchObject([{ state: "ended", to: ended.endedAt }])
  const elsewhere = await getTimeline(deps, admin, TUESDAY)
  expect(elsewhere.lanes.flatMap((lane) => [...lane.reservations, ...lane.sessions])).toEqual([])
})

test("an event without a webinar stands on the gateway whose broadcaster it takes, and takes it from webinars", async () => {
  const deps = await createTestDeps()
  const admin = await makeAdmin(deps)
  const gateway = await makeGateway(deps)
  const broadcaster = { id: `broadcaster-${gateway.id}` }
  const event = await plan({ deps, admin, broadcaster }, { startDate: "2026-11-24", startTime: "10:00" })
  const times = { from: event.startAt, to: event.endAt }
  const { lanes, pressure } = await getTimeline(deps, admin, TUESDAY)
  expect(lanes[0]?.events).toEqual([{ eventId: event.id, title: event.title, ...times }])
  expect(pressure).toEqual([{ ...times, wanted: 1, kind: "full" }])
})

test("the forecast says when every gateway is promised, and when one is missing", async () => {
  const deps = await createTestDeps()
  const admin = await makeAdmin(deps)
  const owner = await makeTeacher(deps)
  await makeGateway(deps)
  const held = { startDate: "2026-11-24", startTime: "10:00" }
  const { webinar } = await makeWebinar(deps, owner, held)
  const times = { from: new Date("2026-11-24T08:45:00Z"), to: new Date("2026-11-24T10:15:00Z") }
  expect((await getTimeline(deps, admin, TUESDAY)).pressure).toEqual([{ ...times, wanted: 1, kind: "full" }])
  await write(deps.db, (tx) => deleteReservation(tx, webinar.id))
  await makeWebinar(deps, owner, { ...held, title: "Optics" })
  const short = await getTimeline(deps, admin, TUESDAY)
  expect(short.unreserved).toMatchObject([{ webinarId: webinar.id, title: "Thermodynamics", ...times }])
  expect(short.pressure).toEqual([{ ...times, wanted: 2, kind: "short" }])
})
