/** What pages are given: plain data, no secret, nothing that a viewer may not know. */

import type { ChatChange, ChatHead, ChatInbound, ChatMessage } from "./chat.ts"
import type { ChatRulesView } from "./chat-rules.ts"
import type { DirectEventForm } from "./direct-event.ts"
import type { Slot } from "./free-slots.ts"
import type { Dialect } from "./gateway.ts"
import type { GatewayHealth, Preflight } from "./health.ts"
import type { LiveFacts, LiveState } from "./live-state.ts"
import type { Failure, LivestreamState, StepView, StopReason } from "./livestream.ts"
import type { CallLine } from "./livestream-call.ts"
import type { WebinarForm } from "./webinar.ts"

export type EventCard = {
  id: string
  slug: string
  title: string
  description: string
  organiser: string
  startAt: Date
  endAt: Date
  state: LiveState
  restricted: boolean
  listeners: number
}

export type EventList = { live: EventCard[]; upcoming: EventCard[]; past: EventCard[] }

export type Viewer = {
  id: string
  name: string
  isAdmin: boolean
  canCreateWebinars: boolean
} | null

/** The live page, from which the browser derives the state as the clock goes on (`liveStateOf`). */
export type LiveView = {
  event: {
    id: string
    slug: string
    title: string
    description: string
    organiser: string
    startAt: Date
    endAt: Date
    restricted: boolean
  }
  facts: LiveFacts
  state: LiveState
  /** When the present state began, where that is known. */
  since: Date | null
  /** When the picture first came, once the event is over: messages are then told by their place in it. */
  replayFrom: Date | null
  /** The playlist to wait for and play; null while nothing can come. */
  streamUrl: string | null
  /** Sound and picture end with the picture of Amphi's origin (about 2 s behind) or of another server. */
  lowLatency: boolean
  chat: {
    enabled: boolean
    open: boolean
    canWrite: boolean
    /** Whose page this is; null: nobody signed in. */
    myId: string | null
    /** The `authorKey`s of their own messages. */
    myKeys: string[]
    /** Under which they write, unless under a pseudonym. */
    myName: string | null
    isPresenter: boolean
    isModerator: boolean
    /** What concerns them alone, and what moderators are told. */
    channels: string[]
  }
  listeners: number
  channel: string
  audienceChannel: string
  version: number
  serverNow: Date
}

export type ChatPage = {
  messages: ChatMessage[]
  /** Older messages exist before the first one. */
  hasOlder: boolean
}

/** The chat as a page opens with it: its latest messages, and how far they go. */
export type ChatOpening = ChatPage & { head: ChatHead; rules: ChatRulesView }

/** What a page missed. Its last message may be before the head's: then there is more to ask for. */
export type ChatUpdate = {
  messages: ChatMessage[]
  changes: ChatChange[]
  head: ChatHead
  rules: ChatRulesView
  /** `LiveView.version` of the event: who comes back reads the live page's facts only if they have changed. */
  liveVersion: number
  /** The number of the last change of a question. */
  questionRev: number
}

export type WebinarCard = {
  id: string
  eventSlug: string
  title: string
  startAt: Date
  endAt: Date
  isWebinar: boolean
  state: LiveState
  livestreamState: LivestreamState | null
  isOwner: boolean
  ownerName: string
  meetingRunning: boolean
  /** The audience's address, and the speakers' one: a key that only presenters may read. */
  eventUrl: string
  joinUrl: string
}

export type Person = { id: string; name: string; email: string }

export type WebinarEdit = {
  id: string
  form: WebinarForm
  eventSlug: string
  owner: Person
  presenters: Person[]
  slides: { filename: string; sizeBytes: number } | null
  isOwner: boolean
  livestreamOpen: boolean
}

export type Participant = {
  userId: string
  name: string
  role: "moderator" | "viewer"
  isStreamingUser: boolean
}

export type LogLine = {
  id: number
  at: Date
  from: LivestreamState | null
  to: LivestreamState
  reason: string | null
  actorName: string | null
}

export type PlannedEnd = {
  at: Date
  /** From then on the gateway is somebody else's, where that is soon. */
  neededAt: Date | null
  /** By the shortest extension there is. */
  canExtend: boolean
}

export type ControlView = {
  webinar: {
    id: string
    title: string
    startAt: Date
    endAt: Date
    isWebinar: boolean
    enableChat: boolean
    chatInPicture: boolean
    isOwner: boolean
  }
  event: { id: string; slug: string; url: string; channel: string; listeners: number; listenersPeak: number }
  live: LiveView
  livestream: {
    id: string
    state: LivestreamState
    stateAt: Date
    requestedAt: Date
    liveAt: Date | null
    stopReason: StopReason | null
    failure: Failure | null
    gatewayName: string | null
    automaticRestarts: number
  } | null
  steps: StepView[]
  meeting: { running: boolean; createdAt: Date | null }
  gatewayName: string | null
  /** How listeners' messages reach the meeting. */
  chatRoute: "bbb" | "gateway" | "live_page_only"
  /** How what is written in the meeting reaches listeners. */
  chatInbound: ChatInbound
  joinUrl: string
  log: LogLine[]
  /** null while nothing is on air. */
  plannedEnd: PlannedEnd | null
  preflight: Preflight | null
  channel: string
  serverNow: Date
}

export type GatewayRow = {
  id: string
  name: string
  dialect: Dialect
  sipmediagwUrl: string
  gatewayRef: string | null
  hasToken: boolean
  /** Without its key; null: Amphi's own origin. */
  rtmpUrl: string | null
  /** The full publish address at Amphi's origin, key hidden. */
  publishUrl: string | null
  broadcaster: { id: string; name: string }
  enabled: boolean
  /** Why it is out of service for now; null: it isn't. */
  maintenance: string | null
  /** What the last probe found, and when. */
  health: GatewayHealth | null
  healthCheckedAt: Date | null
  busyWith: { webinarTitle: string; livestreamId: string } | null
  nextReservation: { webinarTitle: string; from: Date; to: Date } | null
}

export type BroadcasterRow = {
  id: string
  name: string
  hlsUrl: string | null
  streamName: string | null
  listed: boolean
  restricted: boolean
  gatewayName: string | null
  /** Where an encoder pushes, without its key; null: to that other server. */
  encoder: { server: string; streamName: string; keyAt: Date | null } | null
}

/** An event without a webinar, for administrators. */
export type DirectEventView = {
  id: string
  slug: string
  state: LiveState
  startAt: Date
  endAt: Date
  listeners: number
  listenersPeak: number
  /** What its broadcaster shows now, whoever it is for; null: nothing was ever seen there. */
  picture: { playing: boolean; since: Date } | null
  broadcaster: Pick<
    BroadcasterRow,
    "id" | "name" | "restricted" | "hlsUrl" | "gatewayName" | "encoder"
  > | null
  form: DirectEventForm
}

/** What an encoder is told to push, as one address and as OBS asks for it. */
export type EncoderAddress = { address: string; server: string; streamKey: string }

/** One livestream from its request to its end, for administrators. */
export type SessionView = {
  session: SessionRow
  failureDetail: string | null
  /** What an administrator gave as the reason of a stop, a restart or a move. */
  note: string | null
  automaticRestarts: number
  /** Gateways that had their turn before the present one, in order. */
  earlierGateways: string[]
  gatewayId: string | null
  /** The stop of the gateway is not confirmed. */
  gatewayEngaged: boolean
  /** Oldest first. */
  log: LogLine[]
  calls: CallLine[]
}

export type SessionRow = {
  id: string
  webinarId: string
  webinarTitle: string
  eventSlug: string
  gatewayName: string | null
  state: LivestreamState
  stateAt: Date
  requestedAt: Date
  requestedBy: string | null
  liveAt: Date | null
  endedAt: Date | null
  stopReason: StopReason | null
  stoppedBy: string | null
  failure: Failure | null
}

/** An event as administrators list it. */
export type EventRow = {
  id: string
  slug: string
  title: string
  ownerName: string
  startAt: Date
  endAt: Date
  state: LiveState
  broadcaster: { id: string; name: string } | null
  webinarId: string | null
  published: boolean
  listed: boolean
  restricted: boolean
}

/** Whether a live gateway is free at a wished time; if not, the nearest times at which one is. */
export type Availability = { free: boolean; slots: Slot[] }
