import { describe, expect, test } from "vitest"
import { createTestDeps } from "#server/test-deps.ts"
import {
  getWebinar,
  makeAdmin,
  makeGateway,
  makeTeacher,
  makeWebinar,
  webinarForm,
} from "#server/test-factories.ts"
import { getEventEdit, saveEvent } from "./admin-events.ts"
import { rescheduleWebinar, saveWebinar } from "./webinars.ts"

describe("what an administrator took off", () => {
  async function takenOff() {
    const deps = await createTestDeps()
    await makeGateway(deps)
    const owner = await makeTeacher(deps)
    const admin = await makeAdmin(deps)
    const { webinar, event } = await makeWebinar(deps, owner)
    const { form } = await getEventEdit(deps, admin, { eventId: event.id })
    await saveEvent(deps, admin, { eventId: event.id, form: { ...form, published: false } })
    const isPublished = async () => (await getWebinar(deps, webinar.id)).event.published
    return { deps, owner, webinarId: webinar.id, isPublished }
  }

  test("stays off when its presenters save or move it", async () => {
    const { deps, owner, webinarId, isPublished } = await takenOff()
    await saveWebinar(deps, owner, { webinarId, form: webinarForm({ title: "Optics" }) })
    await rescheduleWebinar(deps, owner, {
      webinarId,
      startDate: "2026-11-24",
      startTime: "11:00",
      durationMinutes: 60,
    })
    expect(await isPublished()).toBe(false)
  })

  test("a plain meeting has no public page, and gets one when it becomes a webinar", async () => {
    const deps = await createTestDeps()
    await makeGateway(deps)
    const owner = await makeTeacher(deps)
    const { webinar, event } = await makeWebinar(deps, owner, { isWebinar: false })
    expect(event.published).toBe(false)
    const save = async (isWebinar: boolean) => {
      await saveWebinar(deps, owner, { webinarId: webinar.id, form: webinarForm({ isWebinar }) })
      return (await getWebinar(deps, webinar.id)).event.published
    }
    expect(await save(true)).toBe(true)
    expect(await save(false)).toBe(false)
  })
})
