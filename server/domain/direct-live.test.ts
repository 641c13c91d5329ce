import { describe, expect, test } from "vitest"
import { type DirectFacts, type DirectPicture, pictureGoes, picturePlays } from "./direct-live.ts"
import { type LiveState, liveStateOf, nextClockChange } from "./live-state.ts"

const at = (time: string) => new Date(`2026-11-23T${time}Z`)
const START = at("09:00:00")
const END = at("10:00:00")
const UNTIL = at("10:45:00")

function plays(since: string, stretch = since): DirectPicture {
  return { playing: true, since: at(since), stretchAt: at(stretch) }
}

function gone(since: string, stretch = "09:00:30"): DirectPicture {
  return { playing: false, since: at(since), stretchAt: at(stretch) }
}

function factsOf(picture: DirectPicture | null, given: Partial<DirectFacts & { endedAt: Date }> = {}) {
  const { endedAt = null, ...direct } = given
  const opensAt = at("09:00:05")
  return {
    startAt: START,
    endAt: END,
    published: true,
    endedAt,
    livestream: null,
    direct: { picture, opensAt, until: UNTIL, ...direct },
  }
}

describe("the state follows the picture and the clock", () => {
  test.each<[string, DirectPicture | null, string, LiveState]>([
    ["long before", null, "07:00:00", "scheduled"],
    ["a test before the lobby", plays("08:35:00"), "08:40:00", "scheduled"],
    ["the lobby", null, "08:45:00", "lobby"],
    ["a test in the lobby", plays("08:50:00"), "08:59:59", "lobby"],
    ["the start, nothing there", null, "09:00:00", "waiting"],
    ["the start, with what players still have from before", plays("08:50:00"), "09:00:04", "waiting"],
    ["the start, with the picture that is there", plays("08:50:00"), "09:00:05", "live"],
    ["a test that was over before the start", gone("08:55:00"), "09:10:00", "waiting"],
    ["a picture that came late", plays("09:20:00"), "09:20:00", "live"],
    ["a picture that stopped", gone("09:30:00"), "09:30:00", "interrupted"],
    ["a picture that stopped long ago", gone("09:10:00"), "09:59:59", "interrupted"],
    ["one that came back", plays("09:31:00", "08:50:00"), "09:31:00", "live"],
    ["the end without any", null, "10:00:00", "ended"],
    ["the end, the picture off", gone("09:59:00"), "10:00:00", "ended"],
    ["the end, the picture just lost", gone("09:59:50"), "10:00:00", "interrupted"],
    ["and not back soon enough", gone("09:59:50"), "10:00:10", "ended"],
    ["an overrun", plays("09:00:30"), "10:44:59", "live"],
    ["an overrun with a short gap", plays("10:05:10", "09:00:30"), "10:06:00", "live"],
    ["an overrun that stops", gone("10:05:00"), "10:05:19", "interrupted"],
    ["an overrun that has stopped", gone("10:05:00"), "10:05:20", "ended"],
    ["an overrun when somebody else needs the broadcaster", plays("09:00:30"), "10:45:00", "ended"],
    ["a picture that came after the end", plays("10:00:00"), "10:00:10", "ended"],
    ["the picture of the next event", plays("10:50:00"), "11:10:00", "ended"],
  ])("%s", (_what, picture, now, state) => {
    expect(liveStateOf(factsOf(picture), at(now))).toBe(state)
  })

  test("ended by somebody is ended, and taken off is cancelled, whatever plays", () => {
    expect(liveStateOf(factsOf(plays("09:00:30"), { endedAt: at("09:20:00") }), at("09:20:01"))).toBe("ended")
    const withdrawn = { ...factsOf(plays("09:00:30")), published: false }
    expect(liveStateOf(withdrawn, at("09:20:01"))).toBe("cancelled")
  })

  test("with an event right after it there is no overrun, and the newcomer's players start after its start", () => {
    const picture = plays("09:00:30")
    expect(liveStateOf(factsOf(picture, { until: END }), END)).toBe("ended")
    const next = {
      ...factsOf(picture, { opensAt: at("10:00:05"), until: at("17:00:00") }),
      startAt: END,
      endAt: at("11:00:00"),
    }
    expect(liveStateOf(next, at("09:59:59"))).toBe("lobby")
    expect(liveStateOf(next, at("10:00:04"))).toBe("waiting")
    expect(liveStateOf(next, at("10:00:05"))).toBe("live")
  })
})

test("a page looks again at each moment at which the clock alone may change what it shows", () => {
  const moments = (picture: DirectPicture | null) => {
    const found: string[] = []
    let now: Date | null = at("07:00:00")
    while (now) {
      now = nextClockChange(factsOf(picture), now)
      if (now) found.push(now.toISOString().slice(11, 19))
    }
    return found
  }
  expect(moments(plays("08:50:00"))).toEqual(["08:45:00", "09:00:00", "09:00:05", "10:00:00", "10:45:00"])
  expect(moments(gone("10:05:00"))).toContain("10:05:20")
})

describe("a stretch of picture", () => {
  test("goes on over a short gap", () => {
    const first = picturePlays(null, at("09:00:30"), false)
    const lost = pictureGoes(first, at("09:59:50"))
    expect(picturePlays(lost, at("10:00:05"), false)).toEqual(plays("10:00:05", "09:00:30"))
    expect(picturePlays(lost, at("10:00:11"), false)).toEqual(plays("10:00:11"))
  })

  test("ends with a gap, however short, when the newcomer may be a test for the next event", () => {
    const lost = pictureGoes(plays("09:00:30"), at("10:02:00"))
    expect(picturePlays(lost, at("10:02:05"), true)).toEqual(plays("10:02:05"))
  })

  test("is not begun twice, nor ended twice", () => {
    expect(picturePlays(plays("09:00:30"), at("09:10:00"), false)).toEqual(plays("09:00:30"))
    expect(pictureGoes(gone("09:10:00"), at("09:20:00"))).toEqual(gone("09:10:00"))
  })
})
