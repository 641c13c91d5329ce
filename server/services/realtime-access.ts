import type { Deps } from "../deps.ts"
import type { Actor } from "../domain/policy.ts"
import { subjectOfChannel } from "../domain/signals.ts"
import { AppError } from "../errors.ts"
import { eventToWatch, webinarToControl } from "./access.ts"

/** null: this actor may not listen on that channel. */
export async function authorizeChannel(
  deps: Deps,
  actor: Actor,
  input: { socketId: string; channel: string },
) {
  const subject = subjectOfChannel(input.channel)
  if (!subject) return null
  try {
    if (subject.kind === "event") await eventToWatch(deps.db, actor, { id: subject.id })
    else await webinarToControl(deps.db, actor, subject.id)
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
  return deps.realtime.authorizeChannel(input.socketId, input.channel)
}
