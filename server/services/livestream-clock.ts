// Deadlines when the clock jumps: what a step was given isn't used up by a jump, nor does it last as long as one.
import { write } from "#db/client.ts"
import { type LivestreamRow, noteLivestream } from "#db/queries/livestreams.ts"
import type { Deps } from "../deps.ts"
import { elapsed, notToCome } from "../domain/elapsed.ts"
import { factsOf, type Run } from "./livestream-run.ts"

/** No look comes as late as this by itself: a killed worker is taken over after ten seconds. */
const LATE_LOOK_MS = 30_000
const COUNTED_FROM = ["stateAt", "gatewayJoinedAt", "browserCameAt", "mediaAdvancedAt"] as const

/**
 * A clock set back leaves moments to come: they count from now. A look far behind its time (a clock set forward, a machine
 * that slept, nobody at work) saw nothing of what passed: that time isn't counted.
 */
export async function keepTime(deps: Deps, run: Run): Promise<Run> {
  const { livestream, held } = run
  const now = deps.clock.now()
  const lateMs = held ? elapsed(now, held.runAt) : 0
  const unseenMs = lateMs > LATE_LOOK_MS && Number.isFinite(lateMs) ? lateMs : 0
  const moved: Partial<LivestreamRow> = {}
  for (const field of COUNTED_FROM) {
    const before = livestream[field]
    if (!before) continue
    const after = notToCome(
      now,
      new Date(Math.min(before.getTime() + unseenMs, Math.max(now.getTime(), before.getTime()))),
    )
    if (after.getTime() !== before.getTime()) moved[field] = after
  }
  if (Object.keys(moved).length === 0) return run
  deps.log.warn({ ...factsOf(run), lateMs: unseenMs }, "webinar live: the clock jumped, or nobody looked")
  const row = await write(deps.db, (tx) => noteLivestream(tx, livestream.id, livestream.state, moved))
  return row ? { ...run, livestream: row } : run
}
