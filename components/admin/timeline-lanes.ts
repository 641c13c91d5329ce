import type { Timeline, TimelineLane } from "#server/domain/timeline.ts"

/** Gateways of which no bar tells: what is out of service, and what nothing is planned on. */
export function quietLanes({ lanes }: Pick<Timeline, "lanes">): TimelineLane[] {
  return lanes.filter(
    ({ inService, reservations, events, sessions }) =>
      !inService || reservations.length + events.length + sessions.length === 0,
  )
}
