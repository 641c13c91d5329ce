import { javaDate } from "./java-date.ts"
import { isRunning, type Meeting, onlineUsers, type User } from "./meeting.ts"
import type { Recording } from "./registry.ts"
import { element, optionalElement, parent } from "./xml.ts"

/** The fields of getMeetingInfo and getMeetings, in the template's order. */
export function meetingFields(meeting: Meeting): string[] {
  const online = onlineUsers(meeting)
  const count = (test: (user: User) => boolean) => online.filter(test).length
  return [
    element("meetingName", meeting.name),
    element("meetingID", meeting.externalId),
    element("internalMeetingID", meeting.internalId),
    element("createTime", meeting.createTime),
    element("createDate", javaDate(meeting.createTime)),
    element("voiceBridge", meeting.voiceBridge),
    element("dialNumber", meeting.dialNumber),
    optionalElement("attendeePW", meeting.attendeePW),
    optionalElement("moderatorPW", meeting.moderatorPW),
    element("running", isRunning(meeting)),
    element("duration", meeting.durationMinutes),
    element("hasUserJoined", meeting.hasUserJoined),
    element("recording", meeting.record),
    element("hasBeenForciblyEnded", false),
    element("startTime", meeting.startTime),
    element("endTime", meeting.endTime),
    element("participantCount", online.length),
    element(
      "listenerCount",
      count((user) => user.listenOnly),
    ),
    element(
      "voiceParticipantCount",
      count((user) => user.joinedVoice),
    ),
    element(
      "videoCount",
      count((user) => user.video),
    ),
    element("maxUsers", meeting.maxUsers),
    element(
      "moderatorCount",
      count((user) => user.role === "MODERATOR"),
    ),
    parent("attendees", ...online.map(attendee)),
    parent("metadata", ...[...meeting.metadata].map(([key, value]) => element(key, value))),
    element("isBreakout", false),
  ]
}

export function recordingXml({ meeting, startTime, endTime, participants }: Recording, publicUrl: string) {
  const minutes = Math.round((endTime - startTime) / 60_000)
  const url = `${publicUrl}/playback/presentation/2.3/${meeting.internalId}`
  return parent(
    "recording",
    element("recordID", meeting.internalId),
    element("meetingID", meeting.externalId),
    element("internalMeetingID", meeting.internalId),
    element("name", meeting.name),
    element("isBreakout", false),
    element("published", true),
    element("state", "published"),
    element("startTime", startTime),
    element("endTime", endTime),
    element("participants", participants),
    parent(
      "metadata",
      element("isBreakout", false),
      element("meetingName", meeting.name),
      element("meetingId", meeting.externalId),
    ),
    parent(
      "playback",
      parent(
        "format",
        element("type", "presentation"),
        element("url", url),
        element("processingTime", 7177),
        element("length", minutes),
      ),
    ),
  )
}

function attendee(user: User) {
  const custom = Object.entries(user.customdata)
  return parent(
    "attendee",
    element("userID", user.externalId),
    element("fullName", user.name),
    element("role", user.role),
    element("isPresenter", user.presenter),
    element("isListeningOnly", user.listenOnly),
    element("hasJoinedVoice", user.joinedVoice),
    element("hasVideo", user.video),
    element("clientType", "HTML5"),
    custom.length > 0 ? parent("customdata", ...custom.map(([key, value]) => element(key, value))) : "",
  )
}
