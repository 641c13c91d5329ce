"use server"

import { revalidatePath } from "next/cache"
import { attempt } from "#app/problem-of.ts"
import type { EraseAnswer } from "#components/account/erase-chat.tsx"
import { eraseMyChat } from "#server/services/erasure.ts"

export async function eraseChat(): Promise<EraseAnswer> {
  const erased = await attempt(eraseMyChat)
  if (erased.refusal) return { problem: erased.refusal.code }
  revalidatePath("/account")
  return { problem: null, isDone: erased.result.isDone }
}
