// The same API as Scalelite answers it: its own checks and texts in front of a node.

import { apiCall } from "./api-calls.ts"
import type { ApiRequest } from "./api-request.ts"
import { checksumVerdict } from "./checksum.ts"
import { redirectToNode } from "./join-call.ts"
import type { World } from "./world.ts"
import { type Answer, failed } from "./xml.ts"

const CALLS = [
  "",
  "create",
  "join",
  "end",
  "isMeetingRunning",
  "getMeetingInfo",
  "getMeetings",
  "getRecordings",
  "insertDocument",
]
const NEED_MEETING_ID = ["create", "join", "end", "isMeetingRunning", "getMeetingInfo", "insertDocument"]

export function balancerCall(world: World, request: ApiRequest, nodeSecret: string): Answer {
  return declared(answer(world, request, nodeSecret))
}

function answer(world: World, request: ApiRequest, nodeSecret: string): Answer {
  if (!CALLS.includes(request.call)) return failed("unsupportedRequest", "This request is not supported.")
  if (request.call === "") return apiCall(world, request)
  if (checksumVerdict(request, world.secret, world.traits) !== "ok")
    return failed("checksumError", "You did not pass the checksum security check.")
  const id = request.params.get("meetingID") ?? ""
  if (NEED_MEETING_ID.includes(request.call) && id === "")
    return failed("missingParamMeetingID", "You must specify a meeting ID for the meeting.")
  const needsMeeting = ["join", "end", "getMeetingInfo", "insertDocument"].includes(request.call)
  if (needsMeeting && !world.registry.findExternal(id))
    return failed(
      "notFound",
      "We could not find a meeting with that meeting ID - perhaps the meeting is not yet running?",
    )
  if (request.call === "join") return redirectToNode(world, request, nodeSecret)
  return apiCall(world, request)
}

function declared(answer: Answer): Answer {
  const xml = answer.headers["content-type"]?.startsWith("text/xml")
  return xml ? { ...answer, body: `<?xml version="1.0"?>\n${answer.body}` } : answer
}
