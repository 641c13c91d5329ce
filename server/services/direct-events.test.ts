import { describe, expect, test } from "vitest"
import { findEvent } from "#db/queries/events.ts"
import type { DirectEventForm } from "#server/domain/direct-event.ts"
import { createTestDeps } from "#server/test-deps.ts"
import { getEvent, makeBroadcaster, makeHall, pageOf, plan, stateOf, tell } from "#server/test-direct.ts"
import {
  ANYBODY,
  directForm,
  emailOf,
  makeAdmin,
  makeGateway,
  makeTeacher,
  makeUser,
  makeWebinar,
} from "#server/test-factories.ts"
import { getEventEdit, listAllEvents, saveEvent } from "./admin-events.ts"
import { listAudit } from "./audit.ts"
import { getDirectEvent, newDirectEventForm } from "./direct-event-view.ts"
import { deleteDirectEvent, endDirectEvent, saveDirectEvent } from "./direct-events.ts"
import { makeEncoderKey } from "./encoder.ts"
import { getCalendar, listEvents } from "./events.ts"
import { deleteBroadcaster, saveBroadcaster } from "./gateways.ts"

test("nobody but an administrator plans, reads, ends or deletes one, or gets an encoder's key", async () => {
  const hall = await makeHall()
  const { deps, admin, broadcaster } = hall
  const event = await plan(hall)
  const target = { eventId: event.id }
  const form = directForm(admin, broadcaster)
  const refused = [
    [ANYBODY, "unauthenticated"],
    [await makeUser(deps), "forbidden"],
    [await makeTeacher(deps), "forbidden"],
  ] as const
  for (const [actor, code] of refused) {
    const acts = [
      newDirectEventForm(deps, actor),
      getDirectEvent(deps, actor, target),
      saveDirectEvent(deps, actor, { eventId: null, form }),
      saveDirectEvent(deps, actor, { ...target, form }),
      endDirectEvent(deps, actor, target),
      deleteDirectEvent(deps, actor, target),
      makeEncoderKey(deps, actor, { broadcasterId: broadcaster.id }),
    ]
    for (const act of acts) await expect(act).rejects.toMatchObject({ code })
  }
  expect(await getEvent(deps, event.id)).toEqual(event)
})

test("also its owner may only watch it, before it is published too", async () => {
  const hall = await makeHall()
  const owner = await makeTeacher(hall.deps)
  const event = await plan(hall, { ownerEmail: emailOf(owner), published: false })
  await expect(endDirectEvent(hall.deps, owner, { eventId: event.id })).rejects.toMatchObject({
    code: "forbidden",
  })
  const calendar = { slug: event.slug }
  await expect(getCalendar(hall.deps, owner, calendar)).resolves.toContain("SUMMARY:Inaugural lecture")
  await expect(getCalendar(hall.deps, ANYBODY, calendar)).rejects.toMatchObject({ code: "not_found" })
})

describe("a plan", () => {
  test("begins with the administrator as owner and the next half hour in the institution's zone", async () => {
    const { deps, admin } = await makeHall()
    deps.clock.set(new Date("2026-11-23T09:10:00Z"))
    expect(await newDirectEventForm(deps, admin)).toMatchObject({
      startDate: "2026-11-23",
      startTime: "10:30",
      ownerEmail: emailOf(admin),
      published: true,
      listed: true,
    })
  })

  test("is stored as typed, times read in the institution's zone, the owner found by e-mail", async () => {
    const hall = await makeHall()
    const { deps, admin, broadcaster } = hall
    const owner = await makeTeacher(deps, { name: "Ada Lovelace" })
    const given: Partial<DirectEventForm> = {
      title: "Leçon inaugurale",
      description: "Amphithéâtre A",
      startDate: "2026-07-14",
      startTime: "14:30",
      durationMinutes: 90,
      ownerEmail: `  ${emailOf(owner).toUpperCase()} `,
      restricted: true,
      listed: false,
    }
    const event = await plan(hall, given)
    expect(event).toMatchObject({
      slug: "lecon-inaugurale",
      startAt: new Date("2026-07-14T12:30:00Z"),
      endAt: new Date("2026-07-14T14:00:00Z"),
      ownerId: owner.id,
      broadcasterId: broadcaster.id,
      restricted: true,
      listed: false,
    })
    const { form } = await getDirectEvent(deps, admin, { eventId: event.id })
    expect(form).toEqual(directForm(owner, broadcaster, { ...given, ownerEmail: emailOf(owner) }))
  })

  test.each<[string, Partial<DirectEventForm>, Record<string, string>]>([
    ["no title", { title: " " }, { title: "titleTooShort" }],
    ["no such day", { startDate: "2026-02-31" }, { startDate: "badDate" }],
    ["no day", { startDate: "" }, { startDate: "badDate" }],
    ["no time", { startTime: "25:00" }, { startTime: "badTime" }],
    ["a duration that isn't in the list", { durationMinutes: 7 }, { durationMinutes: "badDuration" }],
    ["more than a day's work", { durationMinutes: 735 }, { durationMinutes: "eventTooLong" }],
    ["no address", { ownerEmail: "ada" }, { ownerEmail: "badEmail" }],
    ["nobody's address", { ownerEmail: "nobody@univ.test" }, { ownerEmail: "unknownOwner" }],
    ["no broadcaster", { broadcasterId: "" }, { broadcasterId: "required" }],
    ["a broadcaster that is gone", { broadcasterId: "gone" }, { broadcasterId: "required" }],
  ])("with %s is refused at that field, and nothing is stored", async (_what, wrong, fields) => {
    const { deps, admin, broadcaster } = await makeHall()
    const form = directForm(admin, broadcaster, wrong)
    const saving = saveDirectEvent(deps, admin, { eventId: null, form })
    await expect(saving).rejects.toMatchObject({ code: "invalid", fields })
    expect((await listAllEvents(deps, admin, { query: "", filter: "all", page: 1 })).total).toBe(0)
  })

  test("is restricted by its broadcaster too, also when that rule comes later, and free again after it", async () => {
    const hall = await makeHall({ restricted: true })
    const { deps, admin, broadcaster } = hall
    const event = await plan(hall)
    expect(event.restricted).toBe(true)
    const rule = async (restricted: boolean) => {
      const { name, streamName } = broadcaster
      const form = { name, hlsUrl: "", streamName, listed: true, restricted }
      await saveBroadcaster(deps, admin, { broadcasterId: broadcaster.id, form })
      return (await getEvent(deps, event.id)).restricted
    }
    expect(await rule(false)).toBe(false)
    expect(await rule(true)).toBe(true)
  })

  test("of a webinar's event goes the webinar's way, and the other way round", async () => {
    const hall = await makeHall()
    const { deps, admin, broadcaster } = hall
    await makeGateway(deps)
    const { event } = await makeWebinar(deps, await makeTeacher(deps))
    const form = directForm(admin, broadcaster)
    const missing = { code: "not_found" }
    await expect(saveDirectEvent(deps, admin, { eventId: event.id, form })).rejects.toMatchObject(missing)
    await expect(deleteDirectEvent(deps, admin, { eventId: event.id })).rejects.toMatchObject(missing)
    const { form: edit } = await getEventEdit(deps, admin, { eventId: event.id })
    const direct = { eventId: (await plan(hall)).id }
    await expect(getEventEdit(deps, admin, direct)).rejects.toMatchObject(missing)
    await expect(saveEvent(deps, admin, { ...direct, form: edit })).rejects.toMatchObject(missing)
  })
})

test("its page says when it is taken off, and it is gone from the public list", async () => {
  const hall = await makeHall()
  const { deps, admin, broadcaster } = hall
  const event = await plan(hall)
  const titles = async () =>
    Object.values(await listEvents(deps, ANYBODY, { query: "", state: "all" }))
      .flat()
      .map((card) => card.title)
  expect(await titles()).toEqual([event.title])
  deps.realtime.published.length = 0
  const form = directForm(admin, broadcaster, { published: false })
  await saveDirectEvent(deps, admin, { eventId: event.id, form })
  expect(await titles()).toEqual([])
  await expect(pageOf(deps, event)).rejects.toMatchObject({ code: "not_found" })
  const told = deps.realtime.published.map(({ channel }) => channel)
  expect(told).toContain(`event-${event.id}`)
})

describe("ended by an administrator", () => {
  test("it is over at once, also for its encoder, until its end is moved", async () => {
    const hall = await makeHall()
    const { deps, admin, broadcaster } = hall
    const event = await plan(hall)
    deps.clock.advance(60_000)
    await tell(hall, "started")
    expect(await stateOf(deps, event)).toBe("live")
    await endDirectEvent(deps, admin, { eventId: event.id })
    const { state, streamUrl } = await pageOf(deps, event)
    expect({ state, streamUrl }).toEqual({ state: "ended", streamUrl: null })
    const form = directForm(admin, broadcaster, { title: "Renamed" })
    await saveDirectEvent(deps, admin, { eventId: event.id, form })
    expect(await stateOf(deps, event)).toBe("ended")
    const longer = { ...form, durationMinutes: 90 }
    await saveDirectEvent(deps, admin, { eventId: event.id, form: longer })
    expect(await stateOf(deps, event)).toBe("live")
  })

  test("and planned anew for later, it is to come again, however short", async () => {
    const hall = await makeHall()
    const { deps, admin, broadcaster } = hall
    const event = await plan(hall)
    deps.clock.advance(60_000)
    await endDirectEvent(deps, admin, { eventId: event.id })
    const later = directForm(admin, broadcaster, { startTime: "10:30", durationMinutes: 15 })
    await saveDirectEvent(deps, admin, { eventId: event.id, form: later })
    expect(await stateOf(deps, event)).toBe("scheduled")
    expect((await getEvent(deps, event.id)).endedAt).toBeNull()
  })

  test("can only be what has begun and is not over", async () => {
    const hall = await makeHall()
    const { deps, admin } = hall
    const event = await plan(hall, { startTime: "11:00" })
    const ending = () => endDirectEvent(deps, admin, { eventId: event.id })
    await expect(ending()).rejects.toMatchObject({ code: "conflict" })
    deps.clock.set(new Date("2026-11-23T11:30:00Z"))
    await expect(ending()).rejects.toMatchObject({ code: "conflict" })
  })
})

test("what is on air is not deleted, and what is deleted is gone from everywhere", async () => {
  const hall = await makeHall()
  const { deps, admin } = hall
  const event = await plan(hall)
  deps.clock.advance(60_000)
  await tell(hall, "started")
  const remove = () => deleteDirectEvent(deps, admin, { eventId: event.id })
  await expect(remove()).rejects.toMatchObject({ code: "conflict" })
  await endDirectEvent(deps, admin, { eventId: event.id })
  await remove()
  expect(await findEvent(deps.db, { id: event.id })).toBeNull()
  await expect(pageOf(deps, event)).rejects.toMatchObject({ code: "not_found" })
})

test("a broadcaster that events are planned on is not deleted", async () => {
  const hall = await makeHall()
  const { deps, admin, broadcaster } = hall
  const event = await plan(hall)
  const remove = () => deleteBroadcaster(deps, admin, { broadcasterId: broadcaster.id })
  await expect(remove()).rejects.toMatchObject({ code: "conflict" })
  await deleteDirectEvent(deps, admin, { eventId: event.id })
  await expect(remove()).resolves.toBeUndefined()
})

test("who did what is in the audit, and no key", async () => {
  const hall = await makeHall()
  const { deps, admin, broadcaster } = hall
  const event = await plan(hall)
  const target = { eventId: event.id }
  deps.clock.advance(60_000)
  await saveDirectEvent(deps, admin, { ...target, form: directForm(admin, broadcaster, { title: "Moved" }) })
  await endDirectEvent(deps, admin, target)
  const off = directForm(admin, broadcaster, { published: false })
  await saveDirectEvent(deps, admin, { ...target, form: off })
  await deleteDirectEvent(deps, admin, target)
  const { rows } = await listAudit(deps, admin, { query: "", page: 1 })
  expect(rows.map(({ action }) => action).reverse()).toEqual([
    "broadcaster.key",
    "event.created",
    "event.saved",
    "event.ended",
    "event.cancelled",
    "event.deleted",
  ])
  expect(rows.every(({ actorId }) => actorId === admin.id)).toBe(true)
  expect(rows.find(({ action }) => action === "event.created")?.detail).toMatchObject({
    start: "2026-11-23T09:00:00.000Z",
    broadcaster: broadcaster.name,
  })
  expect(JSON.stringify(rows)).not.toContain(hall.key)
})

test("administrators find it among all events, with its state", async () => {
  const deps = await createTestDeps()
  const admin = await makeAdmin(deps)
  const broadcaster = await makeBroadcaster(deps)
  const event = await plan({ deps, admin, broadcaster })
  const { rows } = await listAllEvents(deps, admin, { query: "inaug", filter: "coming", page: 1 })
  expect(rows).toMatchObject([{ id: event.id, webinarId: null, state: "waiting" }])
})
