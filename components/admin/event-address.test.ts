import { expect, test } from "vitest"
import { formDataOf } from "./admin-form-state.ts"
import { eventsPath, readEventsAddress } from "./event-address.ts"
import { eventDraftOf, eventFormOf, readEventDraft } from "./event-draft.ts"

test("an address without sense shows every event from the first page", () => {
  for (const address of [{}, { show: "x", page: "-1" }, { show: ["past"], page: "many", q: ["a"] }])
    expect(readEventsAddress(address)).toEqual({ query: "", filter: "all", page: 1 })
})

test("a filter keeps the search and leads back to itself", () => {
  expect(eventsPath("all", "")).toBe("/admin/events")
  const order = { column: "title", desc: true } as const
  const path = eventsPath("unlisted", "chimie & physique", order)
  const params = Object.fromEntries(new URL(path, "http://amphi").searchParams)
  const same = { query: "chimie & physique", filter: "unlisted", order, page: 1 }
  expect(readEventsAddress(params)).toEqual(same)
})

test("what the form shows of an event is what it posts", () => {
  const form = {
    title: "Heat",
    startDate: "2026-11-24",
    startTime: "10:00",
    durationMinutes: 90,
    restricted: true,
    listed: false,
    published: true,
  }
  expect(eventFormOf(readEventDraft(formDataOf(eventDraftOf(form))))).toEqual(form)
})
