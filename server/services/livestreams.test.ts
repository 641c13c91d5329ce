import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { findReservation } from "#db/queries/gateways.ts"
import { getWebinar, makeAdmin, makeTeacher, makeWebinar, webinarForm } from "#server/test-factories.ts"
import {
  advanceTo,
  allLivestreams,
  gatewayJoins,
  livestreamOf,
  look,
  makeLive,
  makeStage,
  openOf,
  pictureComes,
  start,
  waitingJobs,
  whatListenersSee,
} from "#server/test-live.ts"
import { endEverything, getControlView, restartLive, startLive, stopLive } from "./livestreams.ts"
import { endMeeting } from "./meeting-end.ts"
import { stopSession } from "./session-control.ts"
import { saveWebinar } from "./webinars.ts"

describe("one open livestream", () => {
  test("per webinar, even when twenty people press start at once", async () => {
    const stage = await makeStage()
    const ids = await Promise.all(Array.from({ length: 20 }, () => start(stage)))
    expect(new Set(ids).size).toBe(1)
    expect(await allLivestreams(stage)).toHaveLength(1)
  })

  test("per gateway, even when twenty webinars start at once: the others are told that none is free", async () => {
    const stage = await makeStage()
    const day = (index: number) => `2026-12-${String(index + 1).padStart(2, "0")}`
    const webinars = []
    for (let index = 0; index < 20; index++)
      webinars.push(await makeWebinar(stage.deps, stage.owner, { startDate: day(index) }))
    // Nobody's reservation covers this moment.
    stage.deps.clock.set(new Date("2026-11-30T12:00:00Z"))
    const answers = await Promise.allSettled(
      webinars.map(({ webinar }) => startLive(stage.deps, stage.owner, { webinarId: webinar.id })),
    )
    expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1)
    for (const answer of answers)
      if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "no_gateway" })
    expect(await allLivestreams(stage)).toHaveLength(1)
  })
})

test("a plain meeting has no live to start", async () => {
  const stage = await makeStage()
  const plain = await makeWebinar(stage.deps, stage.owner, { isWebinar: false })
  await expect(startLive(stage.deps, stage.owner, { webinarId: plain.webinar.id })).rejects.toMatchObject({
    code: "not_a_webinar",
  })
})

describe("stopping only the live", () => {
  test("keeps the meeting, frees the gateway and tells listeners that it is stopped", async () => {
    const live = await makeLive()
    await stopLive(live.deps, live.owner, { webinarId: live.webinarId })
    expect(await whatListenersSee(live)).toBe("stopped")
    const row = await advanceTo(live, live.id, "ended")
    expect(row).toMatchObject({ stopReason: "presenter", stoppedById: live.owner.id, failure: null })
    expect(live.deps.gateway.rooms.size).toBe(0)
    expect(live.deps.bbb.meetings.has(live.meetingId)).toBe(true)
    expect(await whatListenersSee(live)).toBe("stopped")
  })

  test("asks again until the gateway confirms", async () => {
    const live = await makeLive()
    live.deps.gateway.trouble.stop = "unreachable"
    await stopLive(live.deps, live.owner, { webinarId: live.webinarId })
    expect(await look(live, live.id, 3)).toMatchObject({ state: "stopping" })
    live.deps.gateway.trouble.stop = null
    expect(await look(live, live.id)).toMatchObject({ state: "ended", gatewayEngaged: false })
  })

  test("without a live changes nothing", async () => {
    const stage = await makeStage()
    const target = { webinarId: stage.webinarId }
    expect(await stopLive(stage.deps, stage.owner, target)).toEqual({ livestreamId: null })
  })

  test("works in every state of a start, and what was started is stopped", async () => {
    for (const state of ["requested", "meeting_ready", "gateway_starting", "waiting_for_picture"] as const) {
      const stage = await makeStage()
      const id = await start(stage)
      await advanceTo(stage, id, state)
      await stopLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
      expect(await advanceTo(stage, id, "ended")).toMatchObject({ gatewayEngaged: false })
      expect(stage.deps.gateway.rooms.size).toBe(0)
    }
  })

  test("while the start command is under way stops what that command starts", async () => {
    const stage = await makeStage()
    const id = await start(stage)
    await advanceTo(stage, id, "gateway_starting")
    let letGo: () => void = () => undefined
    stage.deps.gateway.startGate = new Promise((resolve) => {
      letGo = resolve
    })
    const starting = look(stage, id)
    await expect.poll(() => stage.deps.gateway.starts.length, { timeout: 20_000, interval: 10 }).toBe(1)
    await stopLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
    letGo()
    await starting
    expect(await advanceTo(stage, id, "ended")).toMatchObject({ gatewayEngaged: false })
    expect(stage.deps.gateway.rooms.size).toBe(0)
  })
})

describe("a restart", () => {
  test("opens a second livestream after the first is down; listeners see an interruption meanwhile", async () => {
    const live = await makeLive()
    await restartLive(live.deps, live.owner, { webinarId: live.webinarId })
    expect(await whatListenersSee(live)).toBe("interrupted")
    await advanceTo(live, live.id, "ended")
    const second = await openOf(live)
    expect(second.id).not.toBe(live.id)
    expect(second.roomKey).not.toBe((await livestreamOf(live, live.id)).roomKey)
    expect(await whatListenersSee(live)).toBe("interrupted")
    await advanceTo(live, second.id, "waiting_for_picture")
    expect(await whatListenersSee(live)).toBe("interrupted")
    gatewayJoins(live, second.id)
    await pictureComes(live, second.id)
    await advanceTo(live, second.id, "live")
    expect(await whatListenersSee(live)).toBe("live")
  })

  test("is what a start while stopping becomes", async () => {
    const live = await makeLive()
    const target = { webinarId: live.webinarId }
    await stopLive(live.deps, live.owner, target)
    expect(await startLive(live.deps, live.owner, target)).toEqual({ livestreamId: live.id })
    await advanceTo(live, live.id, "ended")
    expect(await openOf(live)).toMatchObject({ state: "requested" })
  })

  test("while stopping still comes", async () => {
    const live = await makeLive()
    const target = { webinarId: live.webinarId }
    await stopLive(live.deps, live.owner, target)
    await restartLive(live.deps, live.owner, target)
    await advanceTo(live, live.id, "ended")
    expect(await openOf(live)).toMatchObject({ state: "requested" })
  })

  test("is called off by a stop", async () => {
    const live = await makeLive()
    const target = { webinarId: live.webinarId }
    await restartLive(live.deps, live.owner, target)
    await stopLive(live.deps, live.owner, target)
    await advanceTo(live, live.id, "ended")
    expect(await allLivestreams(live)).toHaveLength(1)
    expect(await whatListenersSee(live)).toBe("stopped")
  })

  test("without a live is a start", async () => {
    const stage = await makeStage()
    await restartLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
    expect(await openOf(stage)).toMatchObject({ state: "requested" })
  })

  test("of a start that never had a picture leaves listeners waiting", async () => {
    const stage = await makeStage()
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    await restartLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
    expect(await whatListenersSee(stage)).toBe("waiting")
    await advanceTo(stage, id, "ended")
    expect(await whatListenersSee(stage)).toBe("waiting")
  })
})

describe("ending everything", () => {
  test("ends the meeting in BBB, stops the live and shows the event as ended at once", async () => {
    const live = await makeLive()
    await endEverything(live.deps, live.owner, { webinarId: live.webinarId })
    expect(await whatListenersSee(live)).toBe("ended")
    expect(await waitingJobs(live, "meeting.end")).toHaveLength(1)
    await endMeeting(live.deps, { webinarId: live.webinarId })
    expect(live.deps.bbb.meetings.size).toBe(0)
    expect(await advanceTo(live, live.id, "ended")).toMatchObject({ stopReason: "end_all" })
    expect(await whatListenersSee(live)).toBe("ended")
    expect((await getWebinar(live.deps, live.webinarId)).webinar.meetingCreatedAt).toBeNull()
  })

  test("calls off a restart", async () => {
    const live = await makeLive()
    const target = { webinarId: live.webinarId }
    await restartLive(live.deps, live.owner, target)
    await endEverything(live.deps, live.owner, target)
    await advanceTo(live, live.id, "ended")
    expect(await allLivestreams(live)).toHaveLength(1)
    expect(await whatListenersSee(live)).toBe("ended")
  })
})

test("an administrator stops any session, with that reason", async () => {
  const live = await makeLive()
  const admin = await makeAdmin(live.deps)
  await stopSession(live.deps, admin, { livestreamId: live.id, reason: "fire drill" })
  expect(await livestreamOf(live, live.id)).toMatchObject({ stopReason: "admin", stoppedById: admin.id })
})

test("withdrawing webinar mode stops the live, frees the reservation and takes the event off", async () => {
  const live = await makeLive()
  const form = webinarForm({ isWebinar: false })
  await saveWebinar(live.deps, live.owner, { webinarId: live.webinarId, form })
  expect(await livestreamOf(live, live.id)).toMatchObject({ state: "stopping", stopReason: "withdrawn" })
  expect(await findReservation(live.deps.db, live.webinarId)).toBeNull()
  const { event } = await getWebinar(live.deps, live.webinarId)
  expect(event.published).toBe(false)
  await advanceTo(live, live.id, "ended")
  expect(live.deps.bbb.meetings.has(live.meetingId)).toBe(true)
})

test("a start that crosses the withdrawal never leaves a live on a plain meeting", async () => {
  const stage = await makeStage()
  const { deps, owner, webinarId } = stage
  let letGo: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const holding = write(deps.db, () => held)
  const saving = saveWebinar(deps, owner, { webinarId, form: webinarForm({ isWebinar: false }) })
  const starting = start(stage)
  letGo()
  const [, started] = await Promise.allSettled([saving, starting, holding])
  const [run] = await allLivestreams(stage)
  if (started.status === "rejected") expect(run).toBeUndefined()
  else expect(run).toMatchObject({ state: "stopping", stopReason: "withdrawn" })
})

test("renaming during a live keeps the meeting's id and every key", async () => {
  const live = await makeLive()
  const before = await getWebinar(live.deps, live.webinarId)
  await saveWebinar(live.deps, live.owner, {
    webinarId: live.webinarId,
    form: webinarForm({ title: "Another title" }),
  })
  const after = await getWebinar(live.deps, live.webinarId)
  expect(after.event).toMatchObject({ title: "Another title", slug: before.event.slug })
  const keys = ({ meetingId, joinKey, callbackKey }: typeof after.webinar) => [
    meetingId,
    joinKey,
    callbackKey,
  ]
  expect(keys(after.webinar)).toEqual(keys(before.webinar))
  expect(await look(live, live.id)).toMatchObject({ state: "live" })
})

test("the control room tells state, steps, gateway and log, and no secret", async () => {
  const live = await makeLive()
  const view = await getControlView(live.deps, live.owner, { webinarId: live.webinarId })
  expect(view.livestream).toMatchObject({ state: "live", failure: null })
  expect(view.steps.map((step) => step.status)).toEqual(["done", "done", "done", "done"])
  expect(view.log[0]).toMatchObject({ to: "live" })
  expect(view.meeting.running).toBe(true)
  const { roomKey } = await livestreamOf(live, live.id)
  const { webinar } = await getWebinar(live.deps, live.webinarId)
  const text = JSON.stringify(view)
  for (const secret of [roomKey, live.gateway.key, webinar.callbackKey, "token-"])
    expect(text).not.toContain(secret)
})

test("presenters and listeners are told of every change; a realtime server that is down stops nothing", async () => {
  const live = await makeLive()
  const channels = new Set(live.deps.realtime.published.map((each) => each.channel))
  expect(channels).toEqual(new Set([`event-${live.eventId}`, `private-webinar-${live.webinarId}`]))
  live.deps.realtime.isDown = true
  await stopLive(live.deps, live.owner, { webinarId: live.webinarId })
  await advanceTo(live, live.id, "ended")
})

test("a start by a co-presenter is logged under their name", async () => {
  const stage = await makeStage()
  const friend = await makeTeacher(stage.deps, { name: "Zoé" })
  const form = webinarForm({ presenterEmails: [`${friend.id}@univ.test`] })
  await saveWebinar(stage.deps, stage.owner, { webinarId: stage.webinarId, form })
  await startLive(stage.deps, friend, { webinarId: stage.webinarId })
  const view = await getControlView(stage.deps, stage.owner, { webinarId: stage.webinarId })
  expect(view.log.at(-1)).toMatchObject({ to: "requested", actorName: "Zoé" })
})

describe("the gateway of a webinar that was ended for everybody", () => {
  test("is free for others at once", async () => {
    const stage = await makeLive()
    await endEverything(stage.deps, stage.owner, { webinarId: stage.webinarId })
    expect(await findReservation(stage.deps.db, stage.webinarId)).toBeNull()
  })

  test("stays reserved for the real day when a rehearsal ends before it", async () => {
    const stage = await makeStage()
    stage.deps.clock.set(new Date("2026-11-01T12:00:00Z"))
    await endEverything(stage.deps, stage.owner, { webinarId: stage.webinarId })
    expect(await findReservation(stage.deps.db, stage.webinarId)).not.toBeNull()
  })
})
