import { expect, test } from "vitest"
import { findReservation } from "#db/queries/gateways.ts"
import type { EventColumn, EventFilter } from "#server/domain/event-form.ts"
import type { Order } from "#server/domain/table-order.ts"
import { createTestDeps } from "#server/test-deps.ts"
import {
  ANYBODY,
  getWebinar,
  makeAdmin,
  makeGateway,
  makeTeacher,
  makeWebinar,
} from "#server/test-factories.ts"
import { getEventEdit, listAllEvents, saveEvent } from "./admin-events.ts"
import { listAudit } from "./audit.ts"
import { getWebinarEdit, rescheduleWebinar, saveWebinar } from "./webinars.ts"

async function setting() {
  const deps = await createTestDeps()
  await makeGateway(deps)
  const owner = await makeTeacher(deps)
  const admin = await makeAdmin(deps)
  const { webinar, event } = await makeWebinar(deps, owner)
  const edit = () => getEventEdit(deps, admin, { eventId: event.id })
  return { deps, owner, admin, webinarId: webinar.id, eventId: event.id, edit }
}

test("only administrators see and change all events", async () => {
  const { deps, owner, eventId, edit } = await setting()
  const { form } = await edit()
  const asked = { query: "", filter: "all", page: 1 } as const
  await expect(listAllEvents(deps, ANYBODY, asked)).rejects.toMatchObject({ code: "unauthenticated" })
  await expect(listAllEvents(deps, owner, asked)).rejects.toMatchObject({ code: "forbidden" })
  await expect(getEventEdit(deps, owner, { eventId })).rejects.toMatchObject({ code: "forbidden" })
  await expect(saveEvent(deps, owner, { eventId, form })).rejects.toMatchObject({ code: "forbidden" })
})

test("events are found by word, by time and by what hides them", async () => {
  const { deps, owner, admin, eventId, edit } = await setting()
  const past = await makeWebinar(deps, owner, { title: "Optics", startDate: "2026-11-20" })
  const list = async (filter: EventFilter, query = "", order?: Order<EventColumn>) =>
    (await listAllEvents(deps, admin, { filter, query, order, page: 1 })).rows.map((row) => row.id)
  expect(await list("all")).toEqual([eventId, past.event.id])
  expect(await list("coming")).toEqual([eventId])
  expect(await list("past")).toEqual([past.event.id])
  expect(await list("all", "opti")).toEqual([past.event.id])
  expect(await list("all", "", { column: "title", desc: false })).toEqual([past.event.id, eventId])
  expect(await list("all", "", { column: "when", desc: false })).toEqual([past.event.id, eventId])
  expect(await list("all", "", { column: "title", desc: true })).toEqual([eventId, past.event.id])
  expect(await list("unlisted")).toEqual([])
  await saveEvent(deps, admin, { eventId, form: { ...(await edit()).form, listed: false, published: false } })
  expect(await list("unlisted")).toEqual([eventId])
  expect(await list("unpublished")).toEqual([eventId])
  const { rows, total } = await listAllEvents(deps, admin, { filter: "all", query: "thermo", page: 1 })
  expect(total).toBe(1)
  expect(rows[0]).toMatchObject({
    state: "cancelled",
    ownerName: owner.name,
    broadcaster: { id: expect.any(String) },
  })
})

test("moving an event moves its gateway's reservation, and keeps what its presenters set", async () => {
  const { deps, admin, webinarId, eventId, edit } = await setting()
  const form = {
    ...(await edit()).form,
    title: "Heat",
    startTime: "14:00",
    durationMinutes: 90,
    restricted: true,
  }
  await saveEvent(deps, admin, { eventId, form })
  expect(await findReservation(deps.db, webinarId)).toMatchObject({
    fromAt: new Date("2026-11-23T12:45:00Z"),
    toAt: new Date("2026-11-23T14:45:00Z"),
  })
  const { event, webinar } = await getWebinar(deps, webinarId)
  expect(event).toMatchObject({ title: "Heat", restricted: true, listed: true, published: true })
  expect(webinar).toMatchObject({ isWebinar: true, enableChat: true })
  expect((await edit()).form).toEqual(form)
})

test("new dates of an event that stays unpublished or unlisted are never told to the public", async () => {
  const { deps, admin, webinarId, eventId, edit } = await setting()
  const hidden = { ...(await edit()).form, published: false, listed: false }
  await saveEvent(deps, admin, { eventId, form: hidden })
  const told: boolean[] = []
  const publish: typeof deps.realtime.publish = async (...signal) => {
    const { event } = await getWebinar(deps, webinarId)
    told.push(event.published, event.listed)
    return deps.realtime.publish(...signal)
  }
  const watched = { ...deps, realtime: { ...deps.realtime, publish } }
  await saveEvent(watched, admin, { eventId, form: { ...hidden, startTime: "15:00" } })
  expect(told.length).toBeGreaterThan(0)
  expect(new Set(told)).toEqual(new Set([false]))
  const { event } = await getWebinar(deps, webinarId)
  expect(event).toMatchObject({ published: false, listed: false, startAt: new Date("2026-11-23T14:00:00Z") })
})

test("a bad field is named, and nothing is changed", async () => {
  const { deps, admin, eventId, edit } = await setting()
  const { form } = await edit()
  const save = (wrong: Partial<typeof form>) =>
    saveEvent(deps, admin, { eventId, form: { ...form, ...wrong } })
  await expect(save({ title: " " })).rejects.toMatchObject({ fields: { title: "titleTooShort" } })
  await expect(save({ startDate: "2026-02-31" })).rejects.toMatchObject({ fields: { startDate: "badDate" } })
  await expect(save({ durationMinutes: 7 })).rejects.toMatchObject({
    fields: { durationMinutes: "badDuration" },
  })
  await expect(save({ durationMinutes: 600 })).rejects.toMatchObject({
    fields: { durationMinutes: "durationTooLong" },
  })
  expect((await edit()).form).toEqual(form)
})

test("a form that was opened before a presenter's change undoes nothing of it", async () => {
  const { deps, owner, admin, webinarId, eventId, edit } = await setting()
  const loaded = (await edit()).form
  const dates = { startDate: loaded.startDate, startTime: loaded.startTime, durationMinutes: 90 }
  await rescheduleWebinar(deps, owner, { webinarId, ...dates })
  await saveEvent(deps, admin, { eventId, form: { ...loaded, published: false }, loaded })
  await saveEvent(deps, admin, { eventId, form: { ...loaded, title: "Heat" }, loaded })
  expect((await edit()).form).toMatchObject({ title: "Heat", durationMinutes: 90, published: false })
  const moving = saveEvent(deps, admin, { eventId, form: { ...loaded, startTime: "14:00" }, loaded })
  await expect(moving).rejects.toMatchObject({ fields: { durationMinutes: "changedMeanwhile" } })
})

test("the audit tells what is stored, not what an old form showed", async () => {
  const { deps, owner, admin, webinarId, eventId, edit } = await setting()
  const loaded = (await edit()).form
  const { form } = await getWebinarEdit(deps, owner, { webinarId })
  await saveWebinar(deps, owner, { webinarId, form: { ...form, title: "Heat", restricted: true } })
  await saveEvent(deps, admin, { eventId, form: { ...loaded, listed: false }, loaded })
  const { rows } = await listAudit(deps, admin, { query: "", page: 1 })
  const saved = rows.find(({ action }) => action === "event.saved")
  expect(saved).toMatchObject({ thing: { name: "Heat" }, detail: { restricted: "true", listed: "false" } })
})
