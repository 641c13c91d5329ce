import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { updateEvent } from "#db/queries/events.ts"
import { findReservation } from "#db/queries/gateways.ts"
import type { WebinarForm } from "#server/domain/webinar.ts"
import { EditedError } from "#server/errors.ts"
import { emailOf, getWebinar, makeUser } from "#server/test-factories.ts"
import { makeLive, makeStage, type Stage } from "#server/test-live.ts"
import { endEverything, setChat } from "./livestreams.ts"
import { extendWebinar } from "./planned-end.ts"
import { getWebinarEdit, rescheduleWebinar, saveWebinar } from "./webinars.ts"

const MINUTE_MS = 60_000
const PDF = { filename: "slides.pdf", bytes: new Uint8Array([1]) }

async function loadedBy({ deps, owner, webinarId }: Stage): Promise<WebinarForm> {
  return (await getWebinarEdit(deps, owner, { webinarId })).form
}

function save(stage: Stage, loaded: WebinarForm, changed: Partial<WebinarForm>) {
  const { deps, owner, webinarId } = stage
  return saveWebinar(deps, owner, { webinarId, form: { ...loaded, ...changed }, loaded })
}

async function refusalOf(saving: Promise<unknown>): Promise<EditedError> {
  const error = await saving.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof EditedError)) throw new Error(`not refused for an edit meanwhile: ${error}`)
  return error
}

describe("a form that was opened before something happened", () => {
  test("does not undo an extension", async () => {
    const live = await makeLive()
    const { deps, owner, webinarId } = live
    const loaded = await loadedBy(live)
    const { endAt } = await extendWebinar(deps, owner, { webinarId, minutes: 30 })
    const reservation = await findReservation(deps.db, webinarId)
    await save(live, loaded, { title: "Thermodynamics, second part" })
    expect((await getWebinar(deps, webinarId)).event).toMatchObject({
      title: "Thermodynamics, second part",
      endAt,
    })
    expect(await findReservation(deps.db, webinarId)).toEqual(reservation)
  })

  test("does not switch the chat on again", async () => {
    const live = await makeLive()
    const { deps, owner, webinarId } = live
    const loaded = await loadedBy(live)
    expect(loaded.enableChat).toBe(true)
    await setChat(deps, owner, { webinarId, enabled: false })
    await save(live, loaded, { welcomeText: "Hello" })
    const { webinar } = await getWebinar(deps, webinarId)
    expect(webinar).toMatchObject({ enableChat: false, welcomeText: "Hello" })
  })

  test("keeps the co-presenters, the locks and the recording that others set", async () => {
    const stage = await makeStage()
    const [ada, bob, eve] = await Promise.all([1, 2, 3].map(() => makeUser(stage.deps)))
    const emails = [ada, bob, eve].map((person) => (person ? emailOf(person) : ""))
    const [first = "", second = "", third = ""] = emails
    await save(stage, await loadedBy(stage), { presenterEmails: [first] })
    const loaded = await loadedBy(stage)
    await save(stage, loaded, { presenterEmails: [first, second], lock: { ...loaded.lock, cam: true } })
    await save(stage, loaded, { presenterEmails: [third], lock: { ...loaded.lock, mic: true } })
    const after = await loadedBy(stage)
    expect(new Set(after.presenterEmails)).toEqual(new Set([second, third]))
    expect(after.lock).toMatchObject({ cam: true, mic: true, notes: false })
  })

  test("names an unknown address by its place in the list as it was sent", async () => {
    const stage = await makeStage()
    const loaded = await loadedBy(stage)
    const ada = await makeUser(stage.deps)
    await save(stage, loaded, { presenterEmails: [emailOf(ada)] })
    const saving = save(stage, loaded, { presenterEmails: ["nobody@univ.test"] })
    await expect(saving).rejects.toMatchObject({ fields: { "presenterEmails.0": "unknownPresenter" } })
  })

  test("is refused at each field that somebody else changed too, with what is stored, and changes nothing", async () => {
    const stage = await makeStage()
    const loaded = await loadedBy(stage)
    await save(stage, loaded, { title: "Theirs", maxParticipants: 20 })
    const before = await getWebinar(stage.deps, stage.webinarId)
    const refusal = await refusalOf(save(stage, loaded, { title: "Mine", welcomeText: "Hello" }))
    expect(refusal).toMatchObject({ code: "conflict", fields: { title: "changedMeanwhile" } })
    expect(Object.keys(refusal.fields)).toEqual(["title"])
    expect(refusal.stored).toMatchObject({ title: "Theirs", maxParticipants: 20 })
    expect(await getWebinar(stage.deps, stage.webinarId)).toEqual(before)
    expect(refusal.stored).toEqual(await loadedBy(stage))
    await save(stage, await loadedBy(stage), { title: "Mine" })
    expect(await loadedBy(stage)).toMatchObject({ title: "Mine", maxParticipants: 20 })
  })

  test("is not refused where both changed a field to the same", async () => {
    const stage = await makeStage()
    const loaded = await loadedBy(stage)
    await save(stage, loaded, { title: "Heat", description: "one\ntwo" })
    await save(stage, loaded, { title: "Heat", description: "one\r\ntwo", welcomeText: "Hello" })
    expect(await loadedBy(stage)).toMatchObject({ title: "Heat", welcomeText: "Hello" })
  })

  test("takes date, time and duration for one decision", async () => {
    const live = await makeLive()
    const { deps, owner, webinarId } = live
    const loaded = await loadedBy(live)
    await extendWebinar(deps, owner, { webinarId, minutes: 30 })
    const refusal = await refusalOf(save(live, loaded, { startTime: "10:15" }))
    expect(refusal.fields).toEqual({ durationMinutes: "changedMeanwhile" })
  })

  test("does not lose an end for everybody that comes while its slides are stored", async () => {
    const live = await makeLive()
    const { deps, owner, webinarId } = live
    const loaded = await loadedBy(live)
    let release: () => void = () => undefined
    const held = write(
      deps.db,
      () =>
        new Promise<void>((resolve) => {
          release = resolve
        }),
    )
    const ending = endEverything(deps, owner, { webinarId })
    for (let reads = 0; reads < 5; reads++) await getWebinar(deps, webinarId)
    const saving = saveWebinar(deps, owner, { webinarId, form: loaded, loaded, slides: PDF })
    await expect.poll(() => readdir(join(deps.config.dataDir, "slides")).catch(() => [])).toHaveLength(1)
    release()
    await Promise.all([held, ending, saving])
    expect((await getWebinar(deps, webinarId)).event.endedAt).toEqual(deps.clock.now())
  })
})

describe("the control room's dates", () => {
  const dates = { startDate: "2026-11-23", startTime: "10:00", durationMinutes: 60 }

  test("shown before an extension don't undo it", async () => {
    const live = await makeLive()
    const { deps, owner, webinarId } = live
    await extendWebinar(deps, owner, { webinarId, minutes: 30 })
    const moved = { ...dates, startTime: "10:15" }
    const refusal = await refusalOf(rescheduleWebinar(deps, owner, { webinarId, ...moved, loaded: dates }))
    expect(refusal.fields).toEqual({ durationMinutes: "changedMeanwhile" })
    await rescheduleWebinar(deps, owner, { webinarId, ...dates, loaded: dates })
    expect(await loadedBy(live)).toMatchObject({ ...dates, durationMinutes: 90 })
  })
})

describe("an end that no duration of the list makes", () => {
  async function oddEnd(environment: Record<string, string> = {}, minutes = 82) {
    const stage = await makeStage({}, environment)
    const { event } = await getWebinar(stage.deps, stage.webinarId)
    const endAt = new Date(event.startAt.getTime() + minutes * MINUTE_MS + 1_234)
    await write(stage.deps.db, (tx) => updateEvent(tx, event.id, { endAt }))
    return { ...stage, endAt }
  }

  test("stays to the millisecond when something else is saved", async () => {
    const stage = await oddEnd()
    const loaded = await loadedBy(stage)
    expect(loaded.durationMinutes).toBe(82)
    await save(stage, loaded, { title: "Heat" })
    expect((await getWebinar(stage.deps, stage.webinarId)).event).toMatchObject({
      title: "Heat",
      endAt: stage.endAt,
    })
  })

  test("may stay as long when the start is moved, and above the limit", async () => {
    const stage = await oddEnd({ MEETING_MAX_DURATION: "1" })
    await save(stage, await loadedBy(stage), { startTime: "14:00" })
    expect(await loadedBy(stage)).toMatchObject({ startTime: "14:00", durationMinutes: 82 })
  })

  test.each([
    [52, "badDuration"],
    [75, "durationTooLong"],
  ])("is no way to choose %i minutes", async (durationMinutes, message) => {
    const stage = await oddEnd({ MEETING_MAX_DURATION: "1" })
    const saving = save(stage, await loadedBy(stage), { durationMinutes })
    await expect(saving).rejects.toMatchObject({ fields: { durationMinutes: message } })
  })
})

test("a start in the hour that a zone has twice stays where it is", async () => {
  const stage = await makeStage()
  const { deps, webinarId } = stage
  const { event } = await getWebinar(deps, webinarId)
  const startAt = new Date("2027-10-31T01:30:00Z")
  const endAt = new Date("2027-10-31T02:30:00Z")
  await write(deps.db, (tx) => updateEvent(tx, event.id, { startAt, endAt }))
  await save(stage, await loadedBy(stage), { title: "Heat" })
  expect((await getWebinar(deps, webinarId)).event).toMatchObject({ title: "Heat", startAt, endAt })
})
