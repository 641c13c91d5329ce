import type { Play } from "./plays.ts"
import type { Stage } from "./stage.ts"

export type Scenario = {
  name: string
  /** Part of `npm test`. */
  short?: true
  /** Why it can't be held on this machine; the suite fails then. */
  missing?(stage: Stage): string | null
  /** What it needs beside one process that does everything. */
  on?: "machines"
  /** What was ordered is refused aloud, and a person has to order it again. */
  byHand?: true
  /** Seconds from lifting the fault to the truth; a throw is "not recovered". */
  run(play: Play): Promise<number>
}
