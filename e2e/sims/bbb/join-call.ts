import { randomBytes } from "node:crypto"
import type { ApiRequest } from "./api-request.ts"
import { checksumOf } from "./checksum.ts"
import { hasRoomFor, type Meeting, type Role, type User } from "./meeting.ts"
import type { Violation } from "./validation.ts"
import type { World } from "./world.ts"
import { type Answer, element, failed, redirect, success } from "./xml.ts"

export function joinCall(world: World, request: ApiRequest, meeting: Meeting): Answer {
  const { params } = request
  const role = roleOf(params, meeting)
  if (typeof role !== "string") return failed("Params required", role.message)
  const trouble = refusal(params, meeting, role)
  if (trouble)
    return params.get("redirect") === "false"
      ? failed(trouble.key, trouble.message)
      : redirectWithErrors(world, request, trouble)
  const user = register(world, request, meeting, role)
  const headers = { "set-cookie": `JSESSIONID=${user.cookie}; Path=/; HttpOnly` }
  const url = clientUrl(world, user, params.get("enforceLayout"))
  if (params.get("redirect") !== "false") return redirect(url, headers)
  const answer = success(
    element("messageKey", "successfullyJoined"),
    element("message", "You have joined successfully."),
    element("meeting_id", meeting.internalId),
    element("user_id", user.internalId),
    element("auth_token", user.authToken),
    element("session_token", user.sessionToken),
    element("guestStatus", user.waiting ? "WAIT" : "ALLOW"),
    element("url", url),
  )
  return { ...answer, headers: { ...answer.headers, ...headers } }
}

/** Validation errors redirect even with redirect=false: that parameter is read later. */
export function redirectWithErrors(world: World, { params }: ApiRequest, { key, message }: Violation) {
  const target = params.get("errorRedirectUrl") || params.get("logoutURL") || `${world.publicUrl()}/`
  const errors = JSON.stringify([{ message, key }])
  const mark = target.indexOf("?")
  const base = mark < 0 ? target : target.slice(0, mark)
  // The target's own query is decoded and re-encoded with loss, as java.net.URI does it.
  const existing = mark < 0 ? "" : `${decodeLoosely(target.slice(mark + 1))}&`
  return redirect(`${base}?${javaQuery(`${existing}errors=${errors}`)}`)
}

/** A balancer sends the browser on to the node's own signed join link. */
export function redirectToNode(world: World, { params }: ApiRequest, nodeSecret: string) {
  const query = new URLSearchParams([...params].filter(([name]) => name !== "checksum")).toString()
  const checksum = checksumOf("sha256", "join", query, nodeSecret)
  return redirect(`${world.publicUrl()}/node1/bigbluebutton/api/join?${query}&checksum=${checksum}`)
}

function roleOf(params: ReadonlyMap<string, string>, meeting: Meeting): Role | { message: string } {
  const role = (params.get("role") ?? "").toUpperCase()
  if (role === "MODERATOR" || role === "VIEWER") return role
  const password = params.get("password") ?? ""
  if (password === "")
    return {
      message: "You must either send the valid role of the user, or the password, sould the meeting has one.",
    }
  if (password === meeting.moderatorPW) return "MODERATOR"
  if (password === meeting.attendeePW) return "VIEWER"
  return { message: "You must enter a valid password" }
}

function refusal(params: ReadonlyMap<string, string>, meeting: Meeting, role: Role): Violation | null {
  const createTime = params.get("createTime") ?? ""
  if (createTime !== "" && Number(createTime) !== meeting.createTime)
    return {
      key: "mismatchCreateTimeParam",
      message: "The createTime parameter submitted mismatches with the current meeting.",
    }
  if (!hasRoomFor(meeting, params.get("userID") ?? "", params.get("bot") === "true"))
    return {
      key: "maxParticipantsReached",
      message: "The number of participants allowed for this meeting has been reached.",
    }
  if (isGuest(params, role) && meeting.guestPolicy === "ALWAYS_DENY")
    return {
      key: "guestDeniedAccess",
      message: "You have been denied access to this meeting based on the meeting's guest policy",
    }
  return null
}

function isGuest(params: ReadonlyMap<string, string>, role: Role) {
  return role !== "MODERATOR" && params.get("guest")?.toLowerCase() === "true"
}

function register(world: World, { params, cookie }: ApiRequest, meeting: Meeting, role: Role): User {
  return world.registry.register(meeting, {
    externalId: params.get("userID") || null,
    name: (params.get("fullName") ?? "").replaceAll(/\p{Cc}/gu, "").trim(),
    role,
    guest: params.get("guest")?.toLowerCase() === "true",
    waiting: isGuest(params, role) && meeting.guestPolicy === "ASK_MODERATOR",
    bot: world.traits.chatApi && params.get("bot") === "true",
    customdata: customdataOf(params),
    logoutUrl: params.get("logoutURL") || meeting.logoutUrl || `${world.publicUrl()}/`,
    cookie: cookie ?? randomBytes(16).toString("hex").toUpperCase(),
  })
}

function customdataOf(params: ReadonlyMap<string, string>) {
  const data: Record<string, string> = {}
  for (const [name, value] of params) {
    // The server splits the key at "-" and wants exactly two parts.
    const [prefix, key, ...rest] = name.split("-")
    if (prefix === "userdata" && key && rest.length === 0) data[key] = value
  }
  return data
}

function clientUrl(world: World, user: User, enforceLayout: string | undefined) {
  const wait = enforceLayout && world.traits.graphql ? "waitLayout=1&" : ""
  return `${world.publicUrl()}${world.traits.clientPath}?${wait}sessionToken=${user.sessionToken}`
}

function decodeLoosely(text: string) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // not well encoded: the server keeps it as it is
  }
}

/** java.net.URI with several arguments: legal characters and other letters stay, the rest is encoded. */
function javaQuery(text: string) {
  return text.replaceAll(/[^\p{L}\p{N}\-_.!~*'();:@&=+$,/?[\]]/gu, (character) =>
    encodeURIComponent(character),
  )
}
