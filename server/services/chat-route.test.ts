import { expect, test } from "vitest"
import { makeStage } from "#server/test-live.ts"
import { askChatRoute, chatRouteOf } from "./chat-route.ts"

test("a gateway that can't be asked is no way for the control room, and no verdict for a message", async () => {
  const { deps, gateway } = await makeStage()
  deps.bbb.canChat = false
  deps.gateway.canChat = true
  expect(await askChatRoute(deps, gateway.id)).toBe("gateway")
  deps.gateway.dead.add(gateway.url)
  expect(await chatRouteOf(deps, gateway.id)).toBe("live_page_only")
  await expect(askChatRoute(deps, gateway.id)).rejects.toMatchObject({ reason: "unreachable" })
})

test("a BigBlueButton that can't be asked is tried all the same", async () => {
  const { deps, gateway } = await makeStage()
  deps.bbb.trouble = "unreachable"
  expect(await askChatRoute(deps, gateway.id)).toBe("bbb")
})
