// `npm run test:faults`: faults are put into the real path from the presenter's click to the listener's picture; after
// each, every screen must tell the truth, no gateway may be blocked and no work lost.
import { Play } from "./plays.ts"
import { type Run, report } from "./report.ts"
import type { Scenario } from "./scenario.ts"
import { SCENARIOS } from "./scenarios.ts"
import { holdLock, LOCK_COMMAND } from "./scenarios-machine.ts"
import { type Closers, closeAll, openStage, type Stage } from "./stage.ts"
import { seconds } from "./waiting.ts"

const closers: Closers = []
let stage: Stage | null = null

async function main() {
  const args = process.argv.slice(2)
  const [command, file] = args
  if (command === LOCK_COMMAND && file) return holdLock(file)
  leaveNothingBehind()
  const scenarios = chosen(args)
  const runs: Run[] = []
  try {
    for (let round = 0; round < roundsOf(args); round++)
      for (const [index, scenario] of scenarios.entries()) runs.push(await hold(scenario, round + index))
  } finally {
    await closeAll(closers)
  }
  process.exitCode = report(scenarios, runs) ? 0 : 1
}

/** All, those of `npm test`, or the ones that are named in part. */
function chosen(args: readonly string[]) {
  const names = args.filter((arg) => !arg.startsWith("--"))
  const among = args.includes("--short") ? SCENARIOS.filter(({ short }) => short) : SCENARIOS
  const unknown = names.find((name) => !among.some((scenario) => scenario.name.includes(name)))
  if (unknown !== undefined) throw new Error(`no fault has “${unknown}” in its name`)
  return names.length === 0
    ? among
    : among.filter((scenario) => names.some((name) => scenario.name.includes(name)))
}

/** In the second round each fault meets the other gateway, of another kind. */
function roundsOf(args: readonly string[]) {
  const given = args.find((arg) => arg.startsWith("--rounds="))
  const rounds = given ? Number(given.slice("--rounds=".length)) : args.includes("--short") ? 1 : 2
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`${given} is not a number of rounds`)
  return rounds
}

async function hold(scenario: Scenario, turn: number): Promise<Run> {
  const layout = scenario.on ?? "one"
  if (stage && stage.layout !== layout) {
    stage = null
    await closeAll(closers)
  }
  stage ??= await openStage(layout, closers)
  const missing = scenario.missing?.(stage)
  if (missing) {
    console.log(`✗ ${scenario.name}: can't be held here: ${missing}`)
    return { name: scenario.name, seconds: null, problem: missing, measured: [] }
  }
  await healthyGateways(stage)
  await stage.ledger.reserve(stage.webinar.id, turn % stage.gateways.length)
  const play = new Play(stage)
  // What nothing ran into before must not meet this one.
  play.lift()
  const from = Date.now()
  let took: number | null = null
  let problem: string | null = null
  try {
    took = await scenario.run(play)
    await clear(play)
  } catch (error) {
    problem = await explain(play, error)
    took = null
    await startAfresh(play)
  }
  const verdict = took === null ? `NOT RECOVERED: ${problem}` : `${seconds(took * 1000)} s`
  console.log(
    `${took === null ? "✗" : "✓"} ${scenario.name}: ${verdict} (${seconds(Date.now() - from)} s in all)`,
  )
  return { name: scenario.name, seconds: took, problem, measured: play.measured }
}

/** A probe that met the fault before would send the next start elsewhere. */
async function healthyGateways({ ledger, admin }: Stage) {
  for (const gatewayId of await ledger.gatewayIds()) await admin.order("admin.probeGateway", { gatewayId })
}

/** Every scenario ends with nothing on air and every gateway free for the next one. */
async function clear(play: Play) {
  const { state } = await play.current()
  if (state !== "ended" && state !== "failed") await play.order("stop")
  await play.truth("over")
}

async function explain(play: Play, error: unknown) {
  const message = error instanceof Error ? error.message : String(error)
  const livestream = await play.stage.ledger.latest()
  const moves = livestream ? await play.stage.ledger.history(livestream.id) : []
  return `${message} [${moves.join(" → ")}]`
}

/** What one fault broke must not count against the next. */
async function startAfresh(play: Play) {
  play.lift()
  try {
    await clear(play)
  } catch {
    stage = null
    await closeAll(closers)
  }
}

function leaveNothingBehind() {
  const leave = () => {
    stage?.amphi.abandon()
    void closeAll(closers).finally(() => process.exit(1))
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, leave)
  process.on("exit", () => stage?.amphi.abandon())
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
