import { expect, test } from "vitest"
import { joinRanges, type RevRange } from "./rev-ranges.ts"

test.each<[RevRange[], RevRange[]]>([
  [[], []],
  [
    [
      [3, 3],
      [1, 2],
    ],
    [[1, 3]],
  ],
  [
    [
      [1, 5],
      [2, 3],
    ],
    [[1, 5]],
  ],
  [
    [
      [1, 1],
      [3, 4],
      [7, 7],
    ],
    [
      [1, 1],
      [3, 4],
      [7, 7],
    ],
  ],
  [
    [
      [5, 9],
      [1, 4],
      [2, 6],
    ],
    [[1, 9]],
  ],
])("%j together are %j", (ranges, joined) => expect(joinRanges(ranges)).toEqual(joined))
