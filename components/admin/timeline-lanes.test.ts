import { expect, test } from "vitest"
import type { TimelineLane } from "#server/domain/timeline.ts"
import { quietLanes } from "./timeline-lanes.ts"

const SPAN = { from: new Date("2026-11-23T09:00:00Z"), to: new Date("2026-11-23T10:00:00Z") }
const BAR = { webinarId: "w", title: "Optics", ...SPAN }

function lane(gatewayId: string, given: Partial<TimelineLane> = {}): TimelineLane {
  const empty = { reservations: [], events: [], sessions: [] }
  return { gatewayId, name: gatewayId, inService: true, maintenance: null, ...empty, ...given }
}

test("a gateway out of service, or without a bar, isn't passed over in silence", () => {
  const lanes = [
    lane("booked", { reservations: [BAR] }),
    lane("free"),
    lane("broken", { inService: false, maintenance: "new disks" }),
    lane("broken and booked", { inService: false, reservations: [BAR] }),
  ]
  expect(quietLanes({ lanes }).map(({ name }) => name)).toEqual(["free", "broken", "broken and booked"])
})
