import { z } from "zod"
import {
  type BbbParameters,
  type ChecksumAlgorithm,
  type Signing,
  signedUrl,
} from "#server/clients/bbb-checksum.ts"
import { HOOK_EVENTS } from "#server/clients/bbb-webhooks.ts"
import { parseBbbXml, slidesXml } from "#server/clients/bbb-xml.ts"
import type {
  Attendee,
  BbbCapabilities,
  BbbClient,
  CreateMeeting,
  GuestPolicy,
  JoinMeeting,
} from "#server/clients/contracts.ts"
import { type Http, type HttpRequest, makeHttp, vendorText } from "#server/clients/http.ts"
import { remember } from "#server/clients/remember.ts"
import { UpstreamError, type UpstreamReason } from "#server/errors.ts"

export type BbbSettings = {
  /** Ends in /bigbluebutton/api. */
  apiUrl: string
  secret: string
  checksumAlgorithm?: ChecksumAlgorithm
  timeoutMs?: number
  fetch?: typeof globalThis.fetch
  now?: () => number
}

const CAPABILITIES_KEPT_MS = 5 * 60_000

export function createBbbClient(settings: BbbSettings): BbbClient {
  const { apiUrl, secret, checksumAlgorithm = "sha256", timeoutMs = 10_000, now = Date.now } = settings
  const http = makeHttp({ service: "bbb", timeoutMs, redact: [secret], fetch: settings.fetch })
  const api: Api = { http, signing: { apiUrl, secret, algorithm: checksumAlgorithm } }
  const rememberCapabilities = remember<BbbCapabilities>(CAPABILITIES_KEPT_MS, now)

  return {
    async createMeeting(input) {
      const body = input.slides.length === 0 ? undefined : slidesXml(input.slides)
      const answer = await call(api, Created, "create", createParameters(input), { body })
      return {
        internalId: answer.internalMeetingID,
        createdAt: answer.createTime,
        created: answer.messageKey !== "duplicateWarning",
      }
    },

    joinUrl: (input) => signedUrl(api.signing, "join", joinParameters(input)),

    async isMeetingRunning(meetingId) {
      return (await call(api, Running, "isMeetingRunning", { meetingID: meetingId })).running
    },

    async findMeeting(meetingId) {
      const answer = await nullIfGone(call(api, Meeting, "getMeetingInfo", { meetingID: meetingId }))
      if (answer === null) return null
      return {
        internalId: answer.internalMeetingID,
        createdAt: answer.createTime,
        running: answer.running,
        participantCount: answer.participantCount,
        attendees: answer.attendees,
      }
    },

    async endMeeting(meetingId) {
      await nullIfGone(call(api, Plain, "end", { meetingID: meetingId }))
    },

    async sendChatMessage({ meetingId, senderName, text }) {
      const parameters = { meetingID: meetingId, message: text, userName: clipped(senderName, 255) }
      await call(api, Plain, "sendChatMessage", parameters)
    },

    async takesChat() {
      const parameters = { meetingID: "no-such-meeting", message: "Is there a chat?", userName: "Amphi" }
      // An unknown call is answered in other ways (404, `unsupportedRequest`).
      return answers(
        call(api, Plain, "sendChatMessage", parameters),
        ({ reason, code }) => reason === "not_found" && code !== null,
      )
    },

    async registerHook({ meetingId, callbackUrl }) {
      const parameters = { callbackURL: callbackUrl, meetingID: meetingId, eventID: HOOK_EVENTS.join(",") }
      try {
        return { hookId: (await call(api, Hooked, "hooks/create", parameters)).hookID }
      } catch (error) {
        if (isUnknownCall(error)) return null
        throw error
      }
    },

    async removeHook(hookId) {
      try {
        await call(api, Plain, "hooks/destroy", { hookID: hookId })
      } catch (error) {
        if (isUnknownCall(error)) return
        if (!(error instanceof UpstreamError) || error.code !== "destroyMissingHook") throw error
      }
    },

    capabilities: () => rememberCapabilities(apiUrl, () => askCapabilities(api)),
  }
}

type Api = { http: Http; signing: Signing }

/** Booleans and numbers come as text, numbers sometimes with separators ("1,000"). */
const Flag = z.string().transform((text) => text.trim().toLowerCase() === "true")
const Count = z
  .string()
  .transform((text) => Number(text.replace(/[\s,.'’]/g, "")))
  .pipe(z.number().int().nonnegative())
const Moment = Count.transform((milliseconds) => new Date(milliseconds))

const Plain = z.object({})
const Failure = z.object({ messageKey: z.string().catch(""), message: z.string().catch("") })
const Failures = z.object({ errors: z.object({ error: z.object({ key: z.string() }) }) })
const Created = z.object({
  internalMeetingID: z.string().min(1),
  createTime: Moment,
  messageKey: z.string().default(""),
})
const Hooked = z.object({ hookID: z.string().min(1) })
const Running = z.object({ running: Flag })
const Person = z
  .object({
    userID: z.string(),
    fullName: z.string().default(""),
    role: z.string().default(""),
    isPresenter: Flag.default(false),
    hasVideo: Flag.default(false),
    hasJoinedVoice: Flag.default(false),
    isListeningOnly: Flag.default(false),
  })
  .transform(
    (person): Attendee => ({
      userId: person.userID,
      name: person.fullName,
      role: person.role.toUpperCase() === "MODERATOR" ? "moderator" : "viewer",
      isPresenter: person.isPresenter,
      hasVideo: person.hasVideo,
      hasVoice: person.hasJoinedVoice,
    }),
  )
/** An empty list is an empty element, which is an empty text. */
const People = z.union([
  z.literal("").transform((): Attendee[] => []),
  z.object({ attendee: z.array(Person) }).transform((list) => list.attendee),
])
const Meeting = z.object({
  internalMeetingID: z.string().min(1),
  createTime: Moment,
  running: Flag,
  participantCount: Count,
  attendees: People.default([]),
})
const Root = z.object({ graphqlWebsocketUrl: z.string().optional() })

async function call<T>(
  { http, signing }: Api,
  shape: z.ZodType<T>,
  name: string,
  parameters: BbbParameters,
  { body }: { body?: string } = {},
): Promise<T> {
  const request: HttpRequest = {
    url: signedUrl(signing, name, parameters),
    // With JSON in Accept, BBB's error paths answer JSON.
    headers: { accept: "application/xml, text/xml;q=0.9, */*;q=0.1" },
  }
  if (body !== undefined) {
    request.method = "POST"
    request.body = body
    request.headers = { ...request.headers, "content-type": "application/xml" }
  }
  const response = responseIn(http, name, (await http.send(request)).text)
  if (response.returncode === "FAILED") throw failureOf(http, name, response)
  const answer = shape.safeParse(response)
  if (response.returncode !== "SUCCESS" || !answer.success)
    throw http.fail("bad_answer", `${name}: unexpected answer`, { cause: answer.error })
  return answer.data
}

function responseIn(http: Http, name: string, text: string) {
  try {
    return parseBbbXml(text)
  } catch (cause) {
    throw http.fail("bad_answer", `${name}: the answer isn't BBB's XML`, { cause })
  }
}

const REASONS: Record<string, UpstreamReason> = {
  checksumError: "unauthorized",
  notFound: "not_found",
  meetingNotFound: "not_found",
  invalidMeetingIdentifier: "not_found",
  meetingForciblyEnded: "not_found",
  serverUnavailable: "busy",
  // A balancer that doesn't know the call.
  unsupportedRequest: "bad_answer",
}

/** Only the key is believed: texts differ between versions and balancers. */
function failureOf(http: Http, name: string, response: Record<string, unknown>) {
  const several = Failures.safeParse(response)
  const one = Failure.parse(response)
  const code = several.success ? several.data.errors.error.key : one.messageKey
  // A balancer out of servers, or with an internal error: another try may be luckier.
  if (code === "" || code === "internalError")
    return http.fail("failed", `${name}: ${vendorText(one.message)}`, { retryable: true, code })
  return http.fail(REASONS[code] ?? "refused", `${name}: ${code}`, { code })
}

async function nullIfGone<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof UpstreamError && error.reason === "not_found") return null
    throw error
  }
}

const GUESTS: Record<GuestPolicy, string> = {
  always_accept: "ALWAYS_ACCEPT",
  always_deny: "ALWAYS_DENY",
  ask_moderator: "ASK_MODERATOR",
}

/** No passwords: only then is creating a meeting that exists already a success that changes nothing. */
function createParameters(input: CreateMeeting): BbbParameters {
  return {
    name: clipped(input.name, 256),
    meetingID: input.meetingId,
    welcome: input.welcome ?? undefined,
    maxParticipants: input.maxParticipants,
    duration: input.durationMinutes,
    guestPolicy: GUESTS[input.guestPolicy],
    record: input.record.enabled,
    autoStartRecording: input.record.autoStart,
    allowStartStopRecording: input.record.allowStartStop,
    muteOnStart: input.muteOnStart,
    webcamsOnlyForModerator: input.webcamsOnlyForModerator,
    lockSettingsDisableCam: input.lock.cam,
    lockSettingsDisableMic: input.lock.mic,
    lockSettingsDisablePrivateChat: input.lock.privateChat,
    lockSettingsDisablePublicChat: input.lock.publicChat,
    lockSettingsDisableNotes: input.lock.notes,
    lockSettingsHideUserList: input.lock.userList,
    logoutURL: input.logoutUrl ?? undefined,
    meta_endCallbackUrl: input.endCallbackUrl ?? undefined,
    meetingExpireIfNoUserJoinedInMinutes: input.expireIfNoUserJoinedMinutes,
    meetingExpireWhenLastUserLeftInMinutes: input.expireWhenLastUserLeftMinutes,
  }
}

function joinParameters(input: JoinMeeting): BbbParameters {
  return {
    fullName: clipped(input.name, 255),
    meetingID: input.meetingId,
    role: input.role === "moderator" ? "MODERATOR" : "VIEWER",
    userID: input.userId,
    redirect: true,
    // An empty createTime is an HTTP 500 in BBB 2.7.
    createTime: input.createdAt?.getTime(),
    avatarURL: input.avatarUrl,
    errorRedirectUrl: input.errorRedirectUrl,
    logoutURL: input.logoutUrl,
    ...(input.kind === "person"
      ? { "userdata-bbb_override_default_locale": input.locale }
      : streamingUserParameters(input.showChat)),
  }
}

function streamingUserParameters(showChat: boolean): BbbParameters {
  return {
    bot: true,
    excludeFromDashboard: true,
    // The gateway's automation finds its buttons by their English names.
    "userdata-bbb_override_default_locale": "en",
    "userdata-bbb_auto_join_audio": true,
    "userdata-bbb_listen_only_mode": true,
    "userdata-bbb_force_listen_only": true,
    "userdata-bbb_skip_check_audio": true,
    // BBB's client opens the chat panel only where the participants' panel is open too.
    "userdata-bbb_show_participants_on_login": showChat,
    "userdata-bbb_show_public_chat_on_login": showChat,
    "userdata-bbb_hide_nav_bar": true,
    "userdata-bbb_hide_actions_bar": true,
    "userdata-bbb_hide_notifications": true,
    "userdata-bbb_hide_controls": true,
    "userdata-bbb_show_session_details_on_join": false,
    "userdata-bbb_ask_for_feedback_on_logout": false,
  }
}

/** Versions aren't told, and balancers hide parts of the API: each ability is asked for by name. */
async function askCapabilities(api: Api): Promise<BbbCapabilities> {
  const root = await call(api, Root, "", {})
  const inserted = call(
    api,
    Plain,
    "insertDocument",
    { meetingID: "no-such-meeting" },
    { body: slidesXml([]) },
  )
  const [webhooks, insertDocument] = await Promise.all([
    // A wrong key shows in insertDocument; bbb-webhooks may only lack our checksum algorithm.
    answers(call(api, Plain, "hooks/list", {}), (error) => error.code === "listHookError"),
    answers(inserted, (error) => {
      if (error.code === "checksumError") throw error
      return error.reason === "not_found" || error.code === ""
    }),
  ])
  return { chatApi: (root.graphqlWebsocketUrl ?? "") !== "", webhooks, insertDocument }
}

/** An unknown call is a 403, a 404, a redirect or `unsupportedRequest`, depending on who stands in front. */
async function answers(answer: Promise<unknown>, isKnown: (error: UpstreamError) => boolean) {
  try {
    await answer
    return true
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    if (error.reason === "unreachable" || error.reason === "timeout") throw error
    return isKnown(error)
  }
}

/** Where the package isn't installed, or a balancer doesn't know it. */
function isUnknownCall(error: unknown) {
  return (
    error instanceof UpstreamError &&
    /^(http_(30\d|403|404|405|410)|unsupportedRequest)$/.test(error.code ?? "")
  )
}

/** Cuts between code points: half a surrogate pair would be sent as U+FFFD. */
function clipped(text: string, maxLength: number) {
  return text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, "")
}
