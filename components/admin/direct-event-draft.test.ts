import { describe, expect, test } from "vitest"
import { formDataOf } from "./admin-form-state.ts"
import { directEventDraftOf, directEventFormOf, readDirectEventDraft } from "./direct-event-draft.ts"

describe("an event without a webinar", () => {
  const form = {
    title: "Inaugural lecture",
    description: "Hall A\nDoors open at nine",
    startDate: "2026-11-23",
    startTime: "10:00",
    durationMinutes: 90,
    ownerEmail: "ada@univ.test",
    broadcasterId: "b1",
    restricted: true,
    listed: false,
    published: true,
  }

  test("comes back from the form as it went in", () => {
    const data = formDataOf(directEventDraftOf(form))
    expect(directEventFormOf(readDirectEventDraft(data))).toEqual(form)
  })

  test("loses nothing to the line ends that forms travel with", () => {
    const data = formDataOf(directEventDraftOf(form))
    data.set("description", "Hall A\r\nDoors open at nine\r\n")
    expect(readDirectEventDraft(data).description).toBe(form.description)
  })
})
