import type { Play } from "./plays.ts"

export type Scenario = {
  name: string
  /** Part of `npm test`. */
  short?: true
  /** Seconds from lifting the fault to the truth; a throw is "not recovered". */
  run(play: Play): Promise<number>
}
