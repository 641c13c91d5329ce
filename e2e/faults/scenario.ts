import type { Play } from "./plays.ts"
import type { Stage } from "./stage.ts"

export type Scenario = {
  name: string
  /** Part of `npm test`. */
  short?: true
  /** Why it can't be held on this machine. */
  missing?(stage: Stage): string | null
  /** Seconds from lifting the fault to the truth; a throw is "not recovered". */
  run(play: Play): Promise<number>
}
