import type { Reader } from "#db/client.ts"
import { findJobsOfKind } from "#db/queries/jobs.ts"
import { JOBS } from "../jobs.ts"

/** Gateways that still owe us the confirmation of a stop: nobody is sent there until it comes, or an hour has passed. */
export async function listReleasing(reader: Reader): Promise<ReadonlySet<string>> {
  const waiting = await findJobsOfKind(reader, "gateway.release", ["ready"])
  return new Set(waiting.map((job) => JOBS["gateway.release"].parse(job.payload).gatewayId))
}
