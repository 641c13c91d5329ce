import type { Reader } from "#db/client.ts"
import { findJobsOfKind } from "#db/queries/jobs.ts"
import { JOBS } from "../jobs.ts"

/** Stops that gateways still owe us the confirmation of. */
export async function listReleases(reader: Reader) {
  const waiting = await findJobsOfKind(reader, "gateway.release", ["ready"])
  return waiting.map((job) => JOBS["gateway.release"].parse(job.payload))
}

/** Nobody is sent to these until the confirmation comes, or an hour has passed. */
export async function listReleasing(reader: Reader): Promise<ReadonlySet<string>> {
  return new Set((await listReleases(reader)).map(({ gatewayId }) => gatewayId))
}
