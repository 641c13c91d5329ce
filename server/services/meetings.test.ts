import { writeFile } from "node:fs/promises"
import { describe, expect, test } from "vitest"
import { findSlides } from "#db/queries/webinars.ts"
import { ANYBODY, getWebinar, makeWebinar, webinarForm } from "#server/test-factories.ts"
import {
  advanceTo,
  livestreamOf,
  look,
  makeLive,
  makeStage,
  start,
  waitingJobs,
  whatListenersSee,
} from "#server/test-live.ts"
import { joinByKey } from "./join.ts"
import { restartLive } from "./livestreams.ts"
import { checkMeeting, meetingMayHaveEnded } from "./meeting-end.ts"
import { enterMeeting, listParticipants, readSlides, slidesPath } from "./meetings.ts"
import { saveWebinar } from "./webinars.ts"

async function callback(live: Awaited<ReturnType<typeof makeLive>>) {
  const { webinar } = await getWebinar(live.deps, live.webinarId)
  await meetingMayHaveEnded(live.deps, { callbackKey: webinar.callbackKey })
}

describe("a meeting that ended in BBB", () => {
  test("and called back stops the live with that reason and ends the event", async () => {
    const live = await makeLive()
    await callback(live)
    expect(await waitingJobs(live, "meeting.check")).toHaveLength(1)
    live.deps.bbb.meetings.clear()
    await checkMeeting(live.deps, { webinarId: live.webinarId, checksLeft: 10 })
    expect(await advanceTo(live, live.id, "ended")).toMatchObject({ stopReason: "meeting_ended" })
    expect(await whatListenersSee(live)).toBe("ended")
    expect((await getWebinar(live.deps, live.webinarId)).webinar.meetingCreatedAt).toBeNull()
  })

  test("is looked for a few times, because the callback comes just before the end", async () => {
    const live = await makeLive()
    await checkMeeting(live.deps, { webinarId: live.webinarId, checksLeft: 2 })
    const [job] = await waitingJobs(live, "meeting.check")
    expect(job?.payload).toEqual({ webinarId: live.webinarId, checksLeft: 1 })
    expect(job?.runAt.getTime()).toBeGreaterThan(live.deps.clock.now().getTime())
    expect(await livestreamOf(live, live.id)).toMatchObject({ state: "live" })
  })

  test("is not believed by a forged callback while it goes on", async () => {
    const live = await makeLive()
    await callback(live)
    await checkMeeting(live.deps, { webinarId: live.webinarId, checksLeft: 0 })
    expect(await look(live, live.id)).toMatchObject({ state: "live" })
    await expect(meetingMayHaveEnded(live.deps, { callbackKey: "guessed" })).rejects.toMatchObject({
      code: "not_found",
    })
  })

  test("is noticed by asking, where no callback can come", async () => {
    const live = await makeLive()
    live.deps.bbb.meetings.clear()
    live.deps.clock.advance(11_000)
    expect(await look(live, live.id)).toMatchObject({ state: "stopping", stopReason: "meeting_ended" })
  })

  test("is noticed while the picture is interrupted too, and no restart follows", async () => {
    const live = await makeLive()
    live.deps.media.playlists.clear()
    await look(live, live.id)
    live.deps.bbb.meetings.clear()
    live.deps.clock.advance(11_000)
    expect(await look(live, live.id)).toMatchObject({ state: "stopping", stopReason: "meeting_ended" })
  })

  test("calls off a restart that was under way", async () => {
    const live = await makeLive()
    await restartLive(live.deps, live.owner, { webinarId: live.webinarId })
    live.deps.bbb.meetings.clear()
    await checkMeeting(live.deps, { webinarId: live.webinarId, checksLeft: 1 })
    await advanceTo(live, live.id, "ended")
    expect(await whatListenersSee(live)).toBe("ended")
  })

  test("and was made anew under the same id is another meeting: the live of the first one ends", async () => {
    const live = await makeLive()
    live.deps.bbb.meetings.clear()
    live.deps.clock.advance(11_000)
    await enterMeeting(live.deps, live.owner, { webinarId: live.webinarId, locale: "fr" })
    expect(await livestreamOf(live, live.id)).toMatchObject({
      state: "stopping",
      stopReason: "meeting_ended",
    })
    expect((await getWebinar(live.deps, live.webinarId)).webinar.meetingCreatedAt).not.toBeNull()
  })

  test.each(["unreachable", "timeout", "unauthorized", "bad_answer"] as const)(
    "is not concluded from a BBB that is %s",
    async (trouble) => {
      const live = await makeLive()
      live.deps.bbb.trouble = trouble
      for (let looks = 0; looks < 5; looks++) {
        live.deps.clock.advance(11_000)
        live.deps.media.play(live.gateway.playlist)
        await look(live, live.id)
      }
      await expect(
        checkMeeting(live.deps, { webinarId: live.webinarId, checksLeft: 3 }),
      ).rejects.toMatchObject({ service: "bbb" })
      expect(await livestreamOf(live, live.id)).toMatchObject({ state: "live" })
    },
  )
})

describe("entering", () => {
  test("makes the meeting and lets the presenter in as moderator", async () => {
    const stage = await makeStage()
    await enterMeeting(stage.deps, stage.owner, { webinarId: stage.webinarId, locale: "fr" })
    expect(stage.deps.bbb.meetings.get(stage.meetingId)?.asked).toMatchObject({
      name: "Thermodynamics",
      guestPolicy: "always_accept",
      muteOnStart: true,
      endCallbackUrl: expect.stringContaining("https://amphi.test/api/bbb/ended/"),
    })
    expect(stage.deps.bbb.joined).toMatchObject([
      { kind: "person", role: "moderator", userId: stage.owner.id, name: stage.owner.name },
    ])
  })

  test("by the speakers' key waits for the meeting, then asks for a name", async () => {
    const stage = await makeStage()
    const { webinar } = await getWebinar(stage.deps, stage.webinarId)
    const speaker = { key: webinar.joinKey, name: " Ada ", locale: "en" }
    await expect(joinByKey(stage.deps, ANYBODY, speaker)).rejects.toMatchObject({ code: "conflict" })
    await enterMeeting(stage.deps, stage.owner, { webinarId: stage.webinarId, locale: "fr" })
    await expect(joinByKey(stage.deps, ANYBODY, { ...speaker, name: " " })).rejects.toMatchObject({
      code: "invalid",
    })
    await joinByKey(stage.deps, ANYBODY, speaker)
    expect(stage.deps.bbb.joined.at(-1)).toMatchObject({ name: "Ada", role: "viewer" })
  })

  test("by a room key is for the gateway's browser, while its livestream runs", async () => {
    const stage = await makeStage()
    const id = await start(stage)
    const { roomKey } = await advanceTo(stage, id, "waiting_for_picture")
    const gateway = { key: roomKey, name: "whatever", locale: "en" }
    await joinByKey(stage.deps, ANYBODY, gateway)
    expect(stage.deps.bbb.joined.at(-1)).toMatchObject({
      kind: "streaming_user",
      userId: `stream-${id}`,
      role: "viewer",
      showChat: false,
    })
    stage.deps.clock.advance(130_000)
    await advanceTo(stage, id, "failed")
    await expect(joinByKey(stage.deps, ANYBODY, gateway)).rejects.toMatchObject({ code: "not_found" })
  })

  test("a plain meeting keeps its guest policy", async () => {
    const stage = await makeStage()
    const plain = await makeWebinar(stage.deps, stage.owner, {
      isWebinar: false,
      guestPolicy: "ask_moderator",
    })
    await enterMeeting(stage.deps, stage.owner, { webinarId: plain.webinar.id, locale: "fr" })
    expect(stage.deps.bbb.meetings.get(plain.webinar.meetingId)?.asked.guestPolicy).toBe("ask_moderator")
  })
})

test("participants are told, the streaming user marked as such", async () => {
  const live = await makeLive()
  live.deps.bbb.enter(live.meetingId, live.owner.id)
  const people = await listParticipants(live.deps, live.owner, { webinarId: live.webinarId })
  expect(people.map(({ userId, isStreamingUser }) => [userId, isStreamingUser])).toEqual([
    [`stream-${live.id}`, true],
    [live.owner.id, false],
  ])
})

describe("slides", () => {
  async function withSlides(bytes: Uint8Array) {
    const stage = await makeStage()
    const form = webinarForm()
    await saveWebinar(stage.deps, stage.owner, {
      webinarId: stage.webinarId,
      form,
      slides: { filename: "été 1.pdf", bytes },
    })
    await enterMeeting(stage.deps, stage.owner, { webinarId: stage.webinarId, locale: "fr" })
    const stored = await findSlides(stage.deps.db, { webinarId: stage.webinarId })
    if (!stored) throw new Error("no slides were stored")
    return { stage, stored, given: stage.deps.bbb.meetings.get(stage.meetingId)?.asked.slides }
  }

  test("that are small travel in the call", async () => {
    const bytes = new Uint8Array([1, 2, 3])
    const { given } = await withSlides(bytes)
    expect(given).toEqual([{ name: "été 1.pdf", content: { bytes: Buffer.from(bytes) } }])
  })

  test("that are big are fetched by BBB under an unguessable address", async () => {
    const { given, stage, stored } = await withSlides(new Uint8Array(1_000_001))
    const url = `https://amphi.test/api/slides/${stored.fetchKey}/%C3%A9t%C3%A9%201.pdf`
    expect(given).toEqual([{ name: "été 1.pdf", content: { url } }])
    await writeFile(slidesPath(stage.deps, stored.id), "here")
    expect(Buffer.from((await readSlides(stage.deps, stored)).bytes).toString()).toBe("here")
    await expect(readSlides(stage.deps, { fetchKey: "guessed" })).rejects.toMatchObject({ code: "not_found" })
  })
})
