"use client"

import { type ComponentType, createContext, useContext } from "react"
import type { Question } from "#server/domain/question.ts"

export type QuestionMenuProps = { question: Question }

/** What moderators can do about who asked; null for everybody else. */
export const QuestionMenuContext = createContext<ComponentType<QuestionMenuProps> | null>(null)

export function useQuestionMenu() {
  return useContext(QuestionMenuContext)
}
