import { expect, test } from "vitest"
import type { SessionFilter } from "#server/domain/session-filter.ts"
import { makeAdmin, makeGateway, makeWebinar } from "#server/test-factories.ts"
import { advanceTo, look, makeLive, start } from "#server/test-live.ts"
import { startLive } from "./livestreams.ts"
import { stopSession } from "./session-control.ts"
import { listSessions } from "./sessions.ts"

test("administrators see every run, who asked for it, who stopped it and what failed", async () => {
  const live = await makeLive()
  const { deps, owner } = live
  const admin = await makeAdmin(deps)
  await stopSession(deps, admin, { livestreamId: live.id, reason: "fire drill" })
  await advanceTo(live, live.id, "ended")
  deps.bbb.trouble = "unauthorized"
  const failed = await start(live)
  await look(live, failed)
  deps.bbb.trouble = null
  deps.clock.advance(1_000)
  const open = await start(live)
  const list = async (state: "open" | "failed" | "all", query = "", page = 1) =>
    (await listSessions(deps, admin, { query, state, page })).rows.map((row) => row.id)
  expect(await list("all")).toEqual([open, failed, live.id])
  expect(await list("open")).toEqual([open])
  expect(await list("failed")).toEqual([failed])
  expect(await list("all", "thermo")).toHaveLength(3)
  expect(await list("all", "nothing")).toEqual([])
  expect(await list("all", "", 2)).toEqual([])
  expect(await list("all", owner.name)).toHaveLength(3)
  const { rows, total } = await listSessions(deps, admin, { query: "", state: "all", page: 1 })
  expect(total).toBe(3)
  expect(rows[1]).toMatchObject({ failure: "bbb_unauthorized", requestedBy: owner.name, stoppedBy: null })
  expect(rows[2]).toMatchObject({ state: "ended", stopReason: "admin", stoppedBy: admin.name })
})

test("sessions are found by gateway and by day, and ordered by a column", async () => {
  const live = await makeLive()
  const { deps, owner } = live
  const admin = await makeAdmin(deps)
  const other = await makeGateway(deps, { name: "another" })
  const optics = await makeWebinar(deps, owner, { title: "optics" })
  deps.clock.set(new Date("2026-11-24T09:00:00Z"))
  const { livestreamId } = await startLive(deps, owner, { webinarId: optics.webinar.id })
  const list = async (filter: Partial<SessionFilter>) =>
    (await listSessions(deps, admin, { query: "", state: "all", page: 1, ...filter })).rows.map(
      (row) => row.id,
    )
  expect(await list({ gatewayId: live.gateway.id })).toEqual([live.id])
  expect(await list({ gatewayId: other.id })).toEqual([livestreamId])
  expect(await list({ from: "2026-11-24" })).toEqual([livestreamId])
  expect(await list({ to: "2026-11-23" })).toEqual([live.id])
  expect(await list({ order: { column: "webinar", desc: false } })).toEqual([livestreamId, live.id])
  expect(await list({ order: { column: "webinar", desc: true } })).toEqual([live.id, livestreamId])
  expect(await list({ order: { column: "started", desc: false } })).toEqual([live.id, livestreamId])
})
