import { describe, expect, test } from "vitest"
import { pulseVotes } from "#db/chat-schema.ts"
import { SLOW_TICK_MS } from "#server/deps.ts"
import { PULSE_FADES_MS, PULSE_SHOWN_FROM, type Pulse } from "#server/domain/pulse.ts"
import { webinarChannel } from "#server/domain/signals.ts"
import { ANYBODY, makeTeacher, makeUser } from "#server/test-factories.ts"
import { makeLive, makeStage, type Stage } from "#server/test-live.ts"
import { makePeople } from "#server/test-questions.ts"
import { forgetPulses, getPulse, setPulse } from "./pulse.ts"

async function gauge({ deps, owner, webinarId }: Stage) {
  return getPulse(deps, owner, { webinarId })
}

async function feel({ deps, eventId }: Stage, value: Pulse | null, actors: Parameters<typeof setPulse>[1][]) {
  for (const actor of actors) await setPulse(deps, actor, { eventId, value })
}

describe("how listeners follow", () => {
  test("is counted once per person, and a new answer takes the place of the last", async () => {
    const stage = await makeLive()
    const people = await makePeople(stage.deps, PULSE_SHOWN_FROM)
    await feel(stage, "fine", people)
    await feel(stage, "lost", people.slice(0, 2))
    expect(await gauge(stage)).toEqual({
      answers: PULSE_SHOWN_FROM,
      counts: { too_fast: 0, fine: PULSE_SHOWN_FROM - 2, lost: 2 },
    })
    await feel(stage, null, people.slice(0, 1))
    expect((await gauge(stage)).answers).toBe(PULSE_SHOWN_FROM - 1)
  })

  test("is told as a number only while there are few answers", async () => {
    const stage = await makeLive()
    await feel(stage, "lost", await makePeople(stage.deps, PULSE_SHOWN_FROM - 1))
    expect(await gauge(stage)).toEqual({ answers: PULSE_SHOWN_FROM - 1, counts: null })
  })

  test("fades after a minute, answer by answer", async () => {
    const stage = await makeLive()
    const [early, late] = await makePeople(stage.deps, 2)
    if (!early || !late) throw new Error("nobody was made")
    await feel(stage, "lost", [early])
    stage.deps.clock.advance(PULSE_FADES_MS - 1)
    await feel(stage, "fine", [late])
    expect((await gauge(stage)).answers).toBe(2)
    stage.deps.clock.advance(1)
    expect((await gauge(stage)).answers).toBe(1)
    await forgetPulses(stage.deps)
    expect(await stage.deps.db.select().from(pulseVotes)).toMatchObject([{ value: "fine" }])
  })

  test("is kept without a trace of who answered", async () => {
    const stage = await makeLive()
    const ada = await makeUser(stage.deps)
    await feel(stage, "lost", [ada])
    const rows = await stage.deps.db.select().from(pulseVotes)
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(ada.id)
  })

  test("is asked of signed-in listeners while something is on air", async () => {
    const stage = await makeLive()
    const { owner } = stage
    await expect(feel(stage, "fine", [ANYBODY])).rejects.toMatchObject({ code: "unauthenticated" })
    await expect(feel(stage, "fine", [owner])).rejects.toMatchObject({ code: "forbidden" })
    const lobby = await makeStage()
    const ada = await makeUser(lobby.deps)
    await expect(feel(lobby, "fine", [ada])).rejects.toMatchObject({ code: "conflict" })
  })

  test("is shown to presenters only", async () => {
    const stage = await makeLive()
    const { deps, webinarId } = stage
    await expect(getPulse(deps, await makeTeacher(deps), { webinarId })).rejects.toMatchObject({
      code: "forbidden",
    })
    await expect(getPulse(deps, ANYBODY, { webinarId })).rejects.toMatchObject({ code: "unauthenticated" })
  })

  test("is announced to presenters at most once a second, however many answer", async () => {
    const stage = await makeLive()
    const { deps, webinarId } = stage
    const people = await makePeople(deps, 20)
    deps.realtime.published.length = 0
    const beganAt = performance.now()
    await Promise.all(people.map((person) => feel(stage, "fine", [person])))
    await deps.slowTicker.idle()
    const told = deps.realtime.published.filter(({ signals }) =>
      signals.some(({ type }) => type === "pulse.changed"),
    )
    expect(told.every(({ channel }) => channel === webinarChannel(webinarId))).toBe(true)
    expect(told.length).toBeGreaterThan(0)
    expect(told.length).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - beganAt) / SLOW_TICK_MS))
  })
})
