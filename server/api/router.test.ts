import superjson from "superjson"
import { describe, expect, test } from "vitest"
import { z } from "zod"
import { BATCH_ITEMS_MAX } from "#server/domain/batch.ts"
import type { Actor } from "#server/domain/policy.ts"
import { withoutKey } from "#server/test-clients.ts"
import type { TestDeps } from "#server/test-deps.ts"
import { ANYBODY, getWebinar, makeAdmin, makeTeacher, makeUser } from "#server/test-factories.ts"
import { livestreamOf, makeLive, makeStage } from "#server/test-live.ts"
import { answerCalls } from "./answer.ts"
import { appRouter } from "./router.ts"

const Failure = z.object({
  error: z.object({
    json: z.object({
      message: z.string(),
      code: z.number(),
      data: z.object({
        code: z.string(),
        httpStatus: z.number(),
        appCode: z.string(),
        fields: z.record(z.string(), z.string()),
      }),
    }),
  }),
})

/** As a browser's request comes and as its answer goes, bytes and all. */
async function post(deps: TestDeps, actor: Actor, path: string, input: unknown) {
  const request = new Request(`https://amphi.test/api/trpc/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(superjson.serialize(input)),
  })
  const response = await answerCalls(request, async () => ({ deps, actor }))
  const text = await response.text()
  return { status: response.status, text, failure: () => Failure.parse(JSON.parse(text)).error.json }
}

describe("an answer that is an error", () => {
  test("carries our code, and no message that was meant for the log", async () => {
    const stage = await makeStage()
    const stranger = await makeTeacher(stage.deps)
    const answer = await post(stage.deps, stranger, "control.start", { webinarId: stage.webinarId })
    expect(answer.status).toBe(403)
    expect(answer.failure()).toMatchObject({
      message: "forbidden",
      data: { appCode: "forbidden", fields: {} },
    })
    expect(answer.text).not.toContain(stage.webinarId)
    expect(answer.text).not.toContain("stack")
  })

  test.each([
    ["control.start", { webinarId: "nothing" }, 404, "not_found"],
    ["control.start", { webinarId: 7 }, 400, "invalid"],
    ["control.start", undefined, 400, "invalid"],
    ["control.start", { webinarId: "x".repeat(65) }, 400, "invalid"],
  ])("of %s with %o is %i %s", async (path, input, status, appCode) => {
    const stage = await makeStage()
    const answer = await post(stage.deps, stage.owner, path, input)
    expect(answer.status).toBe(status)
    expect(answer.failure()).toMatchObject({ message: appCode, data: { appCode } })
  })

  test("names the fields of a form", async () => {
    const stage = await makeStage()
    const input = {
      webinarId: stage.webinarId,
      startDate: "2026-11-23",
      startTime: "10:00",
      durationMinutes: 20,
    }
    const answer = await post(stage.deps, stage.owner, "control.reschedule", input)
    expect(answer.failure().data).toMatchObject({
      appCode: "invalid",
      fields: { durationMinutes: "badDuration" },
    })
  })

  test("names the outside system that failed, and not what it said", async () => {
    const live = await makeLive()
    live.deps.bbb.trouble = "unauthorized"
    const people = appRouter.createCaller({ deps: live.deps, actor: live.owner }).control
    await expect(people.participants({ webinarId: live.webinarId })).rejects.toMatchObject({
      code: "BAD_GATEWAY",
      cause: { code: "upstream", fields: { service: "bbb" } },
    })
  })

  test("that nobody foresaw says internal and nothing else", async () => {
    const stage = await makeStage()
    const broken = {
      ...stage.deps,
      clock: {
        ...stage.deps.clock,
        now: () => {
          throw new Error("a secret detail")
        },
      },
    }
    const answer = await post(broken, stage.owner, "control.start", { webinarId: stage.webinarId })
    expect(answer.status).toBe(500)
    expect(answer.failure()).toMatchObject({ message: "internal", data: { appCode: "internal" } })
    expect(answer.text).not.toContain("secret detail")
  })
})

describe("chat.send", () => {
  test.each([
    ["", "an empty text"],
    [" \n\u0000\u202e ", "nothing to read"],
    ["a".repeat(1001), "too long a text"],
  ])("refuses %j: %s", async (text) => {
    const stage = await makeStage()
    const input = { eventId: stage.eventId, clientId: "client-1", text }
    const answer = await post(stage.deps, await makeUser(stage.deps), "chat.send", input)
    expect(answer.failure().data.appCode).toBe("invalid")
  })

  test("stores readable text only", async () => {
    const stage = await makeStage()
    const caller = appRouter.createCaller({ deps: stage.deps, actor: await makeUser(stage.deps) })
    const text = "  e\u0301te\u0301\u202e\n\n\n\nfin\u0007 "
    const input = { eventId: stage.eventId, clientId: "client-1", text }
    expect(await caller.chat.send(input)).toMatchObject({ message: { text: "été\n\nfin" } })
    await expect(caller.chat.send({ ...input, clientId: "a b" })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    })
  })

  test("tells a closed chat as such", async () => {
    const stage = await makeStage()
    stage.deps.clock.advance(2 * 3_600_000)
    const input = { eventId: stage.eventId, clientId: "client-1", text: "hello" }
    const answer = await post(stage.deps, stage.owner, "chat.send", input)
    expect(answer.status).toBe(412)
    expect(answer.failure().data.appCode).toBe("chat_closed")
  })
})

describe("an administrator's order to a session", () => {
  test.each(["stopSession", "restartSession", "moveSession"])("%s needs a reason", async (order) => {
    const live = await makeLive()
    const admin = await makeAdmin(live.deps)
    for (const reason of [undefined, "", "  "]) {
      const input = { livestreamId: live.id, gatewayId: null, reason }
      const answer = await post(live.deps, admin, `admin.${order}`, input)
      expect(answer.failure().data.appCode).toBe("invalid")
    }
    expect(await livestreamOf(live, live.id)).toMatchObject({ state: "live", stopNote: null })
  })
})

test("everybody reads a public live page by its address, without any secret in it", async () => {
  const live = await makeLive()
  const { event, webinar } = await getWebinar(live.deps, live.webinarId)
  const caller = appRouter.createCaller({ deps: live.deps, actor: ANYBODY })
  const view = await caller.live.get({ slug: event.slug })
  expect(view).toMatchObject({ state: "live", lowLatency: true })
  expect(withoutKey(view.streamUrl)).toBe(live.gateway.playlist)
  expect(view.chat).toMatchObject({ enabled: true, open: true, canWrite: false, myId: null })
  const text = JSON.stringify(view)
  for (const secret of [webinar.joinKey, webinar.callbackKey, webinar.meetingId, live.gateway.key])
    expect(text).not.toContain(secret)
  await expect(caller.live.get({ slug: "nothing" })).rejects.toMatchObject({ code: "NOT_FOUND" })
})

test("one request holds so many calls and no more, whoever asks", async () => {
  const live = await makeLive()
  const { event } = await getWebinar(live.deps, live.webinarId)
  const statusFor = async (count: number) => {
    const calls = Array.from({ length: count }, () => "live.get")
    const input = JSON.stringify({ ...calls.map(() => superjson.serialize({ slug: event.slug })) })
    const url = `https://amphi.test/api/trpc/${calls}?batch=1&input=${encodeURIComponent(input)}`
    return (await answerCalls(new Request(url), async () => ({ deps: live.deps, actor: ANYBODY }))).status
  }
  expect(await statusFor(BATCH_ITEMS_MAX)).toBe(200)
  expect(await statusFor(BATCH_ITEMS_MAX + 1)).toBe(400)
})
