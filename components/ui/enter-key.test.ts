import { expect, test } from "vitest"
import { isSendingKey } from "./enter-key.ts"

const ENTER = { key: "Enter", shiftKey: false, nativeEvent: { isComposing: false, keyCode: 13 } }

test("Enter sends, Shift+Enter breaks the line", () => {
  expect(isSendingKey(ENTER)).toBe(true)
  expect(isSendingKey({ ...ENTER, shiftKey: true })).toBe(false)
  expect(isSendingKey({ ...ENTER, key: "a" })).toBe(false)
})

test.each([
  ["of most browsers", { isComposing: true, keyCode: 229 }],
  ["of Safari", { isComposing: false, keyCode: 229 }],
])("the Enter %s that chooses an input method's word sends nothing", (_, nativeEvent) => {
  expect(isSendingKey({ ...ENTER, nativeEvent })).toBe(false)
})
