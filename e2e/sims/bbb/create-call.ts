import type { ApiRequest } from "./api-request.ts"
import { sanitize } from "./checksum.ts"
import { javaDate } from "./java-date.ts"
import { type GuestPolicy, type Meeting, randomToken, randomVoiceBridge } from "./meeting.ts"
import {
  type DocumentElement,
  fetchDocument,
  parseModules,
  presentationFromDocument,
} from "./presentation.ts"
import type { MeetingSettings } from "./registry.ts"
import type { World } from "./world.ts"
import { type Answer, element, failed, failedMulti, optionalElement, success } from "./xml.ts"

export function createCall(world: World, request: ApiRequest): Answer {
  const id = request.params.get("meetingID")
  if (id === undefined || id !== sanitize(id)) return failed("validationError", "Invalid meeting ID")
  const existing = world.registry.findExternal(id)
  if (existing) return answerForExisting(existing, request)
  const voiceBridge = request.params.get("voiceBridge") ?? ""
  if (voiceBridge !== "" && world.registry.list().some((meeting) => meeting.voiceBridge === voiceBridge))
    return failedMulti("nonUniqueVoiceBridge", "The selected voice bridge is already in use.")
  const documents = documentsOf(request)
  const inline = documents.filter((document) => document.url === null)
  const meeting = world.registry.create(
    settingsOf(request, id, world),
    inline.map((document) => presentationFromDocument(document, document.bytes)),
  )
  fetchDocuments(world, meeting, documents)
  return created(meeting, "", "")
}

export function insertDocumentCall(world: World, request: ApiRequest, meeting: Meeting): Answer {
  const documents = parseModules(request.body.toString("utf8")) ?? []
  const inline = documents.filter((document) => document.url === null)
  world.registry.addPresentations(
    meeting,
    inline.map((document) => presentationFromDocument(document, document.bytes)),
  )
  fetchDocuments(world, meeting, documents)
  return success(element("message", "Presentation is being uploaded"))
}

function answerForExisting(meeting: Meeting, { params }: ApiRequest) {
  const attendee = params.get("attendeePW") ?? ""
  const moderator = params.get("moderatorPW") ?? ""
  const same = attendee === meeting.attendeePW && moderator === meeting.moderatorPW
  if (!same && (attendee !== "" || moderator !== ""))
    return failed(
      "idNotUnique",
      "A meeting already exists with that meeting ID.  Please use a different meeting ID.",
    )
  return created(
    meeting,
    "duplicateWarning",
    "This conference was already in existence and may currently be in progress.",
  )
}

function created(meeting: Meeting, key: string, message: string) {
  return success(
    element("meetingID", meeting.externalId),
    element("internalMeetingID", meeting.internalId),
    element("parentMeetingID", "bbb-none"),
    optionalElement("attendeePW", meeting.attendeePW),
    optionalElement("moderatorPW", meeting.moderatorPW),
    element("createTime", meeting.createTime),
    element("voiceBridge", meeting.voiceBridge),
    element("dialNumber", meeting.dialNumber),
    element("createDate", javaDate(meeting.createTime)),
    element("hasUserJoined", meeting.hasUserJoined),
    element("duration", meeting.durationMinutes),
    element("hasBeenForciblyEnded", false),
    element("messageKey", key),
    element("message", message),
  )
}

function settingsOf({ params }: ApiRequest, externalId: string, world: World): MeetingSettings {
  const text = (name: string) => sanitize(params.get(name) ?? "")
  const flag = (name: string) => text(name).toLowerCase() === "true"
  const number = (name: string, fallback: number) =>
    /^-?\d+$/.test(text(name)) ? Number(text(name)) : fallback
  const record = flag("record")
  return {
    externalId,
    name: text("name"),
    attendeePW: text("attendeePW") || randomToken(8),
    moderatorPW: text("moderatorPW") || randomToken(8),
    voiceBridge: text("voiceBridge") || randomVoiceBridge(world.traits.balancer ? 9 : 5),
    dialNumber: text("dialNumber") || "613-555-1234",
    record,
    recordingMarked: record && flag("autoStartRecording"),
    durationMinutes: number("duration", 0),
    maxUsers: number("maxParticipants", 0),
    metadata: metadataOf(params),
    guestPolicy: guestPolicy(text("guestPolicy")),
    welcome: text("welcome").replaceAll("%%CONFNAME%%", text("name")),
    moderatorOnlyMessage: text("moderatorOnlyMessage"),
    logoutUrl: text("logoutURL"),
    endedUrl: text("meetingEndedURL"),
    muteOnStart: flag("muteOnStart"),
    disabledFeatures: new Set(text("disabledFeatures").split(",").filter(Boolean)),
    allowRequestsWithoutSession: flag("allowRequestsWithoutSession"),
    expireNoJoinMinutes: number("meetingExpireIfNoUserJoinedInMinutes", 5),
    expireLastLeftMinutes: number("meetingExpireWhenLastUserLeftInMinutes", 1),
    endWhenNoModeratorMinutes: flag("endWhenNoModerator")
      ? number("endWhenNoModeratorDelayInMinutes", 1)
      : null,
  }
}

function metadataOf(params: ReadonlyMap<string, string>) {
  const metadata = new Map<string, string>()
  // Names with other characters are silently dropped.
  for (const [name, value] of params)
    if (/^meta_[a-zA-Z][a-zA-Z0-9-]*$/.test(name)) metadata.set(name.slice(5).toLowerCase(), value)
  return metadata
}

function guestPolicy(given: string): GuestPolicy {
  return given === "ALWAYS_DENY" || given === "ASK_MODERATOR" ? given : "ALWAYS_ACCEPT"
}

function documentsOf({ params, body, contentType }: ApiRequest): DocumentElement[] {
  const xml = contentType === "application/xml" || contentType === "text/xml"
  const documents = (xml && body.length > 0 ? parseModules(body.toString("utf8")) : null) ?? []
  const url = params.get("preUploadedPresentation")
  if (!url) return documents
  const name =
    params.get("preUploadedPresentationName") ?? url.split(/[?#]/)[0]?.split("/").pop() ?? "document"
  const preUploaded = { name, url, bytes: Buffer.alloc(0), downloadable: false, removable: true }
  return [...documents, { ...preUploaded, current: documents.length === 0 }]
}

// Downloads happen after the answer; a document that can't be had is logged and left out.
function fetchDocuments(world: World, meeting: Meeting, documents: DocumentElement[]) {
  for (const document of documents) {
    const { url } = document
    if (url === null) continue
    const work = fetchDocument(url, world.allowLocalHosts).then((bytes) => {
      if (bytes) world.registry.addPresentations(meeting, [presentationFromDocument(document, bytes)])
      else console.warn(`bbb stand-in: document ${document.name} was refused`)
    })
    world.clock.track(
      work.catch((error: unknown) => console.warn(`bbb stand-in: document ${document.name}:`, error)),
    )
  }
}
