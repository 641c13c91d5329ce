// How a figure is said: a line for people, and a line for machines.
export const isQuick = process.env.BENCH_QUICK === "1"

export function say(text) {
  console.log(`· ${text}`)
}

const failures = []

/** What is wrong whatever the machine: the measuring goes on, and the bench ends with a failure. Slowness is none. */
export function fail(name, failure) {
  failures.push(`${name}: ${failure}`)
  console.log(`  ✗ ${name}: ${failure}`)
  process.exitCode = 1
}

export function failuresSoFar() {
  return [...failures]
}

/** `extra` stands in the machine line; `note` is for people; `failure`: what is wrong with it, null: nothing. */
export function report({
  name,
  value,
  unit,
  note,
  digits = unit === "ms" || unit === "MB" ? 0 : 2,
  failure = null,
  ...extra
}) {
  if (!Number.isFinite(value)) throw new Error(`${name} is no figure: ${value}`)
  const rounded = Number(value.toFixed(digits))
  console.log(`  ${name.padEnd(26)} ${String(rounded).padStart(7)} ${unit.padEnd(2)}  ${note ?? ""}`)
  const marks = { ...(failure !== null && { failure }), ...(isQuick && { quick: true }) }
  console.log(`bench: ${JSON.stringify({ name, value: rounded, unit, ...extra, ...marks })}`)
  if (failure !== null) fail(name, failure)
}

export function median(values) {
  return quantile(values, 0.5)
}

/** Nearest rank; for the median of an even count, the mean of the two in the middle. */
export function quantile(values, share) {
  if (values.length === 0) throw new Error("nothing was measured")
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  if (share === 0.5 && Number.isInteger(middle)) return (sorted[middle - 1] + sorted[middle]) / 2
  return sorted[Math.ceil(share * sorted.length) - 1]
}

export function round(values, digits = 2) {
  return values.map((value) => Number(value.toFixed(digits)))
}
