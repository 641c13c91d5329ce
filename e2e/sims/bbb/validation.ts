// The server's parameter checks: all are made, then one is reported, in the order of Java's HashMap.

import type { ApiRequest } from "./api-request.ts"
import { sanitize } from "./checksum.ts"
import type { Meeting } from "./meeting.ts"

export type Violation = { key: string; message: string }

const HASH_MAP_ORDER = [
  "unsupportedContentType",
  "emptyError",
  "missingParamFullName",
  "meetingForciblyEnded",
  "invalidPassword",
  "notFound",
  "invalidMeetingIdentifier",
  "sizeError",
  "validationError",
  "nullError",
  "missingParamMeetingID",
]

export function firstViolation(violations: Violation[]): Violation | null {
  // One key holds one message, the last one put.
  const messages = new Map(violations.map(({ key, message }) => [key, message]))
  const key = HASH_MAP_ORDER.find((candidate) => messages.has(candidate))
  return key === undefined ? null : { key, message: messages.get(key) ?? "" }
}

export function violationsOf(request: ApiRequest, meeting: Meeting | undefined): Violation[] {
  const found = contentType(request)
  switch (request.call) {
    case "create":
      found.push(...meetingId(request), ...createRules(request))
      break
    case "join":
      found.push(...meetingId(request), ...joinRules(request, meeting))
      break
    case "end":
    case "getMeetingInfo":
      found.push(...meetingId(request), ...password(request, "password"))
      if (!meeting) found.push({ key: "notFound", message: NO_MEETING })
      break
    case "isMeetingRunning":
    case "insertDocument":
      found.push(...meetingId(request))
      break
    case "sendChatMessage":
      found.push(...meetingId(request), ...chatRules(request))
      break
  }
  return found
}

const NO_MEETING = "A meeting with that ID does not exist"
const FORMS = ["application/x-www-form-urlencoded", "multipart/form-data"]
const XML = ["application/xml", "text/xml"]

function contentType({ call, body, contentType: type }: ApiRequest): Violation[] {
  if (body.length === 0) return []
  const allowed = call === "create" ? [...FORMS, ...XML] : call === "insertDocument" ? XML : FORMS
  if (allowed.includes(type)) return []
  return [{ key: "unsupportedContentType", message: "POST request Content-Type is missing or unsupported" }]
}

function value({ params }: ApiRequest, name: string) {
  const raw = params.get(name)
  return raw === undefined ? null : sanitize(raw)
}

function meetingId(request: ApiRequest): Violation[] {
  const id = value(request, "meetingID")
  if (id === null) return []
  const found: Violation[] = []
  if (id.length < 2 || id.length > 256)
    found.push({ key: "sizeError", message: "Meeting ID must be between 2 and 256 characters" })
  if (id === "") found.push({ key: "missingParamMeetingID", message: "You must provide a meeting ID" })
  else if (id.includes(",")) found.push({ key: "validationError", message: "Meeting ID cannot contain ','" })
  return found
}

function createRules(request: ApiRequest): Violation[] {
  const name = value(request, "name")
  const found: Violation[] = []
  if (name === null) found.push({ key: "nullError", message: "You must provide a meeting name" })
  else {
    if (name === "") found.push({ key: "emptyError", message: "You must provide a meeting name" })
    if (name.length < 2 || name.length > 256)
      found.push({ key: "sizeError", message: "Meeting name must be between 2 and 256 characters" })
  }
  found.push(...password(request, "attendeePW"), ...password(request, "moderatorPW"))
  found.push(...integral(request, "voiceBridge", "Voice bridge must be an integral value"))
  found.push(...boolean(request, "record", "Record"))
  return found
}

function joinRules(request: ApiRequest, meeting: Meeting | undefined): Violation[] {
  const found: Violation[] = []
  if (value(request, "fullName") === "")
    found.push({ key: "missingParamFullName", message: "You must provide your name" })
  if (!meeting) found.push({ key: "invalidMeetingIdentifier", message: NO_MEETING })
  // Also violated when the meeting never existed, and stronger than the key above.
  if (!meeting) found.push({ key: "meetingForciblyEnded", message: ENDED })
  found.push(...password(request, "password"))
  found.push(...integral(request, "createTime", "Value must be an integral number"))
  found.push(...boolean(request, "guest", "Guest"), ...boolean(request, "auth", "Auth"))
  return found
}

const ENDED = "You can not join a meeting that has already been forcibly ended"

function chatRules(request: ApiRequest): Violation[] {
  const found: Violation[] = []
  const message = value(request, "message")
  if (message === null) found.push({ key: "nullError", message: "You must provide the param message" })
  else if (message.length < 1 || message.length > 500)
    found.push({ key: "sizeError", message: "Param message must be between 1 and 500 characters" })
  if ((value(request, "userName") ?? "").length > 255)
    found.push({ key: "sizeError", message: "Param userName must not exceed 255 characters" })
  return found
}

function password(request: ApiRequest, name: string): Violation[] {
  const given = value(request, name) ?? ""
  const wrong = given !== "" && (given.length < 2 || given.length > 64)
  return wrong ? [{ key: "invalidPassword", message: "Invalid password" }] : []
}

function integral(request: ApiRequest, name: string, message: string): Violation[] {
  const given = value(request, name) ?? ""
  return given === "" || /^-?\d+$/.test(given) ? [] : [{ key: "validationError", message }]
}

function boolean(request: ApiRequest, name: string, label: string): Violation[] {
  const given = value(request, name) ?? ""
  if (given === "" || /^(true|false)$/i.test(given)) return []
  return [{ key: "validationError", message: `${label} must be a boolean value (true or false)` }]
}
