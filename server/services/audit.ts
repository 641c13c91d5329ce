// Who did what to which thing, when and from where: written in the transaction of the act itself.
import { type Tx, write } from "#db/client.ts"
import { type AuditRow, insertAudit, listAuditBefore, listAuditRows } from "#db/queries/audit.ts"
import type { WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import {
  AUDIT_ACTIONS,
  type AuditAction,
  type AuditDetail,
  type AuditFilter,
  type AuditLine,
  THING_KINDS,
  type Thing,
} from "../domain/audit.ts"
import { spanOfDays } from "../domain/local-time.ts"
import type { Actor } from "../domain/policy.ts"
import { requireAdmin } from "./access.ts"
import { csvLine } from "./csv.ts"

const PAGE_SIZE = 50
const EXPORT_PIECE = 500
/** Room for the names of every presenter there may be, and for the longest reason. */
const DETAIL_MAX_LENGTH = 2_000

type Entry = { at: Date; action: AuditAction; thing: Thing; detail?: AuditDetail; address?: string }

export async function record(tx: Tx, actor: Actor, { at, action, thing, detail = {}, address }: Entry) {
  await insertAudit(tx, {
    at,
    ...whoIs(actor),
    action,
    thingKind: thing.kind,
    thingId: thing.id,
    thingName: thing.name,
    detail: Object.fromEntries(
      Object.entries(detail).map(([name, value]) => [name, value.slice(0, DETAIL_MAX_LENGTH)]),
    ),
    address: address ?? (actor.kind === "user" ? (actor.address ?? null) : null),
  })
}

function whoIs(actor: Actor) {
  switch (actor.kind) {
    case "user":
      return { actorId: actor.id, actorName: actor.name }
    case "system":
      return { actorId: null, actorName: `Amphi (${actor.job})` }
    case "anonymous":
      return { actorId: null, actorName: "" }
    default:
      return actor satisfies never
  }
}

export function webinarThing({ webinar, event }: WebinarRecord): Thing {
  return { kind: "webinar", id: webinar.id, name: event.title }
}

export async function listAudit(
  deps: Deps,
  actor: Actor,
  { page, ...filter }: AuditFilter & { /** From 1. */ page: number },
): Promise<{ rows: AuditLine[]; total: number; pageSize: number }> {
  requireAdmin(actor)
  const offset = (Math.max(1, page) - 1) * PAGE_SIZE
  const { rows, total } = await listAuditRows(deps.db, conditionOf(deps, filter), {
    offset,
    limit: PAGE_SIZE,
    order: filter.order,
  })
  return { rows: rows.map(lineOf), total, pageSize: PAGE_SIZE }
}

/** All of it as CSV for a spreadsheet, piece by piece; the export is in the audit before its first byte is out. */
export async function exportAudit(
  deps: Deps,
  actor: Actor,
  filter: AuditFilter,
): Promise<AsyncGenerator<string>> {
  requireAdmin(actor)
  await write(deps.db, (tx) =>
    record(tx, actor, {
      at: deps.clock.now(),
      action: "audit.exported",
      thing: { kind: "audit", id: "audit", name: "" },
      detail: saidIn(filter),
    }),
  )
  return csvOf(deps, filter)
}

/** Which part of it, as its page's address says it. */
function saidIn({ query, actorId, thing, from, to }: AuditFilter): AuditDetail {
  const said = {
    query,
    actor: actorId,
    thing: thing && [thing.kind, thing.id ?? ""].join(" ").trim(),
    from,
    to,
  }
  return Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) => (value ? [[name, value] as const] : [])),
  )
}

async function* csvOf(deps: Deps, filter: AuditFilter) {
  const condition = conditionOf(deps, filter)
  yield csvLine([
    "id",
    "at",
    "actor_id",
    "actor",
    "action",
    "thing_kind",
    "thing_id",
    "thing",
    "detail",
    "address",
  ])
  let beforeId: number | null = null
  for (;;) {
    const rows: AuditRow[] = await listAuditBefore(deps.db, condition, { beforeId, limit: EXPORT_PIECE })
    const last = rows.at(-1)
    if (!last) return
    yield rows.map(cells).map(csvLine).join("")
    beforeId = last.id
  }
}

function cells({ id, at, actorId, actorName, action, thingKind, thingId, thingName, ...rest }: AuditRow) {
  const detail = Object.entries(rest.detail)
    .map(([name, value]) => `${name}: ${value}`)
    .join("; ")
  const thing = [thingKind, thingId, thingName]
  return [
    String(id),
    at.toISOString(),
    actorId ?? "",
    actorName,
    action,
    ...thing,
    detail,
    rest.address ?? "",
  ]
}

function lineOf({ thingKind, thingId, thingName, action, ...row }: AuditRow): AuditLine {
  const kind = THING_KINDS.find((known) => known === thingKind)
  const known = AUDIT_ACTIONS.find((each) => each === action)
  if (!kind || !known) throw new Error(`audit line ${row.id} is of no known kind: ${action}, ${thingKind}`)
  return { ...row, action: known, thing: { kind, id: thingId, name: thingName } }
}

function conditionOf({ config }: Deps, { query, actorId, thing, from, to }: AuditFilter) {
  return {
    query,
    actorId,
    thingKind: thing?.kind,
    thingId: thing?.id,
    ...spanOfDays({ from, to }, config.timeZone),
  }
}
