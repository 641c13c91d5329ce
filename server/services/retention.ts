// How long a chat is kept: presenters choose within what the installation allows.
import { type Reader, write } from "#db/client.ts"
import { findLastEnd, keepChatDays } from "#db/queries/archive.ts"
import type { EventRow } from "#db/queries/webinars.ts"
import type { Config } from "../config.ts"
import type { Deps } from "../deps.ts"
import type { Actor } from "../domain/policy.ts"
import { deleteAt, type KeepDays, keptDays, type Retention } from "../domain/retention.ts"
import { AppError } from "../errors.ts"
import { webinarToControl } from "./access.ts"
import { record, webinarThing } from "./audit.ts"
import { rulesOf } from "./chat-rules.ts"

export async function getRetention(
  deps: Deps,
  actor: Actor,
  { webinarId }: { webinarId: string },
): Promise<Retention> {
  const { event } = await webinarToControl(deps.db, actor, webinarId)
  return retentionOf(deps.db, deps.config, event)
}

export async function setRetention(
  deps: Deps,
  actor: Actor,
  { webinarId, keepDays }: { webinarId: string; keepDays: KeepDays },
): Promise<Retention> {
  const subject = await webinarToControl(deps.db, actor, webinarId)
  const maxDays = deps.config.chatKeepDays
  if (keepDays !== null && maxDays !== null && keepDays > maxDays)
    throw new AppError("invalid", "longer than the installation keeps a chat", {
      fields: { keepDays: "badNumber" },
    })
  await write(deps.db, async (tx) => {
    await keepChatDays(tx, subject.event.id, keepDays)
    await record(tx, actor, {
      at: deps.clock.now(),
      action: "transcript.kept",
      thing: webinarThing(subject),
      detail: { days: keepDays === null ? "not limited" : String(keepDays) },
    })
  })
  return retentionOf(deps.db, deps.config, subject.event)
}

export async function retentionOf(
  reader: Reader,
  { chatKeepDays }: Pick<Config, "chatKeepDays">,
  event: EventRow,
): Promise<Retention> {
  const { keepDays } = await rulesOf(reader, event.id)
  const ends = [event.endAt, event.endedAt, await findLastEnd(reader, event.id)]
  const endAt = new Date(Math.max(...ends.map((end) => end?.getTime() ?? 0)))
  return {
    chosenDays: keepDays,
    maxDays: chatKeepDays,
    endAt,
    deleteAt: deleteAt(endAt, keptDays(keepDays, chatKeepDays)),
  }
}
