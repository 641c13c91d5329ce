"use server"

import { revalidatePath } from "next/cache"
import type { EraseAnswer } from "#components/account/erase-chat.tsx"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { AppError } from "#server/errors.ts"
import { eraseMyChat } from "#server/services/erasure.ts"

export async function eraseChat(): Promise<EraseAnswer> {
  try {
    const [deps, actor] = await Promise.all([getDeps(), getActor()])
    const { isDone } = await eraseMyChat(deps, actor)
    revalidatePath("/account")
    return { problem: null, isDone }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { problem: error.code }
  }
}
