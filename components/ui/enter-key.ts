import type { KeyboardEvent } from "react"

/** Safari no longer calls it composing when Enter chooses an input method's word (WebKit bug 165004); this code tells. */
const INPUT_METHOD_KEY_CODE = 229

type Pressed = Pick<KeyboardEvent, "key" | "shiftKey"> & {
  nativeEvent: Pick<globalThis.KeyboardEvent, "isComposing" | "keyCode">
}

/** Enter sends; with Shift it breaks the line, and an input method's Enter chooses a word. */
export function isSendingKey({ key, shiftKey, nativeEvent }: Pressed) {
  const isChoosing = nativeEvent.isComposing || nativeEvent.keyCode === INPUT_METHOD_KEY_CODE
  return key === "Enter" && !shiftKey && !isChoosing
}
