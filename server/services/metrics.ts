// The figures for Prometheus: what this process counted, and what the database knows of the whole installation.
import { Gauge, Registry } from "prom-client"
import { listGatewayRecords } from "#db/queries/gateways.ts"
import { countJobs, countLivestreams } from "#db/queries/operations.ts"
import type { Deps } from "../deps.ts"
import { LIVESTREAM_STATES } from "../domain/livestream.ts"

export async function renderMetrics(deps: Deps): Promise<string> {
  const now = new Registry()
  await gaugeLivestreams(deps, now)
  await gaugeGateways(deps, now)
  await gaugeJobs(deps, now)
  const sockets = new Gauge({
    name: "amphi_realtime_sockets",
    help: "Sockets open at this process's realtime endpoint",
    registers: [now],
  })
  sockets.set(deps.metrics.countSockets())
  return Registry.merge([deps.metrics.registry, now]).metrics()
}

async function gaugeLivestreams({ db }: Deps, registry: Registry) {
  const gauge = new Gauge({
    name: "amphi_livestreams",
    help: "Livestreams by state",
    labelNames: ["state"],
    registers: [registry],
  })
  const counts = new Map((await countLivestreams(db)).map((row) => [row.state, row.count]))
  for (const state of LIVESTREAM_STATES) gauge.set({ state }, counts.get(state) ?? 0)
}

async function gaugeGateways({ db }: Deps, registry: Registry) {
  const gauge = new Gauge({
    name: "amphi_gateway_healthy",
    help: "1: the last probe found it well, 0: it did not; absent while never probed or out of service",
    labelNames: ["gateway"],
    registers: [registry],
  })
  for (const { gateway } of await listGatewayRecords(db)) {
    if (!gateway.health || !gateway.enabled || gateway.maintenance !== null) continue
    gauge.set({ gateway: gateway.name }, gateway.health.state === "failed" ? 0 : 1)
  }
}

async function gaugeJobs({ db, clock }: Deps, registry: Registry) {
  const now = clock.now()
  const { byState, running, oldestDueAt } = await countJobs(db, now)
  const of = (wanted: string) => byState.find(({ state }) => state === wanted)?.count ?? 0
  const gauge = new Gauge({
    name: "amphi_jobs",
    help: "Jobs by state; finished ones are forgotten after a day",
    labelNames: ["state"],
    registers: [registry],
  })
  gauge.set({ state: "waiting" }, of("ready") - running)
  gauge.set({ state: "running" }, running)
  gauge.set({ state: "done" }, of("done"))
  gauge.set({ state: "dead" }, of("dead"))
  const age = new Gauge({
    name: "amphi_jobs_oldest_due_seconds",
    help: "For how long the oldest due job has been waiting",
    registers: [registry],
  })
  age.set(oldestDueAt ? Math.max(0, (now.getTime() - oldestDueAt.getTime()) / 1000) : 0)
}
