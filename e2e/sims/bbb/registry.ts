// The meetings and what happens in them: absent → created ⇄ running → ending → absent.

import type { Clock } from "./clock.ts"
import {
  type ChatMessage,
  internalMeetingId,
  type Meeting,
  onlineUsers,
  randomToken,
  sha1,
  shownPresentation,
  type User,
} from "./meeting.ts"
import { defaultPresentation, type Presentation } from "./presentation.ts"

export type MeetingEvent =
  | { type: "meeting-created"; meeting: Meeting }
  | { type: "user-joined"; meeting: Meeting; user: User }
  | { type: "user-left"; meeting: Meeting; user: User }
  | { type: "chat"; meeting: Meeting; message: ChatMessage }
  | { type: "changed"; meeting: Meeting }
  | { type: "meeting-ended"; meeting: Meeting; remaining: User[] }

export type MeetingSettings = Pick<
  Meeting,
  | "externalId"
  | "name"
  | "attendeePW"
  | "moderatorPW"
  | "voiceBridge"
  | "dialNumber"
  | "record"
  | "recordingMarked"
  | "durationMinutes"
  | "maxUsers"
  | "metadata"
  | "guestPolicy"
  | "welcome"
  | "moderatorOnlyMessage"
  | "logoutUrl"
  | "endedUrl"
  | "muteOnStart"
  | "disabledFeatures"
  | "allowRequestsWithoutSession"
  | "expireNoJoinMinutes"
  | "expireLastLeftMinutes"
  | "endWhenNoModeratorMinutes"
>

export type JoinSettings = Pick<
  User,
  "name" | "role" | "guest" | "waiting" | "bot" | "customdata" | "logoutUrl" | "cookie"
> & { externalId: string | null }

export type Recording = { meeting: Meeting; startTime: number; endTime: number; participants: number }

const USER_MAP_GRACE_MS = 60_000
const END_DELAY_MS = 250
const SLIDE_MS = 6_000
const MINUTE_MS = 60_000

export type Registry = ReturnType<typeof createRegistry>

export function createRegistry(clock: Clock, listeners: ((event: MeetingEvent) => void)[]) {
  const meetings = new Map<string, Meeting>()
  const sessions = new Map<string, { meeting: Meeting; user: User }>()
  const recordings: Recording[] = []
  let lastCreateTime = 0

  function emit(event: MeetingEvent) {
    for (const listener of listeners) listener(event)
  }

  function changed(meeting: Meeting) {
    emit({ type: "changed", meeting })
  }

  function setTimer(meeting: Meeting, name: string, ms: number, run: () => void) {
    meeting.timers.get(name)?.()
    meeting.timers.set(name, clock.after(ms, run))
  }

  function clearTimer(meeting: Meeting, name: string) {
    meeting.timers.get(name)?.()
    meeting.timers.delete(name)
  }

  /** The server's own lookup: a prefix of the internal id, then the hash of the external one. */
  function find(id: string | undefined) {
    if (id === undefined) return undefined
    const byPrefix = (prefix: string) =>
      [...meetings.values()].find((meeting) => meeting.internalId.startsWith(prefix))
    return byPrefix(id) ?? byPrefix(sha1(id))
  }

  function create(settings: MeetingSettings, presentations: Presentation[]) {
    lastCreateTime = Math.max(clock.now(), lastCreateTime + 1)
    const meeting: Meeting = {
      ...settings,
      createTime: lastCreateTime,
      internalId: internalMeetingId(settings.externalId, lastCreateTime),
      hasUserJoined: false,
      startTime: lastCreateTime,
      endTime: 0,
      ending: false,
      ended: false,
      users: new Map(),
      sessions: new Map(),
      chat: [],
      presentations: presentations.length > 0 ? presentations : [defaultPresentation(settings.name)],
      shown: 0,
      slide: 0,
      autoAdvance: true,
      timers: new Map(),
    }
    meeting.shown = Math.max(
      0,
      meeting.presentations.findIndex((one) => one.current),
    )
    meetings.set(meeting.internalId, meeting)
    if (meeting.expireNoJoinMinutes > 0)
      setTimer(meeting, "noJoin", meeting.expireNoJoinMinutes * MINUTE_MS, () => finish(meeting))
    if (meeting.durationMinutes > 0)
      setTimer(meeting, "duration", meeting.durationMinutes * MINUTE_MS, () => finish(meeting))
    emit({ type: "meeting-created", meeting })
    return meeting
  }

  /** Asynchronous, as the server's is; a balancer forgets the meeting at once while the node still closes. */
  function requestEnd(meeting: Meeting, forgetAtOnce = false) {
    if (forgetAtOnce) meetings.delete(meeting.internalId)
    if (meeting.ending) return
    meeting.ending = true
    setTimer(meeting, "ending", END_DELAY_MS, () => finish(meeting))
  }

  function finish(meeting: Meeting) {
    if (meeting.ended) return
    meeting.endTime = clock.now()
    meeting.ending = true
    meeting.ended = true
    const remaining = onlineUsers(meeting)
    if (meeting.record && meeting.recordingMarked && meeting.hasUserJoined) {
      const participants = meeting.sessions.size
      recordings.push({ meeting, startTime: meeting.startTime, endTime: meeting.endTime, participants })
    }
    emit({ type: "meeting-ended", meeting, remaining })
    meetings.delete(meeting.internalId)
    for (const cancel of meeting.timers.values()) cancel()
    for (const user of meeting.users.values()) user.forget?.()
    for (const token of meeting.sessions.keys()) sessions.delete(token)
  }

  function register(meeting: Meeting, join: JoinSettings): User {
    const internalId = `w_${randomToken(12)}`
    const user: User = {
      ...join,
      internalId,
      externalId: join.externalId ?? internalId,
      presenter: false,
      sessionToken: randomToken(16),
      authToken: randomToken(12),
      connections: 0,
      joinedVoice: false,
      listenOnly: false,
      muted: meeting.muteOnStart,
      video: false,
      handRaised: false,
      forget: null,
    }
    meeting.sessions.set(user.sessionToken, user)
    sessions.set(user.sessionToken, { meeting, user })
    if (user.waiting) changed(meeting)
    return user
  }

  function connect(meeting: Meeting, user: User) {
    if (meeting.ended || user.waiting) return
    user.connections += 1
    if (user.connections > 1) return
    user.forget?.()
    user.forget = null
    meeting.users.set(user.internalId, user)
    meeting.hasUserJoined = true
    meeting.endTime = 0
    for (const timer of ["noJoin", "lastLeft"]) clearTimer(meeting, timer)
    if (user.role === "MODERATOR") {
      clearTimer(meeting, "noModerator")
      user.presenter = !onlineUsers(meeting).some((other) => other.presenter)
    }
    if (!meeting.timers.has("slides")) scheduleSlide(meeting)
    emit({ type: "user-joined", meeting, user })
    changed(meeting)
  }

  function disconnect(meeting: Meeting, user: User) {
    if (user.connections === 0) return
    user.connections -= 1
    if (user.connections > 0 || meeting.ended) return
    const online = onlineUsers(meeting)
    const heir = user.presenter ? online.find((one) => one.role === "MODERATOR") : undefined
    Object.assign(user, { joinedVoice: false, listenOnly: false, video: false, presenter: false })
    if (heir) heir.presenter = true
    user.forget = clock.after(USER_MAP_GRACE_MS, () => {
      meeting.users.delete(user.internalId)
      changed(meeting)
    })
    emit({ type: "user-left", meeting, user })
    if (online.length === 0) lastOneLeft(meeting)
    const delay = meeting.endWhenNoModeratorMinutes
    if (delay !== null && user.role === "MODERATOR" && !online.some((one) => one.role === "MODERATOR"))
      setTimer(meeting, "noModerator", delay * MINUTE_MS, () => finish(meeting))
    changed(meeting)
  }

  function lastOneLeft(meeting: Meeting) {
    meeting.endTime = clock.now()
    clearTimer(meeting, "slides")
    if (meeting.expireLastLeftMinutes > 0)
      setTimer(meeting, "lastLeft", meeting.expireLastLeftMinutes * MINUTE_MS, () => finish(meeting))
  }

  function admitWaiting(meeting: Meeting) {
    for (const user of meeting.sessions.values()) user.waiting = false
    changed(meeting)
  }

  function say(meeting: Meeting, line: Omit<ChatMessage, "id" | "time">) {
    if (meeting.disabledFeatures.has("chat") || meeting.ended) return
    const time = clock.now()
    const message = { ...line, id: `${time}-${randomToken(8)}`, time }
    meeting.chat.push(message)
    emit({ type: "chat", meeting, message })
    changed(meeting)
  }

  function scheduleSlide(meeting: Meeting) {
    setTimer(meeting, "slides", SLIDE_MS, () => {
      if (meeting.autoAdvance) turn(meeting, 1)
      else scheduleSlide(meeting)
    })
  }

  function turn(meeting: Meeting, step: number) {
    const count = shownPresentation(meeting)?.slides.length ?? 1
    meeting.slide = (meeting.slide + step + count) % count
    scheduleSlide(meeting)
    changed(meeting)
  }

  function addPresentations(meeting: Meeting, added: Presentation[]) {
    meeting.presentations.push(...added)
    const current = added.find((one) => one.current)
    if (current) show(meeting, meeting.presentations.indexOf(current))
    else changed(meeting)
  }

  function show(meeting: Meeting, presentation: number) {
    if (!meeting.presentations[presentation]) return
    meeting.shown = presentation
    meeting.slide = 0
    changed(meeting)
  }

  function clear() {
    for (const meeting of new Set([
      ...meetings.values(),
      ...[...sessions.values()].map((one) => one.meeting),
    ])) {
      for (const cancel of meeting.timers.values()) cancel()
      for (const user of meeting.users.values()) user.forget?.()
      meeting.ended = true
      changed(meeting)
    }
    meetings.clear()
    sessions.clear()
    recordings.length = 0
  }

  return {
    find,
    findExternal: (id: string) => [...meetings.values()].find((meeting) => meeting.externalId === id),
    list: () => [...meetings.values()],
    findSession: (token: string) => sessions.get(token),
    recordings: () => recordings,
    create,
    requestEnd,
    finish,
    register,
    connect,
    disconnect,
    admitWaiting,
    say,
    turn,
    show,
    addPresentations,
    changed,
    clear,
  }
}
