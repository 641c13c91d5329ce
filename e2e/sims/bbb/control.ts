// The levers for tests, in process; control-api.ts offers the same over HTTP.

import type { Clock, FakeClock } from "./clock.ts"
import type { FaultDial, Faults } from "./faults.ts"
import type { Hook, Hooks } from "./hooks.ts"
import type { Journal, JournalFilter } from "./journal.ts"
import { speak } from "./live.ts"
import { isRunning, type Meeting, onlineUsers, type Role, type User } from "./meeting.ts"
import type { Registry } from "./registry.ts"

export type BbbControl = ReturnType<typeof createControl>

export type Connect = {
  /** Of a user who has joined; or instead a meeting and a name for somebody new. */
  sessionToken?: string
  meetingID?: string
  fullName?: string
  role?: Role
  userID?: string
  bot?: boolean
}

type Parts = {
  clock: Clock | FakeClock
  registry: Registry
  hooks: Hooks
  faults: Faults
  journal: Journal
  resetCallbacks: () => void
}

export function createControl({ clock, registry, hooks, faults, journal, resetCallbacks }: Parts) {
  function meetingOf(meetingID: string) {
    const meeting = registry.findExternal(meetingID) ?? registry.find(meetingID)
    if (!meeting) throw new Error(`the stand-in has no meeting ${meetingID}`)
    return meeting
  }

  function sessionOf({ sessionToken, meetingID, fullName, role, userID, bot }: Connect) {
    if (sessionToken !== undefined) {
      const session = registry.findSession(sessionToken)
      if (!session) throw new Error("the stand-in has no such session")
      return session
    }
    const meeting = meetingOf(meetingID ?? "")
    const user = registry.register(meeting, {
      externalId: userID ?? null,
      name: fullName ?? "Participant",
      role: role ?? "VIEWER",
      guest: false,
      waiting: false,
      bot: bot ?? false,
      customdata: {},
      logoutUrl: "/",
      cookie: "",
    })
    return { meeting, user }
  }

  return {
    requests: (filter?: JournalFilter) => journal.list(filter),
    meetings: () => registry.list().map(describeMeeting),
    hooks: (): Pick<Hook, "id" | "callbackUrl" | "meetingId" | "eventIds">[] =>
      hooks
        .list()
        .map(({ id, callbackUrl, meetingId, eventIds }) => ({ id, callbackUrl, meetingId, eventIds })),
    /** As if the package were installed, or removed, at this moment. */
    installWebhooks(installed: boolean) {
      hooks.settings.installed = installed
      if (!installed) hooks.clear()
    },
    faults: (...dials: FaultDial[]) => {
      for (const dial of dials) faults.dial(dial)
    },
    faultsTaken: () => faults.taken(),
    clearFaults: () => faults.clear(),
    /** Forgets meetings, hooks, faults and the journal; nobody is told. */
    reset() {
      faults.clear()
      hooks.clear()
      resetCallbacks()
      registry.clear()
      journal.clear()
    },
    /** Ends a meeting as its moderator would. */
    end: (meetingID: string) => registry.requestEnd(meetingOf(meetingID)),
    /** A participant writes; one with that name who is in the meeting, or somebody nobody knows yet. */
    chat(meetingID: string, message: string, name = "Participant") {
      const meeting = meetingOf(meetingID)
      const user = onlineUsers(meeting).find((one) => one.name === name)
      speak(registry, meeting, user ?? sessionOf({ meetingID, fullName: name }).user, message)
    },
    /** A joined user's client connects, without a browser. */
    connect(who: Connect) {
      const { meeting, user } = sessionOf(who)
      registry.connect(meeting, user)
      return { sessionToken: user.sessionToken, userId: user.internalId }
    },
    disconnect(sessionToken: string) {
      const { meeting, user } = sessionOf({ sessionToken })
      registry.disconnect(meeting, user)
    },
    /** Moves a fake clock and waits for what falls due; refused with a real one. */
    async advance(ms: number) {
      if (!("advance" in clock)) throw new Error("this stand-in runs on a real clock")
      await clock.advance(ms)
    },
  }
}

function describeMeeting(meeting: Meeting) {
  return {
    meetingID: meeting.externalId,
    internalMeetingID: meeting.internalId,
    name: meeting.name,
    createTime: meeting.createTime,
    running: isRunning(meeting),
    ending: meeting.ending,
    recording: meeting.record,
    durationMinutes: meeting.durationMinutes,
    guestPolicy: meeting.guestPolicy,
    welcome: meeting.welcome,
    logoutURL: meeting.logoutUrl,
    muteOnStart: meeting.muteOnStart,
    metadata: Object.fromEntries(meeting.metadata),
    users: [...meeting.sessions.values()].map((user) => describeUser(meeting, user)),
    chat: meeting.chat,
    slide: meeting.slide,
    shown: meeting.shown,
    presentations: meeting.presentations.map(({ name, current, downloadable, removable, bytes, slides }) => ({
      name,
      current,
      downloadable,
      removable,
      bytes: bytes.length,
      base64: bytes.toString("base64"),
      slides: slides.map((slide) => slide.title),
    })),
  }
}

function describeUser(meeting: Meeting, user: User) {
  return {
    userID: user.externalId,
    internalUserID: user.internalId,
    name: user.name,
    role: user.role,
    bot: user.bot,
    guest: user.guest,
    waiting: user.waiting,
    presenter: user.presenter,
    online: user.connections > 0,
    inUserMap: meeting.users.has(user.internalId),
    joinedVoice: user.joinedVoice,
    listenOnly: user.listenOnly,
    video: user.video,
    userdata: user.customdata,
    sessionToken: user.sessionToken,
  }
}
