import type { Deps } from "../deps.ts"
import type { Actor } from "../domain/policy.ts"
import { type ChannelSubject, subjectOfChannel } from "../domain/signals.ts"
import { AppError } from "../errors.ts"
import { eventToModerate, eventToWatch, requireUser, webinarToControl } from "./access.ts"
import { personKey } from "./chat-standing.ts"

/** null: this actor may not listen on that channel. */
export async function authorizeChannel(
  deps: Deps,
  actor: Actor,
  input: { socketId: string; channel: string },
) {
  const subject = subjectOfChannel(input.channel)
  if (!subject) return null
  try {
    await requireListener(deps, actor, subject)
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
  return deps.realtime.authorizeChannel(input.socketId, input.channel)
}

async function requireListener(deps: Deps, actor: Actor, subject: ChannelSubject) {
  switch (subject.kind) {
    case "event": {
      const { event } = await eventToWatch(deps.db, actor, { id: subject.id })
      // Who joined it while anybody may watch would go on listening once that is over.
      if (!event.restricted) throw new AppError("forbidden", "a public event has another channel")
      return
    }
    case "webinar":
      return webinarToControl(deps.db, actor, subject.id)
    case "moderation":
      return eventToModerate(deps.db, actor, subject.id)
    case "standing": {
      const user = requireUser(actor)
      if (subject.personKey !== personKey(deps.config, subject.id, user.id))
        throw new AppError("forbidden", "somebody else's channel")
      return eventToWatch(deps.db, actor, { id: subject.id })
    }
    default:
      return subject satisfies never
  }
}
