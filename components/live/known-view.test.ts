import { expect, test } from "vitest"
import type { LiveView } from "#server/domain/views.ts"
import { channelsOf, learn, pageStateOf, refuse } from "./known-view.ts"
import { AT } from "./test-chat.ts"

const LIVE: LiveView = {
  event: {
    id: "event",
    slug: "lecture",
    title: "Lecture",
    description: "",
    organiser: "Grace",
    startAt: AT,
    endAt: new Date(AT.getTime() + 3_600_000),
    restricted: false,
  },
  facts: {
    startAt: AT,
    endAt: new Date(AT.getTime() + 3_600_000),
    published: true,
    endedAt: null,
    livestream: { state: "live", stopReason: null, liveAt: AT, interruptedAt: null },
    direct: null,
  },
  state: "live",
  since: AT,
  replayFrom: null,
  streamUrl: "/play.m3u8",
  lowLatency: true,
  chat: {
    enabled: true,
    open: true,
    canWrite: false,
    myId: null,
    myKeys: [],
    myName: null,
    isPresenter: false,
    isModerator: false,
    channels: [],
  },
  listeners: 12,
  channel: "event-event",
  audienceChannel: "audience-event",
  version: 3,
  serverNow: AT,
}
const OF_ADA: LiveView = {
  ...LIVE,
  event: { ...LIVE.event, restricted: true },
  channel: "private-event-event",
  chat: {
    ...LIVE.chat,
    canWrite: true,
    myId: "ada",
    myName: "Ada",
    isModerator: true,
    channels: ["private-standing-event.ada", "private-moderation-event"],
  },
}

test("an event that is restricted while somebody without a session watches shows nothing more and asks to sign in", () => {
  const barred = refuse(learn(LIVE), "unauthenticated")
  expect(pageStateOf(barred, AT)).toBe("restricted")
  expect(barred.view).toMatchObject({ streamUrl: null, since: null })
})

test("a later good answer brings the page back", () => {
  const back = learn(OF_ADA)
  expect([pageStateOf(back, AT), back.view]).toEqual(["live", OF_ADA])
})

test("whose session has ended leaves the private channels, and so joins them anew when signed in again", () => {
  const barred = refuse(learn(OF_ADA), "unauthenticated")
  expect(channelsOf(barred)).toEqual(["event-event"])
  expect(barred.view.chat).toMatchObject({ myId: "ada", isModerator: false })
})

test("who is asked to sign in counts as a listener again only once they have", () => {
  expect(channelsOf(learn(LIVE))).toEqual(["event-event", "audience-event"])
  expect(channelsOf(refuse(learn(LIVE), "unauthenticated"))).toEqual(["event-event"])
  expect(channelsOf(learn(OF_ADA))).toEqual([
    "private-event-event",
    "audience-event",
    "private-standing-event.ada",
    "private-moderation-event",
  ])
})

test("what was withdrawn is withdrawn for whoever would have to sign in, too", () => {
  const withdrawn = refuse(refuse(learn(LIVE), "unauthenticated"), "not_found")
  expect([pageStateOf(withdrawn, AT), withdrawn.view.streamUrl]).toEqual(["cancelled", null])
})

test("without an answer, or with a failure, the page keeps what it knows", () => {
  const known = learn(LIVE)
  for (const code of [null, "internal", "too_many_requests"]) expect(refuse(known, code)).toBe(known)
})
