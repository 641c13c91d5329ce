"use client"

import { useState } from "react"
import { keepTyped, typedSince } from "./typed-draft.ts"

/** A form's text, kept in the tab from the first change until `settle`. Only where nothing is painted by the server. */
export function useTyped(key: string, from: string, restore = typedSince) {
  const [text, setText] = useState(() => restore(key, from))
  return {
    text,
    change(typed: string) {
      setText(typed)
      keepTyped(key, typed === from ? null : { from, text: typed })
    },
    /** It is saved, or given up. */
    settle(saved = from) {
      setText(saved)
      keepTyped(key, null)
    },
  }
}
