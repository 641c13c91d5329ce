// The states of many events at once, for lists.
import type { Reader } from "#db/client.ts"
import type { EventRecord } from "#db/queries/events.ts"
import { listLatestLivestreams } from "#db/queries/livestreams.ts"
import { type LiveState, liveStateOf } from "../domain/live-state.ts"
import { listDirectFacts } from "./direct-live.ts"
import { factsOf } from "./live-page.ts"

export async function listStates(
  reader: Reader,
  records: EventRecord[],
  now: Date,
): Promise<(record: EventRecord) => LiveState> {
  const webinarIds = records.flatMap((record) => record.webinarId ?? [])
  const latest = new Map((await listLatestLivestreams(reader, webinarIds)).map((row) => [row.webinarId, row]))
  const withoutWebinar = records.filter(({ webinarId }) => webinarId === null)
  const direct = await listDirectFacts(reader, withoutWebinar, now)
  return (record) => {
    const livestream = latest.get(record.webinarId ?? "") ?? null
    return liveStateOf(factsOf(record, livestream, direct.get(record.event.id) ?? null), now)
  }
}
