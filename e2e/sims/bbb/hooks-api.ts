// hooks/create, hooks/list, hooks/destroy, hooks/ping: one line, no white space between elements.

import type { ApiRequest } from "./api-request.ts"
import { checksumVerdict } from "./checksum.ts"
import type { Hook } from "./hooks.ts"
import type { World } from "./world.ts"
import { type Answer, element, failed, htmlAnswer, parent, success } from "./xml.ts"

export function hooksCall(world: World, request: ApiRequest): Answer {
  if (!world.hooks.settings.installed) return htmlAnswer(404, "404 Not Found", "nginx")
  if (request.method !== "GET") return htmlAnswer(405, "Method Not Allowed")
  if (request.call === "hooks/ping")
    return { status: 200, headers: { "content-type": "text/plain" }, body: "bbb-webhooks API up!" }
  const refused = refuseChecksum(world, request)
  if (refused) return refused
  switch (request.call) {
    case "hooks/create":
      return create(world, request)
    case "hooks/list":
      return list(world, request)
    case "hooks/destroy":
      return destroy(world, request)
    default:
      return htmlAnswer(404, "404 Not Found", "nginx")
  }
}

function refuseChecksum(world: World, request: ApiRequest): Answer | null {
  const supplied = request.checksums[0] ?? ""
  // A checksum of unknown length throws in the service.
  if (supplied !== "" && ![40, 64, 96, 128].includes(supplied.length))
    return htmlAnswer(500, "Internal Server Error")
  const verdict = checksumVerdict(request, world.secret, { ...world.traits, exactChecksumCase: true })
  return verdict === "ok" ? null : failed("checksumError", "You did not pass the checksum security check.")
}

function create({ hooks }: World, { params }: ApiRequest) {
  const callbackUrl = params.get("callbackURL") ?? ""
  if (callbackUrl === "")
    return failed("missingParamCallbackURL", "You must specify a callbackURL in the parameters.")
  const { hook, duplicate } = hooks.add({
    callbackUrl,
    meetingId: params.get("meetingID") || null,
    eventIds: params.get("eventID")?.toLowerCase().split(",").filter(Boolean) ?? null,
    raw: params.get("getRaw") === "true",
  })
  if (!duplicate)
    return success(element("hookID", hook.id), element("permanentHook", false), element("rawData", hook.raw))
  return success(
    element("hookID", hook.id),
    element("messageKey", "duplicateWarning"),
    element("message", "There is already a hook for this callback URL."),
  )
}

function list({ hooks }: World, { params }: ApiRequest) {
  const meetingId = params.get("meetingID")
  const scoped = (hook: Hook) => meetingId !== undefined && hook.meetingId === meetingId
  // Version 3 dereferences null when no hook is scoped to the meeting.
  if (meetingId !== undefined && hooks.settings.version !== "2.x" && !hooks.list().some(scoped))
    return failed("listHookError", "An error happened while listing registered hooks. Check the logs.")
  const wanted = hooks.list().filter((hook) => !meetingId || hook.meetingId === null || scoped(hook))
  return success(parent("hooks", ...wanted.map(hookXml)))
}

function destroy({ hooks }: World, { params }: ApiRequest) {
  const id = params.get("hookID") ?? ""
  if (id === "") return failed("missingParamHookID", "You must specify a hookID in the parameters.")
  if (!hooks.remove(id)) return failed("destroyMissingHook", "The hook informed was not found.")
  return success(element("removed", true))
}

function hookXml(hook: Hook) {
  return parent(
    "hook",
    element("hookID", hook.id),
    parent("callbackURL", cdata(hook.callbackUrl)),
    hook.meetingId === null ? "" : parent("meetingID", cdata(hook.meetingId)),
    hook.eventIds === null ? "" : element("eventID", hook.eventIds.join(",")),
    element("permanentHook", false),
    element("rawData", hook.raw),
  )
}

function cdata(text: string) {
  return `<![CDATA[${text}]]>`
}
