import { describe, expect, test } from "vitest"
import {
  bodyOf,
  chatOf,
  deliver,
  eventOf,
  hookOf,
  lineEvent,
  makeHookedMeeting,
  say,
  signatureOf,
} from "#server/test-hooks.ts"
import { livestreamOf, makeLive, waitingJobs } from "#server/test-live.ts"
import { takeDelivery } from "./meeting-deliveries.ts"
import { checkMeeting } from "./meeting-end.ts"
import { keepHook } from "./meeting-hooks.ts"

describe("a delivery", () => {
  test.each([
    ["signed with another secret", { secret: "guessed" }],
    ["not signed", { checksum: null }],
    ["with another bearer", { checksum: null, authorization: "Bearer guessed" }],
  ])("that is %s changes nothing", async (_what, forgery) => {
    const stage = await makeHookedMeeting()
    const body = bodyOf([await lineEvent(stage, {})])
    await expect(deliver(stage, body, forgery)).rejects.toMatchObject({ code: "forbidden" })
    expect(await chatOf(stage)).toEqual([])
    expect((await hookOf(stage)).deliveredAt).toBeNull()
  })

  test("of an address that nobody registered isn't even read", async () => {
    const stage = await makeHookedMeeting()
    const readBody = () => Promise.reject(new Error("was read"))
    await expect(
      takeDelivery(stage.deps, { key: "guessed", checksum: null, authorization: null, readBody }),
    ).rejects.toMatchObject({ code: "not_found" })
  })

  test("that was changed, or signed for another address, is a forgery", async () => {
    const stage = await makeHookedMeeting()
    const { key } = await hookOf(stage)
    const body = bodyOf([await lineEvent(stage, {})])
    const changed = bodyOf([await lineEvent(stage, { text: "something else" })])
    for (const checksum of [signatureOf(stage, key, changed), signatureOf(stage, "another", body)])
      await expect(deliver(stage, body, { checksum })).rejects.toMatchObject({ code: "forbidden" })
    expect(await chatOf(stage)).toEqual([])
  })

  test("that is too long, or nonsense, is a success that does nothing: BBB would drop the hook", async () => {
    const stage = await makeHookedMeeting()
    const { key } = await hookOf(stage)
    await takeDelivery(stage.deps, { key, checksum: null, authorization: null, readBody: async () => null })
    for (const body of ["", "event=", "event=%7Bbad", "a=b", bodyOf([]), bodyOf([null, 5, { data: {} }])])
      await deliver(stage, body)
    await deliver(stage, bodyOf([await eventOf(stage, "user-joined", { user: {} })]))
    expect(await chatOf(stage)).toEqual([])
  })

  test("by bearer is as good as a signed one", async () => {
    const stage = await makeHookedMeeting()
    const authorization = `Bearer ${stage.deps.config.bbb.secret}`
    await deliver(stage, bodyOf([await lineEvent(stage, {})]), { checksum: null, authorization })
    expect(await chatOf(stage)).toHaveLength(1)
  })

  test("that comes late, of a meeting that is over, is passed over", async () => {
    const stage = await makeHookedMeeting()
    const late = bodyOf([await lineEvent(stage, {})])
    stage.deps.bbb.meetings.clear()
    await checkMeeting(stage.deps, { webinarId: stage.webinarId, checksLeft: 0 })
    await deliver(stage, late)
    expect(await chatOf(stage)).toEqual([])
  })
})

describe("the meeting's end", () => {
  test("told by a webhook makes us look, as the callback does", async () => {
    const live = await makeLive()
    await keepHook(live.deps, { webinarId: live.webinarId })
    await deliver(live, bodyOf([await eventOf(live, "meeting-ended", {})]))
    expect(await livestreamOf(live, live.id)).toMatchObject({ state: "live" })
    expect(await waitingJobs(live, "meeting.check")).toHaveLength(1)
    live.deps.bbb.meetings.clear()
    await checkMeeting(live.deps, { webinarId: live.webinarId, checksLeft: 10 })
    expect(await livestreamOf(live, live.id)).toMatchObject({
      state: "stopping",
      stopReason: "meeting_ended",
    })
  })

  test("of the run before doesn't", async () => {
    const live = await makeLive()
    await keepHook(live.deps, { webinarId: live.webinarId })
    const createdAt = new Date(live.deps.clock.now().getTime() - 3_600_000)
    await deliver(live, bodyOf([await eventOf(live, "meeting-ended", {}, { createdAt })]))
    expect(await waitingJobs(live, "meeting.check")).toEqual([])
  })
})

test("that BBB was heard of is noted, but not with a write for each line of ours that comes back", async () => {
  const stage = await makeHookedMeeting()
  const echo = { name: "Ada (live)", internalUserId: "Ada (live)" }
  await say(stage, echo)
  const first = stage.deps.clock.now()
  expect((await hookOf(stage)).deliveredAt).toEqual(first)
  stage.deps.clock.advance(5_000)
  await say(stage, echo)
  expect((await hookOf(stage)).deliveredAt).toEqual(first)
  stage.deps.clock.advance(6_000)
  await say(stage, echo)
  expect((await hookOf(stage)).deliveredAt).toEqual(stage.deps.clock.now())
})
