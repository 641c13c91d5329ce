import { write } from "#db/client.ts"
import { findLastLogLine, insertLogLine } from "#db/queries/livestreams.ts"
import type { Deps } from "../deps.ts"
import { INCIDENTS, type Incident } from "../domain/incident.ts"
import { announceControl } from "./announce.ts"
import type { Run } from "./livestream-run.ts"

/** Since when it goes on, or null. */
export async function incidentSince(
  deps: Deps,
  { livestream }: Run,
  incident: Incident,
): Promise<Date | null> {
  const words = [incident, INCIDENTS[incident]]
  const last = await findLastLogLine(deps.db, livestream.id, words)
  return last?.reason === incident ? last.at : null
}

/** Kept in the livestream's log, so that it outlives a crash and presenters read it. */
export async function noteIncident(deps: Deps, run: Run, incident: Incident, goesOn: boolean) {
  const since = await incidentSince(deps, run, incident)
  if (goesOn === (since !== null)) return since
  const now = deps.clock.now()
  const { id, state } = run.livestream
  const reason = goesOn ? incident : INCIDENTS[incident]
  await write(deps.db, (tx) =>
    insertLogLine(tx, { livestreamId: id, at: now, from: state, to: state, reason, actorId: null }),
  )
  deps.log.warn(
    { webinar: run.record.webinar.id, title: run.record.event.title, livestream: id, incident: reason },
    "webinar incident",
  )
  await announceControl(deps, run.record.webinar.id)
  return goesOn ? now : null
}
