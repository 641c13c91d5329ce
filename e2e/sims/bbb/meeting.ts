import { createHash, randomBytes, randomInt } from "node:crypto"
import type { Cancel } from "./clock.ts"
import type { Presentation } from "./presentation.ts"

export type Role = "MODERATOR" | "VIEWER"
export type GuestPolicy = "ALWAYS_ACCEPT" | "ALWAYS_DENY" | "ASK_MODERATOR"

/** A join session; it becomes a user of the meeting when its client connects. */
export type User = {
  internalId: string
  externalId: string
  name: string
  role: Role
  guest: boolean
  waiting: boolean
  bot: boolean
  presenter: boolean
  customdata: Record<string, string>
  logoutUrl: string
  sessionToken: string
  authToken: string
  cookie: string
  connections: number
  joinedVoice: boolean
  listenOnly: boolean
  muted: boolean
  video: boolean
  handRaised: boolean
  forget: Cancel | null
}

export type ChatMessage = {
  id: string
  message: string
  senderId: string
  senderExternalId: string | null
  senderName: string
  time: number
  viaApi: boolean
}

export type Meeting = {
  externalId: string
  internalId: string
  name: string
  createTime: number
  attendeePW: string
  moderatorPW: string
  voiceBridge: string
  dialNumber: string
  record: boolean
  recordingMarked: boolean
  durationMinutes: number
  maxUsers: number
  metadata: Map<string, string>
  guestPolicy: GuestPolicy
  welcome: string
  moderatorOnlyMessage: string
  logoutUrl: string
  endedUrl: string
  muteOnStart: boolean
  disabledFeatures: Set<string>
  allowRequestsWithoutSession: boolean
  expireNoJoinMinutes: number
  expireLastLeftMinutes: number
  endWhenNoModeratorMinutes: number | null
  hasUserJoined: boolean
  startTime: number
  endTime: number
  ending: boolean
  ended: boolean
  /** The user map: everybody online, and those who left up to 60 s ago. */
  users: Map<string, User>
  sessions: Map<string, User>
  chat: ChatMessage[]
  presentations: Presentation[]
  shown: number
  slide: number
  autoAdvance: boolean
  timers: Map<string, Cancel>
}

export const PUBLIC_CHAT = "MAIN-PUBLIC-GROUP-CHAT"

export function internalMeetingId(externalId: string, createTime: number) {
  return `${sha1(externalId)}-${createTime}`
}

export function sha1(text: string) {
  return createHash("sha1").update(text, "utf8").digest("hex")
}

export function onlineUsers(meeting: Meeting) {
  return [...meeting.users.values()].filter((user) => user.connections > 0)
}

/** Running means the user map is not empty, so it stays true up to 60 s after the last user left. */
export function isRunning(meeting: Meeting) {
  return meeting.users.size > 0
}

export function hasRoomFor(meeting: Meeting, externalId: string, bot: boolean) {
  if (meeting.maxUsers <= 0 || bot) return true
  const people = new Set<string>()
  for (const user of meeting.users.values()) if (!user.bot) people.add(user.externalId)
  return people.has(externalId) || people.size < meeting.maxUsers
}

export function shownPresentation(meeting: Meeting) {
  return meeting.presentations[meeting.shown]
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

export function randomToken(length: number) {
  return Array.from(randomBytes(length), (byte) => LETTERS[byte % LETTERS.length]).join("")
}

export function randomVoiceBridge(digits: number) {
  return String(randomInt(10 ** (digits - 1), 10 ** digits - 1))
}
