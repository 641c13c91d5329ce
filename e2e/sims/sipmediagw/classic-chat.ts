// What a chat text becomes on its way through 1.5-1.7: JSON by string pasting, a shell, dash's echo, netcat, a
// 1024-byte socket read, and WebDriver keys. Nothing is executed here: what a shell would run is only noted.
import type { ClassicVersion } from "./versions.ts"

/** An event as the gateway's event loop reads it; a forged one may carry any type. */
export type ChatEvent = { type: string; text: string | null; action: string | null }

export type ChatPassage = {
  /** The request fails before any process is started: 500 with the debug page. */
  crash: boolean
  /** What the helper container printed on stderr; null means the answer is "ok". */
  complaint: string | null
  /** What the event loop got; null is "ok", and lost. */
  event: ChatEvent | null
  /** The shell was made to run something. */
  injected: boolean
}

const UNTERMINATED = "/bin/sh: 1: Syntax error: Unterminated quoted string"
const LOST: ChatPassage = { crash: false, complaint: null, event: null, injected: false }
const LONE_SURROGATE = /\p{Surrogate}/u
const FRAME_BYTES_MAX = 1_024

export function passMessage(version: ClassicVersion, msg: unknown): ChatPassage {
  if (version === "1.7.0") return passBytesRepr(msg)
  const text = pythonText(msg)
  if (text.includes("\0") || LONE_SURROGATE.test(text)) return { ...LOST, crash: true }
  const shell = throughQuotes(text)
  if (shell === "unterminated") return { ...LOST, complaint: UNTERMINATED }
  if (shell === "injected") return { ...LOST, injected: true }
  return { ...LOST, event: readFrame(throughEcho(frame(shell))) }
}

export function toggleEvent(): ChatEvent {
  return { type: "CHAT_INPUT", text: null, action: "toggle" }
}

/** The messages that appear in the meeting when the text is typed key by key and "send" is clicked. */
export function typedMessages(text: string): string[] {
  const lines = text
    .split(/\r\n|[\r\n\u{E006}\u{E007}]/u)
    .map((line) => line.replace(/[\u{E000}-\u{F8FF}]/gu, ""))
  const messages: string[] = []
  for (const line of lines) {
    const tab = line.indexOf("\t")
    const message = tab < 0 ? line : line.slice(0, tab)
    if (message !== "") messages.push(message)
    // The tab moved the focus away: the rest is typed elsewhere.
    if (tab >= 0) break
  }
  return messages
}

/** 1.7 pastes Python's repr of the bytes: b'…', with the backslashes dropped on the way. */
function passBytesRepr(msg: unknown): ChatPassage {
  if (typeof msg !== "string" || LONE_SURROGATE.test(msg)) return { ...LOST, crash: true }
  if (/['"\0]/.test(msg)) {
    const forged = msg.includes("'") ? null : readFrame(frame(`b'${msg}'`))
    return { ...LOST, event: forged }
  }
  const bytes = [...Buffer.from(msg, "utf8")]
  const repr = bytes.map((byte) => reprByte(byte)).join("")
  const wire = frame(`b'${repr}'`)
  if (carriesOwnLength(wire)) return LOST
  return { ...LOST, event: parseEvent(wire) }
}

function reprByte(byte: number) {
  if (byte === 0x09 || byte === 0x0a || byte === 0x0d) return String.fromCharCode(byte)
  if (byte === 0x5c) return ""
  if (byte < 0x20 || byte > 0x7e) return `x${byte.toString(16).padStart(2, "0")}`
  return String.fromCharCode(byte)
}

function frame(text: string) {
  return `{"event":"message", "type":"CHAT_INPUT", "text": "${text}" }`
}

/** The text sits inside '…' of a shell command, so every other piece between ' is shell text. */
function throughQuotes(text: string): string | "unterminated" | "injected" {
  const pieces = text.split("'")
  if (pieces.length % 2 === 0) return "unterminated"
  const bare = pieces.filter((_, index) => index % 2 === 1)
  if (bare.some((piece) => /[;&|<>()`$]/.test(piece))) return "injected"
  return pieces.map((piece, index) => (index % 2 === 1 ? unquoted(piece) : piece)).join("")
}

function unquoted(piece: string) {
  return piece.replace(/\s+/g, " ").replace(/["\\]/g, "")
}

const ECHO_ESCAPES: Record<string, string> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
}

/** dash's echo interprets backslashes; \c cuts the output, newline included. */
function throughEcho(line: string) {
  let out = ""
  for (let index = 0; index < line.length; index++) {
    const char = line.charAt(index)
    const next = line.charAt(index + 1)
    if (char === "\\" && next === "c") return out
    const meant = char === "\\" ? ECHO_ESCAPES[next] : undefined
    out += meant ?? char
    if (meant !== undefined) index++
  }
  return `${out}\n`
}

function readFrame(wire: string): ChatEvent | null {
  if (carriesOwnLength(wire)) return null
  // The server reads 1024 bytes at a time and parses each piece alone.
  if (Buffer.byteLength(wire) > FRAME_BYTES_MAX) return null
  return parseEvent(wire)
}

/** "64:" in a frame of 64 bytes (its newline not counted) is taken for a netstring header. */
function carriesOwnLength(wire: string) {
  return wire.includes(`${Buffer.byteLength(wire.trimEnd())}:`)
}

/** Python's json.loads(strict=False): control characters pass, the last of two equal keys wins. */
function parseEvent(wire: string): ChatEvent | null {
  const tolerant = wire
    .trimEnd()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
    .replace(/[\x00-\x1f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)
  try {
    const event: unknown = JSON.parse(tolerant)
    if (event === null || typeof event !== "object") return null
    return {
      type: member(event, "type") ?? "null",
      text: member(event, "text"),
      action: member(event, "action"),
    }
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function member(event: object, name: string): string | null {
  const value: unknown = Object.entries(event).find(([key]) => key === name)?.[1]
  return typeof value === "string" ? value : null
}

/** Python's str() of a JSON value. */
function pythonText(value: unknown) {
  if (typeof value === "string") return value
  if (value === null) return "None"
  if (typeof value === "boolean") return value ? "True" : "False"
  return JSON.stringify(value)
}
