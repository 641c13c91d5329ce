// The XML API under /bigbluebutton/api, as bbb-web answers it.

import type { ApiRequest } from "./api-request.ts"
import { checksumVerdict, sanitize } from "./checksum.ts"
import { createCall, insertDocumentCall } from "./create-call.ts"
import { hooksCall } from "./hooks-api.ts"
import { joinCall, redirectWithErrors } from "./join-call.ts"
import { isRunning, type Meeting } from "./meeting.ts"
import { meetingFields, recordingXml } from "./meeting-xml.ts"
import { firstViolation, violationsOf } from "./validation.ts"
import type { World } from "./world.ts"
import {
  type Answer,
  element,
  failed,
  failedJson,
  failedWithoutKey,
  htmlAnswer,
  parent,
  success,
} from "./xml.ts"

const BOTH = ["GET", "POST"]
const METHODS = new Map<string, readonly string[]>([
  ["create", BOTH],
  ["end", BOTH],
  ["isMeetingRunning", BOTH],
  ["getMeetingInfo", BOTH],
  ["getMeetings", BOTH],
  ["getRecordings", BOTH],
  ["join", ["GET"]],
  ["sendChatMessage", ["GET"]],
  ["insertDocument", ["POST"]],
])

export function apiCall(world: World, request: ApiRequest): Answer {
  if (request.call === "") return rootCall(world)
  if (request.call.startsWith("hooks/")) return hooksCall(world, request)
  const methods = METHODS.get(request.call)
  const known = methods && (request.call !== "sendChatMessage" || world.traits.chatApi)
  if (!known) return htmlAnswer(404, "404 Not Found", "nginx")
  if (!methods.includes(request.method)) return htmlAnswer(405, "HTTP Status 405 – Method Not Allowed")
  const verdict = checksumVerdict(request, world.secret, world.traits)
  if (verdict !== "ok") return refuse(world, request, "checksumError", checksumText(request, verdict))
  const meeting = world.registry.find(trimmedId(request))
  const violation = firstViolation(violationsOf(request, meeting))
  if (violation) return refuse(world, request, violation.key, violation.message)
  return perform(world, request, meeting)
}

function perform(world: World, request: ApiRequest, meeting: Meeting | undefined): Answer {
  switch (request.call) {
    case "create":
      return createCall(world, request)
    case "join":
      return join(world, request, meeting)
    case "end":
      return end(world, meeting)
    case "isMeetingRunning":
      return isMeetingRunning(world, request, meeting)
    case "getMeetingInfo":
      return meeting ? withoutCacheHeader(success(...meetingFields(meeting))) : SERVER_ERROR
    case "getMeetings":
      return getMeetings(world)
    case "getRecordings":
      return getRecordings(world, request)
    case "insertDocument":
      return insertDocument(world, request, meeting)
    default:
      return sendChatMessage(world, request, meeting)
  }
}

const SERVER_ERROR = htmlAnswer(500, "HTTP Status 500 – Internal Server Error")

function rootCall({ traits, publicUrl }: World) {
  const websocket = publicUrl().replace(/^http/, "ws")
  const graphql = traits.graphql
    ? [
        element("graphqlWebsocketUrl", `${websocket}/graphql`),
        ...(traits.guardsNulls ? [element("html5PluginSdkVersion", "0.0.81")] : []),
        element("graphqlApiUrl", `${publicUrl()}/api/rest`),
      ]
    : []
  return success(
    element("version", "2.0"),
    element("apiVersion", "2.0"),
    element("bbbVersion", ""),
    ...graphql,
  )
}

function checksumText({ call }: ApiRequest, verdict: "missing" | "mismatch") {
  if (call === "getRecordings") return "You did not pass the checksum security check"
  return verdict === "missing" ? "You must provide the checksum" : "Checksums do not match"
}

function refuse(world: World, request: ApiRequest, key: string, message: string) {
  if (request.call === "join") return redirectWithErrors(world, request, { key, message })
  return request.wantsJson ? failedJson(key, message) : failed(key, message)
}

function trimmedId({ params }: ApiRequest) {
  const id = params.get("meetingID")
  return id === undefined ? undefined : sanitize(id)
}

function join(world: World, request: ApiRequest, meeting: Meeting | undefined) {
  const emptyTime = request.params.get("createTime") === "" && !world.traits.guardsNulls
  if (!meeting || emptyTime || !request.params.has("fullName")) return SERVER_ERROR
  return joinCall(world, request, meeting)
}

function end(world: World, meeting: Meeting | undefined) {
  if (!meeting) return SERVER_ERROR
  world.registry.requestEnd(meeting, world.traits.balancer)
  return success(
    element("messageKey", "sentEndMeetingRequest"),
    element(
      "message",
      "A request to end the meeting was sent.  Please wait a few seconds, and then use the getMeetingInfo or isMeetingRunning API calls to verify that it was ended.",
    ),
  )
}

function isMeetingRunning({ traits }: World, request: ApiRequest, meeting: Meeting | undefined) {
  if (!request.params.has("meetingID") && !traits.guardsNulls) return SERVER_ERROR
  return success(element("running", meeting !== undefined && isRunning(meeting)))
}

function getMeetings({ registry, traits }: World) {
  const meetings = registry.list().map((meeting) => parent("meeting", ...meetingFields(meeting)))
  if (meetings.length > 0) return success(parent("meetings", ...meetings))
  const key = element("messageKey", "noMeetings")
  const text = element("message", "no meetings were found on this server")
  return traits.balancer ? success(key, text, "<meetings/>") : success("<meetings/>", key, text)
}

function getRecordings({ registry, publicUrl }: World, { params }: ApiRequest) {
  const csv = (name: string) => (params.get(name) ?? "").split(",").filter(Boolean)
  const meetingIds = csv("meetingID")
  const recordIds = csv("recordID")
  const states = csv("state")
  const offset = Number(params.get("offset") ?? 0)
  const limit = Number(params.get("limit") ?? 100)
  const found = registry
    .recordings()
    .filter(({ meeting }) => meetingIds.length === 0 || meetingIds.includes(meeting.externalId))
    .filter(
      ({ meeting }) => recordIds.length === 0 || recordIds.some((id) => meeting.internalId.startsWith(id)),
    )
    .filter(() => states.length === 0 || states.includes("published") || states.includes("any"))
  if (found.length === 0)
    return success(
      "<recordings></recordings>",
      element("messageKey", "noRecordings"),
      element("message", "There are no recordings for the meeting(s)."),
    )
  const page = found.slice(offset, offset + limit)
  return success(
    parent("recordings", ...page.map((recording) => recordingXml(recording, publicUrl()))),
    element("totalElements", found.length),
  )
}

function insertDocument(world: World, request: ApiRequest, meeting: Meeting | undefined) {
  if (!meeting) return failedWithoutKey(`Meeting with id [${request.params.get("meetingID")}] not found.`)
  if (meeting.disabledFeatures.has("presentation"))
    return failedWithoutKey("Presentation feature is disabled, ignoring.")
  return withoutCacheHeader(insertDocumentCall(world, request, meeting))
}

function sendChatMessage({ registry, traits }: World, { params }: ApiRequest, meeting: Meeting | undefined) {
  if (!params.has("meetingID") && !traits.guardsNulls) return SERVER_ERROR
  if (!meeting || !isRunning(meeting)) return failed("meetingNotFound", "Meeting not found")
  const senderName = params.get("userName") || "System"
  // What was checked is a cleaned copy; the raw text is what is sent on.
  const message = params.get("message") ?? ""
  registry.say(meeting, { message, senderName, senderId: senderName, senderExternalId: null, viaApi: true })
  return withoutCacheHeader(success(element("messageKey", ""), element("message", "")))
}

function withoutCacheHeader(answer: Answer): Answer {
  const { "cache-control": _, ...headers } = answer.headers
  return { ...answer, headers }
}
