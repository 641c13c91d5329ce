import type { Span } from "./gateway.ts"
import type { LivestreamState } from "./livestream.ts"

/** A webinar's plan on a gateway, margins included. */
export type PlannedBar = { webinarId: string; title: string } & Span
/** An event without a webinar on a gateway's broadcaster. */
export type EventBar = { eventId: string; title: string } & Span
export type SessionBar = {
  livestreamId: string
  webinarId: string
  title: string
  state: LivestreamState
  from: Date
  /** null: it goes on. */
  to: Date | null
}
export type TimelineLane = {
  gatewayId: string
  name: string
  inService: boolean
  maintenance: string | null
  reservations: PlannedBar[]
  events: EventBar[]
  sessions: SessionBar[]
}

/** Moments at which all gateways in service are needed, or more than there are. */
export type Pressure = Span & { wanted: number; kind: "full" | "short" }

export type Timeline = {
  lanes: TimelineLane[]
  /** Planned webinars that no gateway is held for. */
  unreserved: PlannedBar[]
  pressure: Pressure[]
  inService: number
  serverNow: Date
}

/** By the webinar's id, or the event's that has none. */
type Need = Span & { id: string }

/** Cuts the span where needs begin and end; who needs one counts once however often it is named. */
export function pressureOf(needs: readonly Need[], inService: number, span: Span): Pressure[] {
  const within = needs.filter((need) => need.from < span.to && need.to > span.from)
  const edges = [span.from, span.to, ...within.flatMap(({ from, to }) => [from, to])]
    .map((edge) => Math.min(Math.max(edge.getTime(), span.from.getTime()), span.to.getTime()))
    .sort((a, b) => a - b)
  const found: Pressure[] = []
  for (const [index, from] of edges.entries()) {
    const to = edges[index + 1]
    if (to === undefined || to === from) continue
    const wanted = wantedAt(within, from)
    if (wanted === 0 || wanted < inService) continue
    const kind = wanted > inService ? "short" : "full"
    const last = found.at(-1)
    if (last?.kind === kind && last.to.getTime() === from) {
      last.to = new Date(to)
      last.wanted = Math.max(last.wanted, wanted)
    } else found.push({ from: new Date(from), to: new Date(to), wanted, kind })
  }
  return found
}

function wantedAt(needs: readonly Need[], at: number) {
  const here = needs.filter((need) => need.from.getTime() <= at && need.to.getTime() > at)
  return new Set(here.map((need) => need.id)).size
}
