// The table, the lines that machines read, and the figures the product promises.
import { MEASURES, type Measure } from "./plays.ts"
import type { Scenario } from "./scenario.ts"

export type Run = {
  name: string
  seconds: number | null
  problem: string | null
  measured: [Measure, number][]
}

const LIMITS: Record<Measure, { text: string; seconds: number }> = {
  interrupted: { text: "listeners told “interrupted” after the picture stopped", seconds: 6 },
  pictureBack: { text: "picture back by itself (median)", seconds: 30 },
  endByCallback: { text: "meeting's end told, with callback", seconds: 5 },
  endWithoutCallback: { text: "meeting's end told, without callback", seconds: 30 },
}

/** Of the runs in which nobody had to do anything. */
const BY_ITSELF_SHARE = 0.95

/** true: every run recovered and every figure is within its limit. */
export function report(scenarios: readonly Scenario[], runs: readonly Run[]): boolean {
  const rows = [...new Set(runs.map(({ name }) => name))].map((name) => rowOf(name, runs))
  const width = Math.max(...rows.map(({ name }) => name.length))
  console.log(`\n${"fault".padEnd(width)}  runs  recovered  median s   max s`)
  for (const { name, runs: count, recovered, medianS, maxS } of rows)
    console.log(
      `${name.padEnd(width)}  ${cell(count, 4)}  ${cell(recovered, 9)}  ${cell(medianS, 8)}  ${cell(maxS, 6)}`,
    )
  console.log()
  for (const row of rows) console.log(`fault: ${JSON.stringify(row)}`)
  for (const { name, problem } of runs) if (problem) console.log(`not recovered: ${name}: ${problem}`)
  const kept = [isByItself(scenarios, runs), ...MEASURES.map((measure) => isKept(measure, runs))]
  return rows.every(({ runs: count, recovered }) => count === recovered) && kept.every(Boolean)
}

function rowOf(name: string, all: readonly Run[]) {
  const runs = all.filter((run) => run.name === name)
  const times = runs.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]))
  return { name, runs: runs.length, recovered: times.length, medianS: medianOf(times), maxS: maxOf(times) }
}

function isByItself(scenarios: readonly Scenario[], runs: readonly Run[]) {
  const byHand = scenarios.filter((scenario) => scenario.byHand).map(({ name }) => name)
  const recovered = runs.filter(({ name, seconds }) => seconds !== null && !byHand.includes(name)).length
  const share = Math.round((1000 * recovered) / runs.length) / 1000
  console.log(
    `measure: ${JSON.stringify({ name: "byItself", runs: runs.length, recovered, share, limit: BY_ITSELF_SHARE })}`,
  )
  return share >= BY_ITSELF_SHARE
}

function isKept(measure: Measure, runs: readonly Run[]) {
  const times = runs.flatMap(({ measured }) =>
    measured.filter(([name]) => name === measure).map(([, s]) => s),
  )
  if (times.length === 0) return true
  const { text, seconds } = LIMITS[measure]
  const medianS = medianOf(times)
  const maxS = maxOf(times)
  const counts = measure === "pictureBack" ? medianS : maxS
  const isGood = counts !== null && counts <= seconds
  const figures = { name: measure, runs: times.length, medianS, maxS, limitS: seconds }
  console.log(`measure: ${JSON.stringify(figures)}`)
  if (!isGood) console.log(`too slow: ${text}: ${counts} s, at most ${seconds} s`)
  return isGood
}

function medianOf(times: readonly number[]) {
  if (times.length === 0) return null
  const sorted = [...times].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
  return Math.round(((upper + lower) / 2) * 10) / 10
}

function maxOf(times: readonly number[]) {
  return times.length === 0 ? null : Math.round(Math.max(...times) * 10) / 10
}

function cell(value: number | null, width: number) {
  return (value === null ? "–" : String(value)).padStart(width)
}
