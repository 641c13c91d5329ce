import { describe, expect, onTestFinished, test } from "vitest"
import { write } from "#db/client.ts"
import { claimJob, findLaneHead, settleJob } from "#db/queries/jobs.ts"
import { NotBefore } from "#server/jobs.ts"
import { makeUser } from "#server/test-factories.ts"
import { chatOf, type GivenLine, say as hear, makeHookedMeeting } from "#server/test-hooks.ts"
import type { Stage } from "#server/test-live.ts"
import { startWorker } from "#server/worker.ts"
import { sendMessage } from "./chat.ts"
import { chatLane } from "./chat-lane.ts"
import { relayMessage } from "./chat-relay.ts"
import { keepHook } from "./meeting-hooks.ts"

const PATIENT = { timeout: 20_000, interval: 20 }
const LEASE_MS = 10_000

async function say(stage: Stage, text: string) {
  const ada = await makeUser(stage.deps, { name: "Ada" })
  await sendMessage(stage.deps, ada, { eventId: stage.eventId, clientId: "client-1", text })
  const row = (await chatOf(stage)).at(-1)
  if (!row) throw new Error("the message was not stored")
  return row
}

/** As the worker does it with the head of the lane. */
async function relay({ deps, eventId }: Stage, messageId: string) {
  await relayMessage(deps, { messageId })
  await write(deps.db, async (tx) => {
    const head = await findLaneHead(tx, chatLane(eventId))
    if (head) await settleJob(tx, head.id, deps.clock.now())
  })
}

/** What the meeting's chat shows. */
function shown({ deps }: Stage) {
  return deps.bbb.chat.map(({ text }) => text)
}

/** BBB tells of a line that the API brought in; ids are the line's own. */
async function echo(stage: Stage, index: number, line: GivenLine = {}) {
  const { senderName, text } = stage.deps.bbb.chat[index] ?? { senderName: "", text: "" }
  await hear(stage, { id: `echo-${index}`, text, name: senderName, internalUserId: senderName, ...line })
}

async function deliveryOf(stage: Stage, id: string) {
  return (await chatOf(stage)).find((row) => row.id === id)?.delivery
}

describe("a line whose answer was lost", () => {
  test.each(["timeout", "unreachable", "bad_answer", "failed"] as const)(
    "(%s) is told by its echo, and isn't sent again",
    async (reason) => {
      const stage = await makeHookedMeeting()
      const { id } = await say(stage, "hello")
      stage.deps.bbb.losesAnswer = reason
      await expect(relay(stage, id)).rejects.toBeInstanceOf(NotBefore)
      stage.deps.bbb.losesAnswer = null
      await echo(stage, 0)
      await relay(stage, id)
      expect(shown(stage)).toEqual(["hello"])
      expect(await deliveryOf(stage, id)).toBe("in_meeting")
    },
  )

  test("and came back before the failure has arrived already", async () => {
    const stage = await makeHookedMeeting()
    const { id } = await say(stage, "hello")
    const { sendChatMessage } = stage.deps.bbb
    stage.deps.bbb.losesAnswer = "timeout"
    stage.deps.bbb.sendChatMessage = async (line) => {
      await sendChatMessage(line).finally(() => echo(stage, 0))
    }
    await relay(stage, id)
    expect(shown(stage)).toEqual(["hello"])
    expect(await deliveryOf(stage, id)).toBe("in_meeting")
  })

  test("is brought forward by its echo", async () => {
    const stage = await makeHookedMeeting()
    const { id } = await say(stage, "hello")
    stage.deps.bbb.losesAnswer = "timeout"
    work(stage)
    await expect.poll(() => shown(stage), PATIENT).toEqual(["hello"])
    const isWaiting = async () => (await findLaneHead(stage.deps.db, chatLane(stage.eventId)))?.lastError
    await expect.poll(isWaiting, PATIENT).toContain("echo")
    await echo(stage, 0)
    await expect.poll(() => deliveryOf(stage, id), PATIENT).toBe("in_meeting")
    expect(shown(stage)).toEqual(["hello"])
  })

  test("is sent again when no echo comes: twice is better than never", async () => {
    const stage = await makeHookedMeeting()
    const { id } = await say(stage, "hello")
    stage.deps.bbb.losesAnswer = "timeout"
    await expect(relay(stage, id)).rejects.toBeInstanceOf(NotBefore)
    stage.deps.bbb.losesAnswer = null
    await relay(stage, id)
    expect(shown(stage)).toEqual(["hello", "hello"])
  })

  test("isn't waited for where BBB has no webhooks", async () => {
    const stage = await makeHookedMeeting()
    const { id } = await say(stage, "hello")
    stage.deps.bbb.hasWebhooks = false
    await keepHook(stage.deps, { webinarId: stage.webinarId })
    stage.deps.bbb.losesAnswer = "timeout"
    await expect(relay(stage, id)).rejects.toMatchObject({ reason: "timeout", retryable: true })
  })

  test("may be any piece of a long text: each is in the meeting once, in order", async () => {
    const stage = await makeHookedMeeting()
    const words = Array.from({ length: 180 }, (_, index) => `w${index}`)
    const { id } = await say(stage, words.join(" "))
    stage.deps.bbb.losesAnswer = "timeout"
    await expect(relay(stage, id)).rejects.toBeInstanceOf(NotBefore)
    await echo(stage, 0)
    // The same delivery again is no second piece.
    await echo(stage, 0)
    await expect(relay(stage, id)).rejects.toBeInstanceOf(NotBefore)
    await echo(stage, 1)
    await relay(stage, id)
    expect(shown(stage).join(" ").split(" ")).toEqual(words)
    expect(await deliveryOf(stage, id)).toBe("in_meeting")
  })
})

describe("an echo that proves nothing", () => {
  test("is that of the same words said before, however late it comes", async () => {
    const stage = await makeHookedMeeting()
    const first = await say(stage, "yes")
    const second = await say(stage, "yes")
    await relay(stage, first.id)
    await echo(stage, 0)
    expect((await chatOf(stage)).map(({ deliveredPieces }) => deliveredPieces)).toEqual([1, 0])
    await relay(stage, second.id)
    expect(shown(stage)).toEqual(["yes", "yes"])
  })

  test("is that of a piece that stands twice in one message", async () => {
    const stage = await makeHookedMeeting()
    const { id } = await say(stage, "b".repeat(1_000))
    stage.deps.bbb.losesAnswer = "timeout"
    await expect(relay(stage, id)).rejects.toBeInstanceOf(NotBefore)
    await echo(stage, 0)
    expect(await chatOf(stage)).toMatchObject([{ deliveredPieces: 0 }])
  })

  test.each<[string, GivenLine]>([
    ["somebody in the meeting with such a name", { internalUserId: "w_xfsb9gxtlfom" }],
    ["another author", { name: "Bea (live)", internalUserId: "Bea (live)" }],
    ["other words", { text: "goodbye" }],
  ])("is that of %s", async (_what, line) => {
    const stage = await makeHookedMeeting()
    const { id } = await say(stage, "hello")
    stage.deps.bbb.losesAnswer = "timeout"
    await expect(relay(stage, id)).rejects.toBeInstanceOf(NotBefore)
    await echo(stage, 0, line)
    expect((await chatOf(stage))[0]).toMatchObject({ id, deliveredPieces: 0 })
  })
})

describe("a worker that died between sending and storing", () => {
  /** The line stands in the meeting, and the lease is out. */
  async function died() {
    const stage = await makeHookedMeeting()
    const { deps, meetingId } = stage
    const { id } = await say(stage, "hello")
    const until = new Date(deps.clock.now().getTime() + LEASE_MS)
    await write(deps.db, (tx) => claimJob(tx, "the dead worker", deps.clock.now(), until))
    await deps.bbb.sendChatMessage({ meetingId, senderName: "Ada (live)", text: "hello" })
    deps.clock.advance(LEASE_MS + 1)
    return { ...stage, id }
  }

  test("has its line told by the echo, that comes only now", async () => {
    const stage = await died()
    work(stage)
    const isWaiting = async () => (await findLaneHead(stage.deps.db, chatLane(stage.eventId)))?.lastError
    await expect.poll(isWaiting, PATIENT).toContain("echo")
    await echo(stage, 0)
    await expect.poll(() => deliveryOf(stage, stage.id), PATIENT).toBe("in_meeting")
    expect(shown(stage)).toEqual(["hello"])
  })

  test("has it sent again when no echo comes for some seconds", async () => {
    const stage = await died()
    const worker = work(stage)
    await expect
      .poll(async () => {
        stage.deps.clock.advance(1_000)
        worker.wake()
        return shown(stage)
      }, PATIENT)
      .toEqual(["hello", "hello"])
    await expect.poll(() => deliveryOf(stage, stage.id), PATIENT).toBe("in_meeting")
  })
})

function work({ deps }: Stage) {
  const worker = startWorker(deps)
  deps.wakeWorker = worker.wake
  onTestFinished(() => worker.stop())
  return worker
}
