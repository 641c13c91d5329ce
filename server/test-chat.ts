// A chat with its people, for tests of what moderators do and what becomes of it.
import { eq } from "drizzle-orm"
import { chatMessages } from "#db/chat-schema.ts"
import { audit } from "#db/schema.ts"
import type { Actor } from "./domain/policy.ts"
import type { Signal } from "./domain/signals.ts"
import { sendMessage } from "./services/chat.ts"
import { addModerator } from "./services/chat-moderators.ts"
import { saveWebinar } from "./services/webinars.ts"
import { emailOf, makeAdmin, makeUser, webinarForm } from "./test-factories.ts"
import { makeStage, type Stage } from "./test-live.ts"

export type Chat = Awaited<ReturnType<typeof makeChat>>

export async function makeChat(given?: Stage) {
  const stage = given ?? (await makeStage())
  const { deps, owner, webinarId, eventId } = stage
  const copresenter = await makeUser(deps, { name: "Karim Benali" })
  const presenterEmails = [emailOf(copresenter)]
  await saveWebinar(deps, owner, { webinarId, form: webinarForm({ presenterEmails }) })
  const moderator = await makeUser(deps, { name: "Grace Hopper" })
  await addModerator(deps, owner, { eventId, email: emailOf(moderator) })
  const ada = await makeUser(deps, { name: "Ada Lovelace" })
  return { ...stage, copresenter, moderator, admin: await makeAdmin(deps), ada }
}

let said = 0

export function say(
  { deps, eventId }: Pick<Stage, "deps" | "eventId">,
  actor: Actor,
  text: string,
  more = {},
) {
  return sendMessage(deps, actor, { eventId, clientId: `client-${++said}-x`, text, ...more })
}

/** What was said is shown, and has this place. */
export async function saySeq(chat: Pick<Stage, "deps" | "eventId">, actor: Actor, text: string, more = {}) {
  const sent = await say(chat, actor, text, more)
  if (sent.state !== "shown") throw new Error(`the message is ${sent.state}`)
  return sent.message.seq
}

export function target({ eventId }: Pick<Stage, "eventId">, seq: number) {
  return { eventId, message: { seq } }
}

export async function rowOf({ deps }: Pick<Stage, "deps">, text: string) {
  const [row] = await deps.db.select().from(chatMessages).where(eq(chatMessages.text, text))
  if (!row) throw new Error("no such message")
  return row
}

export async function auditOf({ deps }: Pick<Stage, "deps">) {
  const rows = await deps.db.select().from(audit).orderBy(audit.id)
  return rows.filter(({ action }) => action.startsWith("chat.") && action !== "chat.moderator_added")
}

/** Everything announced so far, each with its channel. */
export async function signalsOf({
  deps,
}: Pick<Stage, "deps">): Promise<{ channel: string; signal: Signal }[]> {
  await deps.ticker.idle()
  return deps.realtime.published.flatMap(({ channel, signals }) =>
    signals.map((signal) => ({ channel, signal })),
  )
}

/** Types of what one channel was told. */
export async function heardOn(chat: Pick<Stage, "deps">, channel: string) {
  return (await signalsOf(chat)).filter((each) => each.channel === channel).map(({ signal }) => signal.type)
}
