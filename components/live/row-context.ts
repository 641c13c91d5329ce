"use client"

import { type ComponentType, createContext, useContext } from "react"
import type { ChatMessage } from "#server/domain/chat.ts"

export type RowMenuProps = { message: ChatMessage }

export type RowContext = {
  /** The `authorKey` of the reader's own messages under their pseudonym. */
  aliasKey: string | null
  /** What moderators can do with a message; null for everybody else. */
  RowMenu: ComponentType<RowMenuProps> | null
}

/** What all rows of a chat share, so that the list between needn't hand it on. */
export const RowContext = createContext<RowContext>({ aliasKey: null, RowMenu: null })

export function useRowContext() {
  return useContext(RowContext)
}
