// An event's chat and questions as its presenters take them home: what everybody saw, as everybody saw it.
import { write } from "#db/client.ts"
import { listQuestionsAfter, type QuestionRow } from "#db/queries/archive.ts"
import { type ChatRow, listSince } from "#db/queries/chat.ts"
import { findFirstLiveAt } from "#db/queries/livestreams.ts"
import type { WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { lobbyOpensAt } from "../domain/live-state.ts"
import { wallClockOf } from "../domain/local-time.ts"
import type { Actor } from "../domain/policy.ts"
import {
  secondsInto,
  type TranscriptFormat,
  type TranscriptMessage,
  type TranscriptQuestion,
  type TranscriptWords,
} from "../domain/transcript.ts"
import { webinarToControl } from "./access.ts"
import { record, webinarThing } from "./audit.ts"
import { isErased } from "./chat-view.ts"
import { inPieces, jsonMembers } from "./pieces.ts"
import { messageTable, questionTable } from "./transcript-table.ts"
import { transcriptText } from "./transcript-text.ts"

const PIECE = 500

export type TranscriptFile = {
  /** Of letters, digits, hyphens and one dot. */
  name: string
  type: string
  pieces: AsyncGenerator<string>
}

/** The event's facts, and its chat in pieces. */
export type Transcript = {
  event: {
    title: string
    slug: string
    address: string
    startAt: string
    endAt: string
    timeZone: string
    start: string
    end: string
    liveAt: string | null
    liveFrom: string | null
  }
  messages: AsyncIterable<TranscriptMessage[]>
  questions: AsyncIterable<TranscriptQuestion[]>
}

/** Presenters of the webinar and administrators; the download is in the audit before its first byte is out. */
export async function exportTranscript(
  deps: Deps,
  actor: Actor,
  { webinarId, format, words }: { webinarId: string; format: TranscriptFormat; words: TranscriptWords },
): Promise<TranscriptFile> {
  const subject = await webinarToControl(deps.db, actor, webinarId)
  const transcript = await transcriptOf(deps, subject)
  await write(deps.db, (tx) =>
    record(tx, actor, {
      at: deps.clock.now(),
      action: "transcript.exported",
      thing: webinarThing(subject),
      detail: { format },
    }),
  )
  const name = `${subject.event.slug.replace(/[^a-z0-9-]/g, "")}-${transcript.event.start.slice(0, 10)}`
  switch (format) {
    case "messages":
      return { name: `${name}-chat.csv`, type: "text/csv", pieces: messageTable(transcript) }
    case "questions":
      return { name: `${name}-questions.csv`, type: "text/csv", pieces: questionTable(transcript) }
    case "json":
      return { name: `${name}-chat.json`, type: "application/json", pieces: transcriptJson(transcript) }
    case "text":
      return { name: `${name}-chat.txt`, type: "text/plain", pieces: transcriptText(transcript, words) }
    default:
      return format satisfies never
  }
}

async function transcriptOf({ db, config }: Deps, { webinar, event }: WebinarRecord): Promise<Transcript> {
  const ofThisPlan = await findFirstLiveAt(db, webinar.id, lobbyOpensAt(event.startAt))
  // After a rehearsal, or once it is planned anew, what there is was said around an earlier picture.
  const liveAt = ofThisPlan ?? (await findFirstLiveAt(db, webinar.id))
  const zone = config.timeZone
  const momentOf = (at: Date) => ({
    at: at.toISOString(),
    local: localTime(at, zone),
    secondsIntoLive: secondsInto(liveAt, at),
  })
  const messageOf = (row: ChatRow): TranscriptMessage => ({
    seq: row.seq ?? 0,
    ...momentOf(row.createdAt),
    name: row.authorName,
    origin: row.origin,
    delivery: row.delivery,
    state: isErased(row) ? "erased" : row.state === "deleted" ? "deleted" : "shown",
    text: row.state === "deleted" ? "" : row.text,
  })
  const questionOf = ({ answer, answeredAt, ...row }: QuestionRow): TranscriptQuestion => ({
    ...momentOf(row.createdAt),
    name: row.authorName,
    state: row.state,
    erased: isErased(row),
    votes: row.votes,
    text: row.state === "withdrawn" ? "" : row.text,
    answer: answer === null ? null : answerOf(answer, answeredAt ?? row.createdAt, row.answeredByName),
  })
  const answerOf = (text: string, at: Date, name: string | null) => ({
    ...momentOf(at),
    text,
    name: name ?? "",
  })
  return {
    event: {
      title: event.title,
      slug: event.slug,
      address: `${config.publicUrl}/events/${event.slug}`,
      startAt: event.startAt.toISOString(),
      endAt: event.endAt.toISOString(),
      timeZone: zone,
      start: localTime(event.startAt, zone),
      end: localTime(event.endAt, zone),
      liveAt: liveAt?.toISOString() ?? null,
      liveFrom: liveAt && localTime(liveAt, zone),
    },
    messages: viewed(
      inPieces<ChatRow>((last) => listSince(db, event.id, last?.seq ?? 0, PIECE)),
      messageOf,
    ),
    questions: viewed(
      inPieces<QuestionRow>((last) => listQuestionsAfter(db, event.id, last, PIECE)),
      questionOf,
    ),
  }
}

async function* viewed<Row, View>(pieces: AsyncIterable<Row[]>, view: (row: Row) => View) {
  for await (const rows of pieces) yield rows.map(view)
}

/** "2026-11-23 10:02:05": sorts as it reads. Zones differ by whole minutes. */
function localTime(at: Date, zone: string) {
  const { date, time } = wallClockOf(at, zone)
  return `${date} ${time}:${String(at.getUTCSeconds()).padStart(2, "0")}`
}

async function* transcriptJson({ event, messages, questions }: Transcript) {
  yield `{"event": ${JSON.stringify(event)},\n"messages": [`
  yield* jsonMembers(messages, (message) => message)
  yield '\n],\n"questions": ['
  yield* jsonMembers(questions, (question) => question)
  yield "\n]}\n"
}
