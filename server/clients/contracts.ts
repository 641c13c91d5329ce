/** What the services ask of BBB and SIPMediaGW, in our words; vendor words stop at the modules behind these types. */

import type { Dialect } from "#server/domain/gateway.ts"

export type MeetingRole = "moderator" | "viewer"
export type GuestPolicy = "always_accept" | "always_deny" | "ask_moderator"

export type CreateMeeting = {
  meetingId: string
  name: string
  welcome: string | null
  maxParticipants: number
  /** Minutes; 0 means no limit. */
  durationMinutes: number
  guestPolicy: GuestPolicy
  record: { enabled: boolean; autoStart: boolean; allowStartStop: boolean }
  lock: {
    cam: boolean
    mic: boolean
    privateChat: boolean
    publicChat: boolean
    notes: boolean
    userList: boolean
  }
  muteOnStart: boolean
  webcamsOnlyForModerator: boolean
  logoutUrl: string | null
  endCallbackUrl: string | null
  expireIfNoUserJoinedMinutes: number
  expireWhenLastUserLeftMinutes: number
  slides: { name: string; content: { bytes: Uint8Array } | { url: string } }[]
}

export type MeetingHandle = {
  internalId: string
  createdAt: Date
  /** false: a meeting with this id existed already and was left as it is. */
  created: boolean
}

export type Attendee = {
  userId: string
  name: string
  role: MeetingRole
  isPresenter: boolean
  hasVideo: boolean
  hasVoice: boolean
}

export type MeetingInfo = {
  internalId: string
  createdAt: Date
  running: boolean
  participantCount: number
  attendees: Attendee[]
}

export type JoinMeeting = {
  meetingId: string
  name: string
  role: MeetingRole
  userId: string
  createdAt: Date | null
  avatarUrl?: string
  errorRedirectUrl?: string
  logoutUrl?: string
} & (
  | { kind: "person"; locale: string }
  /** The clean picture: bars, names and notifications hidden (wire/bigbluebutton.md §5.4). */
  | { kind: "streaming_user"; showChat: boolean }
)

export type BbbCapabilities = { chatApi: boolean; webhooks: boolean; insertDocument: boolean }

export type BbbClient = {
  createMeeting(input: CreateMeeting): Promise<MeetingHandle>
  joinUrl(input: JoinMeeting): string
  isMeetingRunning(meetingId: string): Promise<boolean>
  /** null: BBB says that there is no such meeting (not created, ended or expired). */
  findMeeting(meetingId: string): Promise<MeetingInfo | null>
  /** Ending what has ended already is a success. */
  endMeeting(meetingId: string): Promise<void>
  /** A time-out may have delivered it. One BBB message, at most 500 UTF-16 units after trimming: `splitForBbb` of server/domain/chat.ts cuts. */
  sendChatMessage(input: { meetingId: string; senderName: string; text: string }): Promise<void>
  /** Whether the chat call is there, tried with a meeting that nobody can be in: nothing shows anywhere. */
  takesChat(): Promise<boolean>
  /** The same address again is the same hook; BBB calls it for the events of `HookEvent`. null: it has no webhooks. */
  registerHook(input: { meetingId: string; callbackUrl: string }): Promise<{ hookId: string } | null>
  /** Removing what is gone already is a success. */
  removeHook(hookId: string): Promise<void>
  capabilities(): Promise<BbbCapabilities>
}

export type GatewayServer = {
  url: string
  token: string
  /** The `gw_id` of a SIPMediaGW 1.8+ slot; null in the classic dialect and behind a proxy. */
  gatewayRef: string | null
}

export type StartStream = {
  server: GatewayServer
  /** Random [a-z0-9]{5,63}, never user text. */
  room: string
  /** Host and path in front of the room, no scheme: "webinar.univ.fr/join". */
  joinDomain: string
  /** rtmp://… with its key. */
  rtmpUrl: string
}

/** How the picture stands at an HLS address. */
export type PlaylistState = {
  /** false: the server has nothing at this address, which while nobody publishes is all there is to see. */
  isThere: boolean
  onAir: boolean
  /** Number of the newest whole segment: it grows from the first one on, while the picture moves. */
  mediaSequence: number | null
  /** By our clock; null where the server tells neither Last-Modified nor a programme date. */
  lastSegmentAt: Date | null
  /** How long a segment of it may be. */
  targetMs: number | null
}

export type MediaClient = {
  probe(playlistUrl: string): Promise<PlaylistState>
  /** Resolves when the port of this RTMP address is open; nothing is published. */
  knock(rtmpUrl: string): Promise<void>
}

/**
 * An accepted start is only a hope: believe the attendee list and the picture. `handle`: what a proxy calls the
 * gateway it chose, to be kept for `stop` and `state`; null in the dialects that have no choice to make.
 */
export type StartAnswer = { handle: string | null }
/** A handle of null is a lost one: the room is looked for then, and the handle found with it. */
export type StartedStream = { server: GatewayServer; room: string; handle: string | null }
/** `orderedMsAgo`: how long ago its start was sent, where nobody knows yet what became of that. */
export type StopStream = StartedStream & { orderedMsAgo?: number | null }
export type GatewayState = "serving" | "idle" | "unknown"
export type GatewayReport = { state: GatewayState; handle: string | null }
export type GatewayIdentity = { dialect: Dialect; version: string }

export type SipmediagwClient = {
  /** After any error, also a time-out, the room may be on air all the same: send `stop` for it. */
  start(input: StartStream): Promise<StartAnswer>
  /** Stopping what does not run is a success; what may yet run is no such thing. */
  stop(input: StopStream): Promise<void>
  /** Whether the gateway says that it serves this room; "unknown" where the dialect can't tell. */
  state(input: StartedStream): Promise<GatewayReport>
  /** Which dialect and version answers at this address, found without a room. */
  identify(server: GatewayServer): Promise<GatewayIdentity>
  chat: {
    /** Only SIPMediaGW 1.5 and 1.6 type what they are sent; asked of the server once in five minutes. */
    canDeliver(server: GatewayServer): Promise<boolean>
    /**
     * Neutralises the text itself and splits it into lines: leaves out the first `skip` of them, and tells after each
     * how many are typed. An answer is no proof that it was typed.
     */
    send(input: {
      server: GatewayServer
      room: string
      text: string
      skip?: number
      onTyped?: (lines: number) => Promise<void>
    }): Promise<void>
  }
}
