// The page's live line: an open socket is a client in the meeting.

import type { IncomingMessage } from "node:http"
import type { Duplex } from "node:stream"
import { type WebSocket, WebSocketServer } from "ws"
import { z } from "zod"
import { type Meeting, onlineUsers, shownPresentation, type User } from "./meeting.ts"
import type { ClientMessage, PageState, PageUser } from "./page/protocol.ts"
import type { MeetingEvent, Registry } from "./registry.ts"

const LISTED_USERS = 150
const LISTED_MESSAGES = 200

const ClientMessageSchema: z.ZodType<ClientMessage> = z.discriminatedUnion("type", [
  z.object({ type: z.literal("chat"), text: z.string().max(5000) }),
  z.object({ type: z.literal("turn"), step: z.union([z.literal(1), z.literal(-1)]) }),
  z.object({ type: z.literal("auto"), on: z.boolean() }),
  z.object({ type: z.literal("present"), index: z.number().int().min(0) }),
  z.object({ type: z.literal("voice"), joined: z.boolean(), listenOnly: z.boolean(), muted: z.boolean() }),
  z.object({ type: z.literal("video"), on: z.boolean() }),
  z.object({ type: z.literal("hand"), up: z.boolean() }),
  z.object({ type: z.literal("admit") }),
  z.object({ type: z.literal("end") }),
])

type Line = { socket: WebSocket; user: User; joined: boolean }

export type Live = ReturnType<typeof createLive>

export function createLive(registry: Registry) {
  const server = new WebSocketServer({ noServer: true })
  const lines = new Map<Meeting, Set<Line>>()
  const dirty = new Set<Meeting>()

  function open(request: IncomingMessage, duplex: Duplex, head: Buffer, meeting: Meeting, user: User) {
    server.handleUpgrade(request, duplex, head, (socket) => {
      const line: Line = { socket, user, joined: false }
      const all = lines.get(meeting) ?? new Set()
      lines.set(meeting, all.add(line))
      socket.on("message", (data) => hear(meeting, line, String(data)))
      socket.on("error", () => socket.terminate())
      socket.on("close", () => leave(meeting, line))
      admit(meeting, line)
      flush(meeting)
    })
  }

  function admit(meeting: Meeting, line: Line) {
    if (line.joined || line.user.waiting) return
    line.joined = true
    registry.connect(meeting, line.user)
  }

  function leave(meeting: Meeting, line: Line) {
    const all = lines.get(meeting)
    all?.delete(line)
    if (all?.size === 0) lines.delete(meeting)
    if (line.joined) registry.disconnect(meeting, line.user)
  }

  function hear(meeting: Meeting, { user, joined }: Line, text: string) {
    const parsed = ClientMessageSchema.safeParse(parseJson(text))
    if (parsed.success && joined && !meeting.ended) obey(registry, meeting, user, parsed.data)
  }

  function publish(event: MeetingEvent) {
    if (event.type === "meeting-ended" || event.meeting.ended) return end(event.meeting)
    if (event.type !== "changed" || dirty.has(event.meeting)) return
    dirty.add(event.meeting)
    setImmediate(() => {
      dirty.delete(event.meeting)
      for (const line of lines.get(event.meeting) ?? []) admit(event.meeting, line)
      flush(event.meeting)
    })
  }

  function flush(meeting: Meeting) {
    const shared = sharedState(meeting)
    for (const { socket, user } of lines.get(meeting) ?? [])
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(personalState(shared, meeting, user)))
  }

  function end(meeting: Meeting) {
    for (const { socket } of lines.get(meeting) ?? []) {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ type: "ended" }))
      socket.close(1000, "ended")
    }
  }

  return {
    open,
    publish,
    close() {
      for (const all of lines.values()) for (const { socket } of all) socket.terminate()
      server.close()
    },
  }
}

function obey(registry: Registry, meeting: Meeting, user: User, message: ClientMessage) {
  const mayPresent = user.presenter || user.role === "MODERATOR"
  const mayModerate = user.role === "MODERATOR"
  switch (message.type) {
    case "chat":
      return speak(registry, meeting, user, message.text)
    case "turn":
      return mayPresent ? registry.turn(meeting, message.step) : undefined
    case "auto":
      if (mayPresent) meeting.autoAdvance = message.on
      break
    case "present":
      return mayPresent ? registry.show(meeting, message.index) : undefined
    case "voice":
      user.joinedVoice = message.joined && !message.listenOnly
      user.listenOnly = message.joined && message.listenOnly
      user.muted = message.muted
      break
    case "video":
      user.video = message.on
      break
    case "hand":
      user.handRaised = message.up
      break
    case "admit":
      return mayModerate ? registry.admitWaiting(meeting) : undefined
    case "end":
      return mayModerate ? registry.requestEnd(meeting) : undefined
    default:
      message satisfies never
  }
  registry.changed(meeting)
}

export function speak(registry: Registry, meeting: Meeting, user: User, text: string) {
  const message = text.trim()
  if (message === "") return
  registry.say(meeting, {
    message,
    senderId: user.internalId,
    senderExternalId: user.externalId,
    senderName: user.name,
    viaApi: false,
  })
}

function sharedState(meeting: Meeting) {
  const online = onlineUsers(meeting)
  const presentation = shownPresentation(meeting)
  const title = presentation?.slides[meeting.slide]?.title ?? ""
  return {
    type: "state" as const,
    welcome: meeting.welcome.replaceAll(/<[^>]*>/g, ""),
    recording: meeting.recordingMarked,
    chatDisabled: meeting.disabledFeatures.has("chat"),
    userCount: online.length,
    users: online.slice(0, LISTED_USERS).map(pageUser),
    waitingNames: [...meeting.sessions.values()].filter((one) => one.waiting).map((one) => one.name),
    slide: {
      // Relative to the page, so that it works by whatever name the browser reached us.
      url: `presentation/${presentation?.id ?? ""}/${meeting.slide}`,
      title,
      index: meeting.slide,
      total: presentation?.slides.length ?? 1,
      auto: meeting.autoAdvance,
    },
    presentations: meeting.presentations.map((one) => one.name),
    presentation: meeting.shown,
  }
}

function personalState(shared: ReturnType<typeof sharedState>, meeting: Meeting, user: User): PageState {
  const chat = meeting.chat.slice(-LISTED_MESSAGES).map((line) => ({
    id: line.id,
    name: line.senderName,
    text: line.message,
    time: line.time,
    mine: line.senderId === user.internalId,
    api: line.viaApi,
  }))
  return { ...shared, me: pageUser(user), waiting: user.waiting, chat: user.waiting ? [] : chat }
}

function pageUser(user: User): PageUser {
  return {
    id: user.internalId,
    name: user.name,
    role: user.role,
    presenter: user.presenter,
    voice: user.joinedVoice,
    listening: user.listenOnly,
    muted: user.muted,
    video: user.video,
    hand: user.handRaised,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // not a message of our page
  }
}
