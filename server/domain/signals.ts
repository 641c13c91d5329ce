import { z } from "zod"
import { ChatChange, ChatHead, ChatMessage } from "./chat.ts"
import { ChatRulesView } from "./chat-rules.ts"
import { QuestionChange } from "./question.ts"
import { RevRange } from "./rev-ranges.ts"

/** Announced on realtime channels, possibly lost: the database is the truth and pages re-read it. */
export const Signal = z.discriminatedUnion("type", [
  /** The live page's state, dates or title changed: read `live.get` again. */
  z.object({ type: z.literal("live.changed") }),
  /** What `live.get` would say, again and again: who knows an older version lost a signal, and reads. */
  z.object({ type: z.literal("live.head"), version: z.number(), listeners: z.number().int() }),
  z.object({ type: z.literal("chat.sent"), messages: z.array(ChatMessage) }),
  z.object({ type: z.literal("chat.changed"), changes: z.array(ChatChange) }),
  /** How far the chat has come: who is behind lost a signal, and asks. */
  z.object({ type: z.literal("chat.head"), head: ChatHead }),
  z.object({ type: z.literal("chat.rules"), rules: ChatRulesView }),
  /** Of each question how it is now; `revs` are all the changes that this sums up, also those of a vote each. */
  z.object({
    type: z.literal("question.changed"),
    changes: z.array(QuestionChange),
    revs: z.array(RevRange),
  }),
  /** The number of the questions' last change: who is behind lost a signal, and asks. */
  z.object({ type: z.literal("question.head"), rev: z.number().int() }),
  /** How listeners follow, for presenters: read `pulse.get` again. */
  z.object({ type: z.literal("pulse.changed") }),
  /** What this person may do in the chat changed: read `chat.standing` again. */
  z.object({ type: z.literal("standing.changed") }),
  /** Something that moderators keep an eye on changed: read it again. */
  z.object({ type: z.literal("moderation.changed") }),
  z.object({ type: z.literal("audience.changed"), listeners: z.number().int() }),
  /** Something that presenters see changed: read `control.get` again. */
  z.object({ type: z.literal("control.changed") }),
])
export type Signal = z.infer<typeof Signal>

export const SIGNAL_EVENT = "signals"
export const SignalBatch = z.object({ signals: z.array(Signal) })

/** Listeners' channel. Restricted events need an authorised subscription. */
export function eventChannel(event: { id: string; restricted: boolean }) {
  return event.restricted ? `private-event-${event.id}` : `event-${event.id}`
}

/** Holds one socket per listening page and carries nothing: its size is the number of listeners. */
export function audienceChannel(event: { id: string }) {
  return `audience-${event.id}`
}

export function webinarChannel(webinarId: string) {
  return `private-webinar-${webinarId}`
}

/** What is said on it concerns one person in one event; `personKey` doesn't tell who that is. */
export function standingChannel(eventId: string, personKey: string) {
  return `private-standing-${eventId}.${personKey}`
}

export function moderationChannel(eventId: string) {
  return `private-moderation-${eventId}`
}

export type ChannelSubject =
  | { kind: "event" | "webinar" | "moderation"; id: string }
  | { kind: "standing"; id: string; personKey: string }

const CHANNEL = /^private-(event|webinar|moderation)-([A-Za-z0-9_-]+)$/
const STANDING_CHANNEL = /^private-standing-([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/

export function subjectOfChannel(channel: string): ChannelSubject | null {
  const [, id, personKey] = STANDING_CHANNEL.exec(channel) ?? []
  if (id && personKey) return { kind: "standing", id, personKey }
  const [, kind, subjectId] = CHANNEL.exec(channel) ?? []
  if (!subjectId) return null
  return kind === "event" || kind === "webinar" || kind === "moderation" ? { kind, id: subjectId } : null
}
