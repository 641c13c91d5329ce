import { afterEach, expect, test, vi } from "vitest"
import { overTrpc as chatOverTrpc } from "./live/chat-transport.ts"
import { overTrpc as questionsOverTrpc } from "./questions/question-transport.ts"
import { swallowing } from "./test-swallowing.ts"

afterEach(() => {
  vi.restoreAllMocks()
})

/** The end of all times-out begun until then. */
function timeUp() {
  const clock = new AbortController()
  vi.spyOn(AbortSignal, "timeout").mockReturnValue(clock.signal)
  return () => clock.abort()
}

test("a call that may not wait is given up alone, whatever else was asked for in the same moment", async () => {
  const { client, asked } = swallowing()
  const giveUp = new AbortController()
  let hasOtherSettled = false
  const since = client.chat.since.query(
    { eventId: "event", afterSeq: 0, afterRev: 0 },
    { signal: giveUp.signal },
  )
  const settle = () => {
    hasOtherSettled = true
  }
  client.live.get.query({ slug: "lecture" }).then(settle, settle)
  await expect.poll(() => asked).toEqual(["chat.since", "live.get"])
  giveUp.abort()
  await expect(since).rejects.toThrow("given up")
  expect(hasOtherSettled).toBe(false)
})

test("what may wait goes together with what else is asked for in that moment", async () => {
  const { client, asked } = swallowing()
  void client.live.get.query({ slug: "lecture" })
  void client.questions.mine.query({ eventId: "event" })
  await expect.poll(() => asked).toEqual(["live.get,questions.mine"])
})

const { client, asked } = swallowing()
const chat = chatOverTrpc(client, "event", { isSignedIn: () => true })
const questions = questionsOverTrpc(client, "event")

test.each([
  ["chat.since", () => chat.since({ afterSeq: 0, afterRev: 0 })],
  ["chat.before", () => chat.before(9)],
  ["chat.send", () => chat.send({ clientId: "client-mine", text: "hello", underAlias: false })],
  ["chat.standing", () => chat.standing()],
  ["chat.retry", () => chat.retryDelivery(9)],
  ["questions.since", () => questions.since(0)],
  ["questions.mine", () => questions.mine()],
  ["questions.ask", () => questions.ask({ clientId: "client-mine", text: "why", underAlias: false })],
  ["questions.vote", () => questions.vote("question", true)],
  ["questions.withdraw", () => questions.withdraw("question")],
  ["questions.move", () => questions.move("question", "open")],
  ["questions.answer", () => questions.answer("question", "because")],
])("a request that the network swallowed holds %s up only for a while", async (path, call) => {
  const end = timeUp()
  const answer = call()
  await expect.poll(() => asked).toContain(path)
  end()
  await expect(answer).rejects.toThrow("given up")
})
