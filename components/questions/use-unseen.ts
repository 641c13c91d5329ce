"use client"

import { useEffect, useState } from "react"
import { countNewer, newestAt } from "./question-order.ts"
import type { Questions } from "./use-questions.ts"

/** How many questions came while their tab was closed. */
export function useUnseen({ all, isMine, session }: Questions, isOpen: boolean, onOpen: () => unknown) {
  const newest = newestAt(all)
  const [seenUntil, setSeenUntil] = useState(newest)
  useEffect(() => {
    if (isOpen) setSeenUntil(newest)
  }, [isOpen, newest])
  useEffect(() => {
    if (!isOpen) return
    void session.refreshMine()
    onOpen()
  }, [isOpen, session, onOpen])
  return isOpen ? 0 : countNewer(all, seenUntil, isMine)
}
