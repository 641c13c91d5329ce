import { expect, test } from "vitest"
import { swallowing } from "#components/test-swallowing.ts"
import { overTrpc } from "./chat-transport.ts"

test("what somebody may do here is asked for as soon as somebody is signed in, also on an open page", async () => {
  const { client, asked } = swallowing()
  let isSignedIn = false
  const chat = overTrpc(client, "event", { isSignedIn: () => isSignedIn })
  expect(await chat.standing()).toBeNull()
  isSignedIn = true
  void chat.standing()
  await expect.poll(() => asked).toEqual(["chat.standing"])
})
