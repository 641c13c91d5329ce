import { describe, expect, test } from "vitest"
import { JOBS } from "#server/jobs.ts"
import type { TestDeps } from "#server/test-deps.ts"
import { makeLive, makeStage, type Stage, waitingJobs } from "#server/test-live.ts"
import { sendMessage } from "./chat.ts"
import { giveUpMessage, relayMessage } from "./chat-relay.ts"
import { setChat } from "./livestreams.ts"
import { enterMeeting } from "./meetings.ts"
import { preflight } from "./preflight.ts"

async function chatOf({ deps, owner, webinarId }: Stage) {
  const { checks, state } = await preflight(deps, owner, { webinarId })
  const chat = checks.find((check) => check.name === "chat")
  return { state: chat?.state, finding: chat?.finding, isReady: state === "ok" }
}

async function write(live: Stage, settle: (deps: TestDeps, job: { messageId: string }) => Promise<void>) {
  await sendMessage(live.deps, live.owner, { eventId: live.eventId, clientId: "client-1", text: "Hello" })
  const [job] = await waitingJobs(live, "chat.relay")
  await settle(live.deps, JOBS["chat.relay"].parse(job?.payload))
}

describe("where BigBlueButton takes messages", () => {
  test("it is tried without a meeting, and nothing is posted anywhere", async () => {
    const stage = await makeStage()
    expect(await chatOf(stage)).toEqual({ state: "ok", finding: "chat_bbb", isReady: true })
    expect(stage.deps.bbb.calls).toContain("takesChat")
    expect(stage.deps.bbb.chat).toEqual([])
  })

  test("an open meeting with nobody in it proves no more than none", async () => {
    const stage = await makeStage()
    await enterMeeting(stage.deps, stage.owner, { webinarId: stage.webinarId, locale: "fr" })
    expect(await chatOf(stage)).toMatchObject({ state: "ok", finding: "chat_bbb" })
  })

  test("a running meeting is spared a test text: what listeners wrote is the proof", async () => {
    const live = await makeLive()
    expect(await chatOf(live)).toMatchObject({ state: "ok", finding: "chat_bbb_running" })
    expect(live.deps.bbb.chat).toEqual([])
    await write(live, relayMessage)
    expect(await chatOf(live)).toMatchObject({ state: "ok", finding: "chat_bbb_delivered" })
    expect(live.deps.bbb.chat).toHaveLength(1)
  })

  test("a message that didn't arrive is red", async () => {
    const live = await makeLive()
    await write(live, giveUpMessage)
    expect(await chatOf(live)).toEqual({ state: "failed", finding: "chat_bbb_undelivered", isReady: false })
  })

  test("a server that claims to and refuses the call is red", async () => {
    const stage = await makeStage()
    stage.deps.bbb.takesChat = () => Promise.resolve(false)
    expect(await chatOf(stage)).toMatchObject({ state: "failed", finding: "chat_bbb_refused" })
  })

  test("a server that can't be asked is only warned of here: its own line is red", async () => {
    const stage = await makeStage()
    stage.deps.bbb.trouble = "unreachable"
    expect(await chatOf(stage)).toEqual({ state: "warned", finding: "chat_unknown", isReady: false })
  })
})

describe("where BigBlueButton takes none", () => {
  async function makeOldStage() {
    const stage = await makeStage()
    stage.deps.bbb.canChat = false
    return stage
  }

  test("a gateway that types them is as good", async () => {
    const stage = await makeOldStage()
    stage.deps.gateway.canChat = true
    expect(await chatOf(stage)).toEqual({ state: "ok", finding: "chat_gateway", isReady: true })
  })

  test("and the gateway doesn't type them either, that is a warning, which stops nobody", async () => {
    const stage = await makeOldStage()
    expect(await chatOf(stage)).toEqual({ state: "warned", finding: "chat_live_page_only", isReady: true })
  })

  test("a gateway that can't be asked is not taken for one that can't type", async () => {
    const stage = await makeOldStage()
    stage.deps.gateway.dead.add(stage.gateway.url)
    expect(await chatOf(stage)).toMatchObject({ state: "warned", finding: "chat_gateway_unknown" })
  })
})

test("a chat that is switched off is not tried", async () => {
  const stage = await makeStage()
  await setChat(stage.deps, stage.owner, { webinarId: stage.webinarId, enabled: false })
  expect(await chatOf(stage)).toEqual({ state: "skipped", finding: "chat_off", isReady: true })
  expect(stage.deps.bbb.calls).not.toContain("takesChat")
})
