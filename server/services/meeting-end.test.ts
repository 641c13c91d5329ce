// A start may come at any moment after "end for everybody": its meeting is a new one, and nothing of the old one reaches it.
import { describe, expect, test } from "vitest"
import { JOBS } from "#server/jobs.ts"
import { ANYBODY, getWebinar } from "#server/test-factories.ts"
import {
  advanceTo,
  gatewayJoins,
  livestreamOf,
  look,
  makeLive,
  makeStage,
  movesOf,
  openOf,
  pictureComes,
  type Stage,
  start,
  waitingJobs,
  whatListenersSee,
} from "#server/test-live.ts"
import { sendMessage } from "./chat.ts"
import { relayMessage } from "./chat-relay.ts"
import { getJoin, joinByKey } from "./join.ts"
import { endEverything } from "./livestreams.ts"
import { checkMeeting, endMeeting, giveUpMeetingEnd, meetingEnded } from "./meeting-end.ts"
import { enterMeeting } from "./meetings.ts"
import { deleteWebinar } from "./webinars.ts"

const BUSY = { service: "bbb", reason: "busy", retryable: true }

/** BBB has said yes to the end, and the meeting is not gone yet. */
async function makeDying() {
  const live = await makeLive()
  const target = { webinarId: live.webinarId }
  live.deps.bbb.endsLate = true
  await endEverything(live.deps, live.owner, target)
  await expect(endMeeting(live.deps, target)).rejects.toMatchObject(BUSY)
  live.deps.clock.advance(1_000)
  return { ...live, target, gone: () => live.deps.bbb.meetings.delete(live.meetingId) }
}

async function meetingOf(stage: Stage) {
  return (await getWebinar(stage.deps, stage.webinarId)).webinar.meetingCreatedAt
}

async function comesOnAirAgain(stage: Stage, id: string) {
  await advanceTo(stage, id, "waiting_for_picture")
  gatewayJoins(stage, id)
  await pictureComes(stage, id)
  return advanceTo(stage, id, "live")
}

describe("a start right after the end for everybody", () => {
  test("waits until the old meeting is gone, and goes on air in a new one", async () => {
    const dying = await makeDying()
    await advanceTo(dying, dying.id, "ended")
    const id = await start(dying)
    expect(await look(dying, id, 3)).toMatchObject({ state: "requested" })
    await expect(endMeeting(dying.deps, dying.target)).rejects.toMatchObject(BUSY)
    dying.gone()
    await endMeeting(dying.deps, dying.target)
    await comesOnAirAgain(dying, id)
    const made = dying.deps.bbb.meetings.get(dying.meetingId)?.createdAt
    expect(await meetingOf(dying)).toEqual(made)
    dying.deps.clock.advance(11_000)
    expect(await look(dying, id, 2)).toMatchObject({ state: "live" })
  })

  test("while the old live is still being stopped follows it, in a new meeting", async () => {
    const dying = await makeDying()
    expect(await start(dying)).toBe(dying.id)
    expect(await look(dying, dying.id)).toMatchObject({ state: "ended" })
    const { id } = await openOf(dying)
    expect(await look(dying, id)).toMatchObject({ state: "requested" })
    dying.gone()
    await endMeeting(dying.deps, dying.target)
    await comesOnAirAgain(dying, id)
    expect(await whatListenersSee(dying)).toBe("live")
  })

  test("fails with the true reason where BBB refuses us meanwhile", async () => {
    const dying = await makeDying()
    await advanceTo(dying, dying.id, "ended")
    dying.deps.bbb.trouble = "unauthorized"
    const id = await start(dying)
    expect(await look(dying, id)).toMatchObject({ state: "failed", failure: "bbb_unauthorized" })
  })

  test("is looked at again as soon as the old meeting is gone", async () => {
    const dying = await makeDying()
    await advanceTo(dying, dying.id, "ended")
    const id = await start(dying)
    const next = new Date(dying.deps.clock.now().getTime() + 3_000)
    await look(dying, id)
    dying.gone()
    await endMeeting(dying.deps, dying.target)
    const due = (await waitingJobs(dying, "livestream.advance")).map((job) => job.runAt)
    expect(due.every((at) => at < next)).toBe(true)
  })

  test("is not called off by the news that the old meeting ended", async () => {
    const dying = await makeDying()
    await start(dying)
    dying.gone()
    await checkMeeting(dying.deps, { ...dying.target, checksLeft: 10 })
    await endMeeting(dying.deps, dying.target)
    await look(dying, dying.id)
    await comesOnAirAgain(dying, (await openOf(dying)).id)
    await checkMeeting(dying.deps, { ...dying.target, checksLeft: 0 })
    expect(await openOf(dying)).toMatchObject({ state: "live", stopReason: null })
  })

  test("has failed, and said so, when the old meeting won't go", async () => {
    const dying = await makeDying()
    await advanceTo(dying, dying.id, "ended")
    const id = await start(dying)
    dying.deps.clock.advance(46_000)
    expect(await look(dying, id)).toMatchObject({ state: "failed", failure: "bbb_failed" })
    expect(await movesOf(dying, id)).toEqual(["requested", "failed"])
  })

  test("finds the old meeting rather than none when BBB can't be brought to end it", async () => {
    const dying = await makeDying()
    await advanceTo(dying, dying.id, "ended")
    const id = await start(dying)
    await look(dying, id)
    await giveUpMeetingEnd(dying.deps, dying.target)
    await comesOnAirAgain(dying, id)
  })
})

describe("an end that is carried out late", () => {
  test("because BBB was away ends the meeting it was ordered for, before the next one is made", async () => {
    const live = await makeLive()
    const target = { webinarId: live.webinarId }
    live.deps.bbb.trouble = "unreachable"
    await endEverything(live.deps, live.owner, target)
    await expect(endMeeting(live.deps, target)).rejects.toMatchObject({ retryable: true })
    await advanceTo(live, live.id, "ended")
    const id = await start(live)
    expect(await whatListenersSee(live)).toBe("waiting")
    live.deps.bbb.trouble = null
    const old = live.deps.bbb.meetings.get(live.meetingId)
    expect(await look(live, id)).toMatchObject({ state: "requested" })
    await endMeeting(live.deps, target)
    await comesOnAirAgain(live, id)
    expect(live.deps.bbb.meetings.get(live.meetingId)).not.toBe(old)
    await endMeeting(live.deps, target)
    await checkMeeting(live.deps, { ...target, checksLeft: 0 })
    expect(await look(live, id)).toMatchObject({ state: "live" })
  })

  test("spares a meeting that somebody made anew under the same id", async () => {
    const dying = await makeDying()
    const { bbb, clock } = dying.deps
    const old = bbb.meetings.get(dying.meetingId)
    if (!old) throw new Error("the meeting is gone")
    const another = { ...old, createdAt: clock.now() }
    bbb.meetings.set(dying.meetingId, another)
    bbb.endsLate = false
    await endMeeting(dying.deps, dying.target)
    expect(bbb.meetings.get(dying.meetingId)).toBe(another)
  })
})

describe("a meeting that was being made when everything was ended", () => {
  test("is ended too, and nobody is let in", async () => {
    const stage = await makeStage()
    const target = { webinarId: stage.webinarId }
    const { createMeeting } = stage.deps.bbb
    stage.deps.bbb.createMeeting = async (input) => {
      const made = await createMeeting(input)
      await endEverything(stage.deps, stage.owner, target)
      return made
    }
    const entering = enterMeeting(stage.deps, stage.owner, { ...target, locale: "fr" })
    await expect(entering).rejects.toMatchObject({ code: "conflict" })
    await endMeeting(stage.deps, target)
    expect(stage.deps.bbb.meetings.size).toBe(0)
  })
})

test("an invited speaker waits for the new meeting, and so does a message", async () => {
  const live = await makeLive()
  const { joinKey } = (await getWebinar(live.deps, live.webinarId)).webinar
  await endEverything(live.deps, live.owner, { webinarId: live.webinarId })
  const speaker = { key: joinKey, name: "Ada", locale: "en" }
  expect(await getJoin(live.deps, ANYBODY, speaker)).toMatchObject({ ready: false })
  await expect(joinByKey(live.deps, ANYBODY, speaker)).rejects.toMatchObject({ code: "conflict" })
  await advanceTo(live, live.id, "ended")
  await start(live)
  const message = { eventId: live.eventId, clientId: "c1", text: "for the next one" }
  await sendMessage(live.deps, live.owner, message)
  const [job] = await waitingJobs(live, "chat.relay")
  const relaying = relayMessage(live.deps, JOBS["chat.relay"].parse(job?.payload))
  await expect(relaying).rejects.toMatchObject({ reason: "not_found", retryable: true })
  expect(live.deps.bbb.chat).toEqual([])
})

test("entering while the old meeting is still ending is refused for the moment", async () => {
  const dying = await makeDying()
  const entering = () => enterMeeting(dying.deps, dying.owner, { ...dying.target, locale: "fr" })
  await expect(entering()).rejects.toMatchObject({ code: "conflict" })
  dying.gone()
  await endMeeting(dying.deps, dying.target)
  await entering()
  expect(await meetingOf(dying)).not.toBeNull()
})

test("an end that was seen before another meeting came stops nothing of that one", async () => {
  const live = await makeLive()
  const before = await getWebinar(live.deps, live.webinarId)
  live.deps.bbb.meetings.clear()
  live.deps.clock.advance(1_000)
  await meetingEnded(live.deps, before)
  await advanceTo(live, live.id, "ended")
  const id = await start(live)
  await comesOnAirAgain(live, id)
  expect(await meetingEnded(live.deps, before)).toBe(false)
  expect(await livestreamOf(live, id)).toMatchObject({ state: "live" })
})

describe("a meeting whose end is still being asked for when its webinar is deleted", () => {
  async function deletedWhileDying() {
    const dying = await makeDying()
    const [job] = await waitingJobs(dying, "meeting.end")
    await advanceTo(dying, dying.id, "ended")
    await deleteWebinar(dying.deps, dying.owner, dying.target)
    return { ...dying, payload: JOBS["meeting.end"].parse(job?.payload) }
  }

  test("is asked again until it is gone", async () => {
    const { deps, meetingId, payload, gone } = await deletedWhileDying()
    await expect(endMeeting(deps, payload)).rejects.toMatchObject(BUSY)
    deps.bbb.trouble = "unreachable"
    await expect(endMeeting(deps, payload)).rejects.toMatchObject({ reason: "unreachable" })
    deps.bbb.trouble = null
    deps.bbb.endsLate = false
    await endMeeting(deps, payload)
    expect(deps.bbb.meetings.has(meetingId)).toBe(false)
    gone()
    await endMeeting(deps, payload)
  })

  test("and an order of before this was known ends quietly", async () => {
    const { deps, target } = await deletedWhileDying()
    await expect(endMeeting(deps, target)).resolves.toBeUndefined()
  })
})
