import { expect, test } from "vitest"
import { makeAdmin } from "#server/test-factories.ts"
import { advanceTo, look, makeLive, start } from "#server/test-live.ts"
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
  const { rows, total } = await listSessions(deps, admin, { query: "", state: "all", page: 1 })
  expect(total).toBe(3)
  expect(rows[1]).toMatchObject({ failure: "bbb_unauthorized", requestedBy: owner.name, stoppedBy: null })
  expect(rows[2]).toMatchObject({ state: "ended", stopReason: "admin", stoppedBy: admin.name })
})
