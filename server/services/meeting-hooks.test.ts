import { describe, expect, test } from "vitest"
import { getWebinar, makeUser, webinarForm } from "#server/test-factories.ts"
import {
  bodyOf,
  chatOf,
  deliver,
  hookOf,
  lineEvent,
  makeHookedMeeting,
  say,
  workOnHook,
} from "#server/test-hooks.ts"
import { makeStage, type Stage, waitingJobs } from "#server/test-live.ts"
import { sendMessage } from "./chat.ts"
import { relayMessage } from "./chat-relay.ts"
import { endEverything, getControlView, setChat } from "./livestreams.ts"
import { checkMeeting, endMeeting } from "./meeting-end.ts"
import { keepHook, removeHook } from "./meeting-hooks.ts"
import { enterMeeting } from "./meetings.ts"
import { deleteWebinar, saveWebinar } from "./webinars.ts"

async function enter({ deps, owner, webinarId }: Stage) {
  await enterMeeting(deps, owner, { webinarId, locale: "fr" })
}

function hooksOf({ deps }: Stage) {
  return [...deps.bbb.hooks.values()]
}

async function inboundOf({ deps, owner, webinarId }: Stage) {
  return (await getControlView(deps, owner, { webinarId })).chatInbound
}

describe("BBB is asked to tell what happens", () => {
  test("when the meeting opens, at an address nobody can guess, before anybody waits for it", async () => {
    const stage = await makeStage()
    expect(await waitingJobs(stage, "meeting.hook")).toEqual([])
    await enter(stage)
    const [job] = await waitingJobs(stage, "meeting.hook")
    expect(job?.lane).toBe(`hook:${stage.webinarId}`)
    expect(stage.deps.bbb.calls).not.toContain("registerHook")
    await workOnHook(stage)
    const { key } = await hookOf(stage)
    expect(key).toMatch(/^[a-z0-9]{32}$/)
    expect(hooksOf(stage)).toEqual([
      { meetingId: stage.meetingId, callbackUrl: `https://amphi.test/api/bbb/hooks/${key}` },
    ])
  })

  test("again and again, because it drops a hook after five bad minutes; two orders are one", async () => {
    const stage = await makeHookedMeeting()
    const { hookId, key } = await hookOf(stage)
    stage.deps.bbb.hooks.clear()
    stage.deps.clock.advance(61_000)
    await workOnHook(stage)
    expect(await hookOf(stage)).toMatchObject({ hookId, key })
    expect(hooksOf(stage)).toHaveLength(1)
    await setChat(stage.deps, stage.owner, { webinarId: stage.webinarId, enabled: true })
    await setChat(stage.deps, stage.owner, { webinarId: stage.webinarId, enabled: true })
    expect(await waitingJobs(stage, "meeting.hook")).toHaveLength(1)
  })

  test("when the chat is switched on during the meeting", async () => {
    const stage = await makeStage()
    const { deps, owner, webinarId } = stage
    await setChat(deps, owner, { webinarId, enabled: false })
    await enter(stage)
    expect(await waitingJobs(stage, "meeting.hook")).toEqual([])
    await setChat(deps, owner, { webinarId, enabled: true })
    await workOnHook(stage)
    expect(hooksOf(stage)).toHaveLength(1)
  })

  test("for the next run of the meeting too, with the same address", async () => {
    const stage = await makeHookedMeeting()
    const before = await hookOf(stage)
    stage.deps.bbb.meetings.clear()
    stage.deps.clock.advance(1_000)
    await enter(stage)
    await workOnHook(stage)
    const after = await hookOf(stage)
    expect(after.key).toBe(before.key)
    expect(after.meetingCreatedAt).toEqual(stage.deps.clock.now())
  })
})

describe("BBB is asked no more", () => {
  async function expectGone(stage: Stage) {
    expect(await workOnHook(stage)).toBe(true)
    expect(hooksOf(stage)).toEqual([])
    expect(await hookOf(stage)).toMatchObject({ hookId: null })
    stage.deps.clock.advance(3_600_000)
    expect(await workOnHook(stage)).toBe(false)
  }

  test("when the chat is switched off", async () => {
    const stage = await makeHookedMeeting()
    await setChat(stage.deps, stage.owner, { webinarId: stage.webinarId, enabled: false })
    await expectGone(stage)
  })

  test("when webinar mode is switched off", async () => {
    const stage = await makeHookedMeeting()
    const form = webinarForm({ isWebinar: false })
    await saveWebinar(stage.deps, stage.owner, { webinarId: stage.webinarId, form })
    await expectGone(stage)
  })

  test("when everything is ended", async () => {
    const stage = await makeHookedMeeting()
    await endEverything(stage.deps, stage.owner, { webinarId: stage.webinarId })
    await endMeeting(stage.deps, { webinarId: stage.webinarId })
    await expectGone(stage)
  })

  test("when the meeting ended in BBB", async () => {
    const stage = await makeHookedMeeting()
    stage.deps.bbb.meetings.clear()
    await checkMeeting(stage.deps, { webinarId: stage.webinarId, checksLeft: 0 })
    await expectGone(stage)
  })

  test("when the meeting is gone and nobody said so, which is noticed by the way", async () => {
    const stage = await makeHookedMeeting()
    stage.deps.bbb.meetings.clear()
    stage.deps.clock.advance(61_000)
    await workOnHook(stage)
    expect((await getWebinar(stage.deps, stage.webinarId)).webinar.meetingCreatedAt).toBeNull()
    await expectGone(stage)
  })

  test("when the webinar is deleted, although nothing of it is left", async () => {
    const stage = await makeHookedMeeting()
    await deleteWebinar(stage.deps, stage.owner, { webinarId: stage.webinarId })
    const [job] = await waitingJobs(stage, "meeting.unhook")
    expect(job?.payload).toEqual({ hookId: `hook-${stage.meetingId}` })
    await removeHook(stage.deps, { hookId: `hook-${stage.meetingId}` })
    expect(hooksOf(stage)).toEqual([])
    await keepHook(stage.deps, { webinarId: stage.webinarId })
    expect(hooksOf(stage)).toEqual([])
  })

  test("when the webinar is deleted, or its chat switched off, while BBB is being asked", async () => {
    for (const meanwhile of ["deleted", "off"] as const) {
      const stage = await makeStage()
      const { deps, owner, webinarId } = stage
      await enter(stage)
      const { registerHook } = deps.bbb
      deps.bbb.registerHook = async (hook) => {
        if (meanwhile === "deleted") await deleteWebinar(deps, owner, { webinarId })
        else await setChat(deps, owner, { webinarId, enabled: false })
        return registerHook(hook)
      }
      await workOnHook(stage)
      expect(hooksOf(stage)).toHaveLength(1)
      if (meanwhile === "deleted") expect(await waitingJobs(stage, "meeting.unhook")).toHaveLength(1)
      else await expectGone(stage)
    }
  })
})

describe("the control room says", () => {
  test("that the meeting's chat will come, and then that it does", async () => {
    const stage = await makeStage()
    expect(await inboundOf(stage)).toBe("waiting")
    await enter(stage)
    expect(await inboundOf(stage)).toBe("waiting")
    await workOnHook(stage)
    expect(await inboundOf(stage)).toBe("on")
    expect(stage.deps.realtime.published.at(-1)?.signals).toEqual([{ type: "control.changed" }])
  })

  test("that BBB has no webhooks, before the meeting and in it, and looks again now and then", async () => {
    const stage = await makeStage()
    stage.deps.bbb.hasWebhooks = false
    expect(await inboundOf(stage)).toBe("missing")
    await enter(stage)
    await workOnHook(stage)
    expect(await inboundOf(stage)).toBe("missing")
    expect(await hookOf(stage)).toMatchObject({ missing: true, hookId: null })
    stage.deps.clock.advance(5 * 60_000)
    expect(await workOnHook(stage)).toBe(false)
    stage.deps.bbb.hasWebhooks = true
    stage.deps.clock.advance(5 * 60_000)
    expect(await workOnHook(stage)).toBe(true)
    expect(await inboundOf(stage)).toBe("on")
  })

  test.each(["unreachable", "timeout", "unauthorized", "bad_answer"] as const)(
    "that a BBB that is %s can't be asked, and asks again",
    async (trouble) => {
      const stage = await makeStage()
      await enter(stage)
      stage.deps.bbb.trouble = trouble
      await workOnHook(stage)
      expect(await inboundOf(stage)).toBe("failing")
      stage.deps.bbb.trouble = null
      stage.deps.clock.advance(21_000)
      expect(await workOnHook(stage)).toBe(true)
      expect(await inboundOf(stage)).toBe("on")
    },
  )

  test("nothing of a short outage of BBB, and that it fails once the hook may be gone", async () => {
    const stage = await makeHookedMeeting()
    stage.deps.bbb.trouble = "unreachable"
    stage.deps.clock.advance(61_000)
    await workOnHook(stage)
    expect(await inboundOf(stage)).toBe("on")
    for (let tries = 0; tries < 6; tries++) {
      stage.deps.clock.advance(21_000)
      expect(await workOnHook(stage)).toBe(true)
    }
    expect(await inboundOf(stage)).toBe("failing")
  })

  test("that BBB is silent, when not even our own line comes back", async () => {
    const stage = await makeHookedMeeting()
    const { deps, eventId } = stage
    deps.clock.advance(30_000)
    const author = await makeUser(deps, { name: "Ada" })
    await sendMessage(deps, author, { eventId, clientId: "client-1", text: "anybody there?" })
    for (const { id } of await chatOf(stage)) await relayMessage(deps, { messageId: id })
    expect(await inboundOf(stage)).toBe("on")
    deps.clock.advance(61_000)
    await workOnHook(stage)
    expect(await inboundOf(stage)).toBe("silent")
    await say(stage, { name: "Ada (live)", internalUserId: "Ada (live)" })
    expect(await inboundOf(stage)).toBe("on")
  })
})

test("a delivery that comes before the hook's id is stored is understood", async () => {
  const stage = await makeStage()
  await enter(stage)
  await say(stage, { id: "1-aaaa", text: "a &lt; b" })
  // The 2.x package sends the event first, and HTML.
  const { event, ...rest } = Object.fromEntries(
    new URLSearchParams(bodyOf([await lineEvent(stage, { id: "2-aaaa", text: "a &lt; b" })])),
  )
  await deliver(stage, new URLSearchParams({ event: event ?? "", ...rest }).toString())
  expect((await chatOf(stage)).map(({ text }) => text)).toEqual(["a &lt; b", "a < b"])
  expect(await hookOf(stage)).toMatchObject({ hookId: null })
})
