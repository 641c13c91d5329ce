import type { Order } from "./table-order.ts"

/** What people do that is kept: who, what, to which thing, when, from where. */
export const AUDIT_ACTIONS = [
  "webinar.created",
  "webinar.saved",
  "webinar.rescheduled",
  "webinar.extended",
  "webinar.chat",
  "webinar.deleted",
  "chat.deleted",
  "chat.restored",
  "chat.let_through",
  "chat.turned_down",
  "chat.muted",
  "chat.banned",
  "chat.lifted",
  "chat.looked_up",
  "chat.paused",
  "chat.resumed",
  "chat.rules",
  "chat.pinned",
  "chat.unpinned",
  "chat.moderator_added",
  "chat.moderator_removed",
  "meeting.entered",
  "live.started",
  "live.stopped",
  "live.restarted",
  "live.ended",
  "question.answering",
  "question.answered_live",
  "question.answered_in_writing",
  "question.dismissed",
  "question.reopened",
  "session.stopped",
  "session.restarted",
  "session.moved",
  "gateway.created",
  "gateway.saved",
  "gateway.maintenance",
  "gateway.deleted",
  "broadcaster.created",
  "broadcaster.saved",
  "broadcaster.deleted",
  "broadcaster.key",
  "event.created",
  "event.saved",
  "event.cancelled",
  "event.ended",
  "event.deleted",
  "transcript.exported",
  "transcript.kept",
  "transcript.purged",
  "account.exported",
  "account.erased",
  "audit.exported",
  "job.retried",
  "job.discarded",
  "sign_in.accepted",
  "sign_in.refused",
] as const
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

export const THING_KINDS = ["webinar", "gateway", "broadcaster", "event", "account", "audit", "job"] as const
export type ThingKind = (typeof THING_KINDS)[number]

export type Thing = { kind: ThingKind; id: string; name: string }

/** Never secrets, keys or chat text. */
export type AuditDetail = Record<string, string>

export type AuditLine = {
  id: number
  at: Date
  actorId: string | null
  actorName: string
  action: AuditAction
  thing: Thing
  detail: AuditDetail
  address: string | null
}

export const AUDIT_COLUMNS = ["at", "who", "what", "thing"] as const
export type AuditColumn = (typeof AUDIT_COLUMNS)[number]

/** Days are the institution's; `to` is the last one shown. */
export type AuditFilter = {
  query: string
  actorId?: string | undefined
  thing?: { kind: ThingKind; id?: string | undefined } | undefined
  from?: string | undefined
  to?: string | undefined
  order?: Order<AuditColumn> | undefined
}
