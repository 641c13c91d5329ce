// A transcript for reading.
import {
  placeText,
  type TranscriptMessage,
  type TranscriptQuestion,
  type TranscriptWords,
} from "../domain/transcript.ts"
import type { Transcript } from "./transcript.ts"

export async function* transcriptText({ event, messages, questions }: Transcript, words: TranscriptWords) {
  yield lines([
    event.title,
    `${event.start} – ${event.end} (${event.timeZone})`,
    ...(event.liveFrom ? [words.liveFrom(event.liveFrom)] : []),
    event.address,
  ])
  yield* section(words.messages, messages, (message) => messageText(message, words), words)
  yield* section(words.questions, questions, (question) => questionText(question, words), words)
}

async function* section<View>(
  title: string,
  pieces: AsyncIterable<View[]>,
  textOf: (view: View) => string,
  words: TranscriptWords,
) {
  yield lines(["", title, ""])
  let isEmpty = true
  for await (const views of pieces) {
    isEmpty = false
    yield lines(views.map(textOf))
  }
  if (isEmpty) yield lines([words.none])
}

function messageText(message: TranscriptMessage, words: TranscriptWords) {
  const role = message.origin === "listener" ? "" : ` (${words.origin[message.origin]})`
  const said = message.state === "shown" ? indented(message.text) : `[${words[message.state]}]`
  return `${momentText(message)}  ${by(message.name, role)}${said}`
}

function questionText(question: TranscriptQuestion, words: TranscriptWords) {
  const { answer } = question
  const text = question.erased ? `[${words.erased}]` : indented(question.text)
  const facts = `[${words.state[question.state]}, ${words.votes(question.votes)}]`
  const asked = `${momentText(question)}  ${by(question.name)}${text} ${facts}`
  if (!answer) return asked
  return `${asked}\n    ${momentText(answer)}  ${words.answer(oneLine(answer.name))} ${indented(answer.text)}`
}

/** Nobody where the author took it back. */
function by(name: string, role = "") {
  return name === "" ? "" : `${oneLine(name)}${role}: `
}

function momentText({ local, secondsIntoLive }: { local: string; secondsIntoLive: number | null }) {
  return secondsIntoLive === null ? local : `${local}  ${placeText(secondsIntoLive)}`
}

function oneLine(text: string) {
  return text.replace(/\s+/g, " ").trim()
}

/** A line that begins at the margin is ours: nobody writes another's line into their message. */
function indented(text: string) {
  return text.replace(/\r\n?|[\n\u2028\u2029]/g, "\n    ")
}

function lines(texts: readonly string[]) {
  return texts.map((text) => `${text}\n`).join("")
}
