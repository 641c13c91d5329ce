import { expect, test } from "vitest"
import { pressureOf } from "./timeline.ts"

const at = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour))
const need = (id: string, from: number, to: number) => ({ id, from: at(from), to: at(to) })
const DAY = { from: at(0), to: at(24) }

test("the pool is full while as many are planned as there are gateways, and short beyond", () => {
  const needs = [need("a", 8, 12), need("b", 9, 11), need("c", 10, 11)]
  expect(pressureOf(needs, 2, DAY)).toEqual([
    { from: at(9), to: at(10), wanted: 2, kind: "full" },
    { from: at(10), to: at(11), wanted: 3, kind: "short" },
  ])
  expect(pressureOf(needs, 4, DAY)).toEqual([])
})

test("a webinar that is planned and on air needs one gateway, not two", () => {
  expect(pressureOf([need("a", 8, 10), need("a", 9, 11)], 2, DAY)).toEqual([])
  expect(pressureOf([need("a", 8, 10), need("a", 9, 11)], 1, DAY)).toEqual([
    { from: at(8), to: at(11), wanted: 1, kind: "full" },
  ])
})

test("webinars that only touch don't add up, and what lies outside the span is cut off", () => {
  expect(pressureOf([need("a", 8, 9), need("b", 9, 10)], 2, DAY)).toEqual([])
  expect(pressureOf([need("a", 8, 20)], 1, { from: at(10), to: at(12) })).toEqual([
    { from: at(10), to: at(12), wanted: 1, kind: "full" },
  ])
})

test("without a gateway in service only planned webinars are short of one", () => {
  expect(pressureOf([], 0, DAY)).toEqual([])
  expect(pressureOf([need("a", 8, 9)], 0, DAY)).toEqual([
    { from: at(8), to: at(9), wanted: 1, kind: "short" },
  ])
})
