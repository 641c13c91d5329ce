import { expect, test } from "vitest"
import { installTimestampOffsetShim } from "./shaka-shim.ts"

test("a negative offset loses the millisecond that shaka adds, once, and others stay as they are", () => {
  const stored: number[] = []
  const prototype = Object.defineProperty({}, "timestampOffset", {
    configurable: true,
    get: () => stored.at(-1),
    set: (offset: number) => {
      stored.push(offset)
    },
  })
  installTimestampOffsetShim(prototype)
  installTimestampOffsetShim(prototype)
  const buffer: { timestampOffset?: number } = Object.create(prototype)
  buffer.timestampOffset = -2100 + 0.001
  buffer.timestampOffset = 12
  buffer.timestampOffset = 0
  expect(stored[0]).toBeCloseTo(-2100, 9)
  expect(stored.slice(1)).toEqual([12, 0])
})
