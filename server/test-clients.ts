// Hand-written outside systems for tests of the services: they do as told, also lie, refuse and hang.
import type {
  Attendee,
  BbbClient,
  CreateMeeting,
  JoinMeeting,
  MediaClient,
  PlaylistState,
  SipmediagwClient,
} from "./clients/contracts.ts"
import type { Realtime } from "./clients/realtime.ts"
import { safeChatPieces } from "./clients/sipmediagw/safe-text.ts"
import type { Clock } from "./deps.ts"
import type { Signal } from "./domain/signals.ts"
import { UpstreamError, type UpstreamReason, type UpstreamService } from "./errors.ts"

export type Trouble = UpstreamReason | null

function fail(service: UpstreamService, reason: UpstreamReason): never {
  throw new UpstreamError(service, reason, `${service} was told to fail with ${reason}`)
}

export type FakeMeeting = { createdAt: Date; attendees: Attendee[]; asked: CreateMeeting }
export type FakeBbb = BbbClient & {
  meetings: Map<string, FakeMeeting>
  chat: { meetingId: string; senderName: string; text: string }[]
  /** Set to make every call fail that way. */
  trouble: Trouble
  /** Number of messages that still come through before the chat fails. */
  chatFailsAfter: number | null
  canChat: boolean
  /** A text that BBB, or whoever stands in front of it, answers with nonsense. */
  poison: string | null
  /** Set to make the chat show a line and fail that way all the same. */
  losesAnswer: Trouble
  /** An end is accepted, and the meeting goes on for a while: `meetings.delete` is its end. */
  endsLate: boolean
  hasWebhooks: boolean
  /** Registered addresses by the hook's id. */
  hooks: Map<string, { meetingId: string; callbackUrl: string }>
  calls: string[]
  joined: JoinMeeting[]
  enter(meetingId: string, userId: string): void
}

export function createFakeBbb(clock: Clock): FakeBbb {
  function called(name: string) {
    bbb.calls.push(name)
    if (bbb.trouble) fail("bbb", bbb.trouble)
  }
  const bbb: FakeBbb = {
    meetings: new Map(),
    chat: [],
    trouble: null,
    chatFailsAfter: null,
    canChat: true,
    poison: null,
    losesAnswer: null,
    endsLate: false,
    hasWebhooks: true,
    hooks: new Map(),
    calls: [],
    joined: [],
    enter(meetingId, userId) {
      const attendee = { userId, name: userId, role: "viewer", isPresenter: false } as const
      bbb.meetings.get(meetingId)?.attendees.push({ ...attendee, hasVideo: false, hasVoice: false })
    },
    async createMeeting(input) {
      called("createMeeting")
      const known = bbb.meetings.get(input.meetingId)
      const meeting = known ?? { createdAt: clock.now(), attendees: [], asked: input }
      bbb.meetings.set(input.meetingId, meeting)
      return { internalId: input.meetingId, createdAt: meeting.createdAt, created: !known }
    },
    joinUrl(input) {
      bbb.joined.push(input)
      return `https://bbb.test/join/${input.userId}`
    },
    async isMeetingRunning(meetingId) {
      called("isMeetingRunning")
      return bbb.meetings.has(meetingId)
    },
    async findMeeting(meetingId) {
      called("findMeeting")
      const meeting = bbb.meetings.get(meetingId)
      if (!meeting) return null
      const { createdAt, attendees } = meeting
      return {
        internalId: meetingId,
        createdAt,
        running: true,
        participantCount: attendees.length,
        attendees,
      }
    },
    async endMeeting(meetingId) {
      called("endMeeting")
      if (!bbb.endsLate) bbb.meetings.delete(meetingId)
    },
    async sendChatMessage(message) {
      called("sendChatMessage")
      if (bbb.chatFailsAfter === 0) fail("bbb", "unreachable")
      if (bbb.chatFailsAfter !== null) bbb.chatFailsAfter--
      if (!bbb.meetings.has(message.meetingId)) fail("bbb", "not_found")
      if (message.text === bbb.poison) fail("bbb", "bad_answer")
      bbb.chat.push(message)
      if (bbb.losesAnswer) fail("bbb", bbb.losesAnswer)
    },
    async takesChat() {
      called("takesChat")
      return bbb.canChat
    },
    async registerHook(hook) {
      called("registerHook")
      if (!bbb.hasWebhooks) return null
      const [known] = [...bbb.hooks].find(([, { callbackUrl }]) => callbackUrl === hook.callbackUrl) ?? []
      const hookId = known ?? `hook-${hook.meetingId}`
      bbb.hooks.set(hookId, hook)
      return { hookId }
    },
    async removeHook(hookId) {
      called("removeHook")
      bbb.hooks.delete(hookId)
    },
    async capabilities() {
      called("capabilities")
      return { chatApi: bbb.canChat, webhooks: bbb.hasWebhooks, insertDocument: true }
    },
  }
  return bbb
}

export type FakeGateway = SipmediagwClient & {
  /** The room on air at each address. */
  rooms: Map<string, string>
  calls: { verb: "start" | "stop" | "state" | "chat"; url: string; room: string; text?: string }[]
  starts: { url: string; room: string; rtmpUrl: string; joinDomain: string; token: string }[]
  trouble: { start: Trouble; stop: Trouble; state: Trouble; identify?: Trouble }
  /** Addresses at which nothing answers, whatever is asked. */
  dead: Set<string>
  /** Accepts and does nothing. */
  lies: boolean
  /** Confirms a stop and goes on. */
  liesAtStop: boolean
  /** What happens with the picture when the gateway at this address really stops. */
  whenStopped: Map<string, () => Promise<void>>
  canChat: boolean
  /** Number of lines that are still typed before typing fails. */
  typesFor: number | null
  /** A start waits for this before it answers. */
  startGate: Promise<void> | null
}

export function createFakeGateway(): FakeGateway {
  const gateway: FakeGateway = {
    rooms: new Map(),
    calls: [],
    starts: [],
    trouble: { start: null, stop: null, state: null },
    dead: new Set(),
    lies: false,
    liesAtStop: false,
    whenStopped: new Map(),
    canChat: false,
    typesFor: null,
    startGate: null,
    async start({ server, room, rtmpUrl, joinDomain }) {
      gateway.calls.push({ verb: "start", url: server.url, room })
      gateway.starts.push({ url: server.url, room, rtmpUrl, joinDomain, token: server.token })
      if (gateway.startGate) await gateway.startGate
      if (gateway.dead.has(server.url)) fail("sipmediagw", "unreachable")
      if (gateway.trouble.start) fail("sipmediagw", gateway.trouble.start)
      if (!gateway.lies) gateway.rooms.set(server.url, room)
      return { handle: null }
    },
    async stop({ server, room }) {
      gateway.calls.push({ verb: "stop", url: server.url, room })
      if (gateway.dead.has(server.url)) fail("sipmediagw", "unreachable")
      if (gateway.trouble.stop) fail("sipmediagw", gateway.trouble.stop)
      if (gateway.liesAtStop || gateway.rooms.get(server.url) !== room) return
      gateway.rooms.delete(server.url)
      await gateway.whenStopped.get(server.url)?.()
    },
    async state({ server, room }) {
      gateway.calls.push({ verb: "state", url: server.url, room })
      if (gateway.dead.has(server.url)) fail("sipmediagw", "unreachable")
      if (gateway.trouble.state) fail("sipmediagw", gateway.trouble.state)
      return { state: gateway.rooms.get(server.url) === room ? "serving" : "idle", handle: null }
    },
    async identify(server) {
      if (gateway.dead.has(server.url)) fail("sipmediagw", "unreachable")
      if (gateway.trouble.identify) fail("sipmediagw", gateway.trouble.identify)
      return { dialect: "classic", version: "1.6.0" }
    },
    chat: {
      async canDeliver({ url }) {
        if (gateway.dead.has(url)) fail("sipmediagw", "unreachable")
        return gateway.canChat
      },
      async send({ server, room, text, skip = 0, onTyped }) {
        for (const [index, line] of safeChatPieces(text).entries()) {
          if (index < skip) continue
          if (gateway.dead.has(server.url)) fail("sipmediagw", "unreachable")
          if (gateway.typesFor === 0) fail("sipmediagw", "failed")
          if (gateway.typesFor !== null) gateway.typesFor--
          gateway.calls.push({ verb: "chat", url: server.url, room, text: line })
          await onTyped?.(index + 1)
        }
      },
    },
  }
  return gateway
}

export type FakeMedia = MediaClient & {
  playlists: Map<string, PlaylistState>
  /** The picture at this address moves by one segment, or stays where it is. */
  play(url: string): void
  unreachable: boolean
  /** How long a segment may be, in every playlist. */
  targetMs: number | null
  /** Whether the RTMP port is closed. */
  ingestClosed: boolean
}

/** The address of a broadcaster's picture, whoever may see it. */
export function withoutKey(url: string | null) {
  return url?.replace(/(\/hls\/[^/]+)\/[\w-]{32}(?=\/)/, "$1") ?? ""
}

export function createFakeMedia(): FakeMedia {
  const media: FakeMedia = {
    playlists: new Map(),
    unreachable: false,
    targetMs: null,
    ingestClosed: false,
    play(url) {
      const before = media.playlists.get(url)?.mediaSequence ?? 0
      media.playlists.set(url, {
        isThere: true,
        onAir: true,
        mediaSequence: before + 1,
        lastSegmentAt: null,
        targetMs: null,
      })
    },
    async probe(url) {
      if (media.unreachable) fail("media", "unreachable")
      const nothing = {
        isThere: false,
        onAir: false,
        mediaSequence: null,
        lastSegmentAt: null,
        targetMs: null,
      }
      return media.playlists.get(withoutKey(url)) ?? nothing
    },
    async knock() {
      if (media.ingestClosed) fail("media", "unreachable")
    },
  }
  return media
}

export type FakeRealtime = Realtime & {
  published: { channel: string; signals: Signal[] }[]
  counts: Map<string, number>
  isDown: boolean
}

export function createFakeRealtime(): FakeRealtime {
  function note(channel: string, data: unknown) {
    if (realtime.isDown) fail("realtime", "unreachable")
    // The services' own `announce` is the only caller.
    realtime.published.push({ channel, signals: (data as { signals: Signal[] }).signals })
  }
  const realtime: FakeRealtime = {
    published: [],
    counts: new Map(),
    isDown: false,
    async publish(channels, _event, data) {
      for (const channel of channels) note(channel, data)
    },
    async publishBatch(items) {
      for (const { channel, data } of items) note(channel, data)
    },
    async subscriptionCount(channel) {
      if (realtime.isDown) fail("realtime", "unreachable")
      return realtime.counts.get(channel) ?? 0
    },
    authorizeChannel: (socketId, channel) => ({ auth: `${socketId}:${channel}` }),
  }
  return realtime
}
