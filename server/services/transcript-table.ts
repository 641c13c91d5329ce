// A transcript as tables for a spreadsheet.
import { csvLine } from "./csv.ts"
import type { Transcript } from "./transcript.ts"

const MOMENT = ["time_local", "time_zone", "time_utc", "seconds_into_live"]

export async function* messageTable({ event, messages }: Transcript) {
  yield csvLine(["number", ...MOMENT, "name", "origin", "delivery", "state", "text"])
  for await (const piece of messages) {
    yield piece
      .map(({ seq, name, origin, delivery, state, text, ...at }) =>
        csvLine([seq, ...cellsOf(at, event.timeZone), name, origin, delivery, state, text]),
      )
      .join("")
  }
}

export async function* questionTable({ event, questions }: Transcript) {
  const answer = ["answer", "answered_by", "answer_time_local", "answer_time_utc", "answer_seconds_into_live"]
  yield csvLine([...MOMENT, "name", "state", "erased", "votes", "question", ...answer])
  for await (const piece of questions) {
    yield piece
      .map(({ name, state, erased, votes, text, answer: given, ...at }) =>
        csvLine([
          ...cellsOf(at, event.timeZone),
          name,
          state,
          erased ? "yes" : "no",
          votes,
          text,
          given?.text ?? "",
          given?.name ?? "",
          given?.local ?? "",
          given?.at ?? "",
          given?.secondsIntoLive ?? "",
        ]),
      )
      .join("")
  }
}

type Moment = { at: string; local: string; secondsIntoLive: number | null }

function cellsOf({ at, local, secondsIntoLive }: Moment, zone: string) {
  return [local, zone, at, secondsIntoLive ?? ""]
}
