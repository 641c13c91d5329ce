// What every act of moderation has in common: one transaction with its line in the audit, then a line in the log.

import type { Reader } from "#db/client.ts"
import { type Tx, write } from "#db/client.ts"
import { type ChatRow, findMessage, findMessageBySeq } from "#db/queries/chat.ts"
import type { Deps } from "../deps.ts"
import type { AuditAction, AuditDetail, Thing } from "../domain/audit.ts"
import type { MessageTarget } from "../domain/moderation.ts"
import type { Actor } from "../domain/policy.ts"
import { moderationChannel } from "../domain/signals.ts"
import { AppError } from "../errors.ts"
import type { VisibleEvent } from "./access.ts"
import { record, webinarThing } from "./audit.ts"

/** Never with what was written. */
export type Act<T> = { action: Extract<AuditAction, `chat.${string}`>; detail?: AuditDetail; result: T }

/** null, from `run` as from here: there was nothing to do, and nothing is recorded. */
export async function moderate<T>(
  deps: Deps,
  actor: Actor,
  visible: VisibleEvent,
  run: (tx: Tx) => Promise<Act<T> | null>,
): Promise<T | null> {
  const act = await write(deps.db, async (tx) => {
    const done = await run(tx)
    if (!done) return null
    const { action, detail = {} } = done
    await record(tx, actor, { at: deps.clock.now(), action, thing: thingOf(visible), detail })
    return done
  })
  if (!act) return null
  const { webinarId, event } = visible
  const { message, question } = act.detail ?? {}
  const by = actor.kind === "user" ? actor.id : null
  deps.log.info(
    { webinar: webinarId, title: event.title, act: act.action, message, question, by },
    "webinar chat moderated",
  )
  return act.result
}

function thingOf({ webinar, event }: VisibleEvent): Thing {
  return webinar ? webinarThing(webinar) : { kind: "event", id: event.id, name: event.title }
}

/** The message as it is in this transaction. */
export async function targetOf(reader: Reader, { eventId, message }: MessageTarget): Promise<ChatRow> {
  const row =
    "seq" in message
      ? await findMessageBySeq(reader, eventId, message.seq)
      : await findMessage(reader, message.id)
  if (row?.eventId !== eventId) throw new AppError("not_found", "no such message in this event")
  return row
}

/** What the audit calls a message: its place, or its id where it has none. */
export function nameOfMessage({ seq, id }: Pick<ChatRow, "seq" | "id">) {
  return seq === null ? id : String(seq)
}

/** The other moderators' pages. */
export function announceModeration(deps: Deps, eventId: string) {
  deps.ticker.add(moderationChannel(eventId), { type: "moderation.changed" })
}
