import { type EventRecord, listPublicEvents } from "#db/queries/events.ts"
import type { Deps } from "../deps.ts"
import { OVERRUN_MAX_MS } from "../domain/direct-live.ts"
import type { LiveState } from "../domain/live-state.ts"
import type { Actor } from "../domain/policy.ts"
import type { EventCard, EventList } from "../domain/views.ts"
import { eventToWatch } from "./access.ts"
import { listStates } from "./event-states.ts"

export type EventFilter = { query: string; state: "all" | "live" | "upcoming" | "past" }

/** Listed, published events; who may watch a restricted one is decided on its page. */
export async function listEvents(
  deps: Deps,
  _actor: Actor,
  { query, state }: EventFilter,
): Promise<EventList> {
  const now = deps.clock.now()
  const records = await listPublicEvents(deps.db, query, now, new Date(now.getTime() - OVERRUN_MAX_MS))
  const stateOf = await listStates(deps.db, records, now)
  const cards = records.map((record) => cardOf(record, stateOf(record)))
  const within = (wanted: EventFilter["state"], list: EventCard[]) =>
    state === "all" || state === wanted ? list : []
  return {
    live: within(
      "live",
      cards.filter((card) => card.state === "live" || card.state === "interrupted"),
    ),
    upcoming: within(
      "upcoming",
      cards.filter((card) => ["scheduled", "lobby", "waiting", "stopped"].includes(card.state)),
    ),
    past: within(
      "past",
      cards
        .filter((card) => card.state === "ended")
        .sort((a, b) => b.startAt.getTime() - a.startAt.getTime()),
    ),
  }
}

function cardOf(record: EventRecord, state: LiveState): EventCard {
  const { event } = record
  return {
    id: event.id,
    slug: event.slug,
    title: event.title,
    description: event.description,
    organiser: record.ownerName,
    startAt: event.startAt,
    endAt: event.endAt,
    state,
    restricted: event.restricted,
    listeners: event.listeners,
  }
}

/** An iCalendar file (RFC 5545) of one event. */
export async function getCalendar(deps: Deps, actor: Actor, input: { slug: string }): Promise<string> {
  const { event, ownerName } = await eventToWatch(deps.db, actor, input)
  const url = `${deps.config.publicUrl}/events/${event.slug}`
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Amphi//Amphi//EN",
    "METHOD:PUBLISH",
    "BEGIN:VEVENT",
    `UID:${event.id}@${new URL(deps.config.publicUrl).hostname}`,
    `DTSTAMP:${stamp(event.updatedAt)}`,
    `SEQUENCE:${event.version}`,
    `DTSTART:${stamp(event.startAt)}`,
    `DTEND:${stamp(event.endAt)}`,
    `SUMMARY:${escapeText(event.title)}`,
    `DESCRIPTION:${escapeText([event.description, ownerName, url].filter(Boolean).join("\n"))}`,
    `URL:${url}`,
    "END:VEVENT",
    "END:VCALENDAR",
  ]
  return `${lines.map(fold).join("\r\n")}\r\n`
}

function stamp(date: Date) {
  return date.toISOString().replace(/[-:]|\.\d{3}/g, "")
}

function escapeText(text: string) {
  return text.replace(/[\\;,]/g, (character) => `\\${character}`).replace(/\r?\n/g, "\\n")
}

/** RFC 5545 §3.1: at most 75 octets a line, continued after a space. */
function fold(line: string) {
  const pieces: string[] = []
  let piece = ""
  for (const character of line) {
    if (Buffer.byteLength(piece + character) > (pieces.length === 0 ? 75 : 74)) {
      pieces.push(piece)
      piece = ""
    }
    piece += character
  }
  return [...pieces, piece].join("\r\n ")
}
