import { javaDate } from "./java-date.ts"
import { type ChatMessage, type Meeting, PUBLIC_CHAT, type User } from "./meeting.ts"
import type { MeetingEvent } from "./registry.ts"
import { escapeXml } from "./xml.ts"

export type HookEvent = {
  data: { type: "event"; id: string; attributes: Record<string, unknown>; event: { ts: number } }
}

type Version = "2.x" | "3.0-3.3" | "3.4+"

/** The mapped events of one thing that happened; private chats and the like have none. */
export function hookEvents(event: MeetingEvent, now: number, version: Version): HookEvent[] {
  const envelope = (id: string, attributes: Record<string, unknown>): HookEvent => ({
    data: {
      type: "event",
      id,
      attributes: { meeting: meetingIds(event.meeting), ...attributes },
      event: { ts: now },
    },
  })
  switch (event.type) {
    case "meeting-created":
      return [envelope("meeting-created", { meeting: createdMeeting(event.meeting) })]
    case "user-joined":
      return [envelope("user-joined", { user: joinedUser(event.user) })]
    case "user-left":
      return [envelope("user-left", { user: { ...userIds(event.user), guest: event.user.guest } })]
    case "chat":
      return [envelope("chat-group-message-sent", chatAttributes(event.message, version))]
    case "meeting-ended":
      // BBB sends no user-left then; the service makes one up for everybody who was still in.
      return [
        envelope("meeting-ended", {}),
        ...event.remaining.map((user) => envelope("user-left", { user: joinedUser(user) })),
      ]
    case "changed":
      return []
  }
}

function meetingIds(meeting: Meeting) {
  return { "internal-meeting-id": meeting.internalId, "external-meeting-id": meeting.externalId }
}

function createdMeeting(meeting: Meeting) {
  return {
    ...meetingIds(meeting),
    name: meeting.name,
    "is-breakout": false,
    "parent-id": "bbb-none",
    duration: meeting.durationMinutes,
    "create-time": meeting.createTime,
    "create-date": javaDate(meeting.createTime),
    "moderator-pass": meeting.moderatorPW,
    "viewer-pass": meeting.attendeePW,
    record: meeting.record,
    "voice-conf": meeting.voiceBridge,
    "dial-number": meeting.dialNumber,
    "max-users": meeting.maxUsers,
    metadata: Object.fromEntries(meeting.metadata),
  }
}

function userIds(user: User) {
  return { "internal-user-id": user.internalId, "external-user-id": user.externalId }
}

function joinedUser(user: User) {
  return {
    ...userIds(user),
    name: user.name,
    role: user.role,
    presenter: user.presenter,
    guest: user.guest,
    userdata: user.customdata,
  }
}

function chatAttributes(message: ChatMessage, version: Version) {
  const external = version === "3.4+" && message.senderExternalId !== null
  return {
    "chat-message": {
      id: message.id,
      // 2.x clients escape what was typed before it is sent.
      message: version === "2.x" ? escapeXml(message.message).replaceAll("\n", "<br/>") : message.message,
      sender: {
        "internal-user-id": message.senderId,
        ...(external ? { "external-user-id": message.senderExternalId } : {}),
        name: message.senderName,
        time: message.time,
      },
    },
    "chat-id": PUBLIC_CHAT,
  }
}
