"use client"

import { type FocusEvent, useState } from "react"
import type { Question } from "#server/domain/question.ts"
import { inHeldOrder } from "./question-order.ts"

/** While somebody points at the list, or goes through it by keyboard, rows stay where they are; counts go on. */
export function useHeldOrder(questions: readonly Question[]) {
  const [isPointed, setPointed] = useState(false)
  const [isFocused, setFocused] = useState(false)
  const [heldIds, setHeldIds] = useState<readonly string[]>([])
  const isHeld = isPointed || isFocused
  const hold = () => {
    if (!isHeld) setHeldIds(questions.map(({ id }) => id))
  }
  const handlers = {
    onPointerEnter() {
      hold()
      setPointed(true)
    },
    onPointerLeave: () => setPointed(false),
    onFocus(event: FocusEvent) {
      if (!event.target.matches(":focus-visible")) return
      hold()
      setFocused(true)
    },
    onBlur: () => setFocused(false),
  }
  return { shown: isHeld ? inHeldOrder(questions, heldIds) : questions, handlers }
}
