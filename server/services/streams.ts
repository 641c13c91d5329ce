// What Amphi's media origin asks and reports: may this publisher come in, may it stay, and what became of its stream.
import { write } from "#db/client.ts"
import { updateEvent } from "#db/queries/events.ts"
import { findGatewayByStream, type GatewayRecord, listBusyGateways } from "#db/queries/gateways.ts"
import { findSameCall } from "#db/queries/livestream-calls.ts"
import {
  findLivestream,
  findStream,
  type LivestreamRow,
  putStream,
  type StreamRow,
} from "#db/queries/livestreams.ts"
import { findWebinar, type WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { elapsed } from "../domain/elapsed.ts"
import { isOpen } from "../domain/livestream.ts"
import type { CallOutcome } from "../domain/livestream-call.ts"
import { enqueueAdvance } from "../jobs.ts"
import type { PublishedRun, Publisher, StreamNotice } from "../media-link.ts"
import { sameSecret } from "../seal.ts"
import { announceLive } from "./announce.ts"
import { judgeEncoder, noteEncoder } from "./encoder.ts"
import { enqueueRelease } from "./gateway-release.ts"
import { noteIncident } from "./incidents.ts"
import { lineOf, noteCall } from "./livestream-calls.ts"
import { move } from "./livestream-moves.ts"
import { STOP_PROOF_MS } from "./picture.ts"

/** Longer than the slowest gateway needs (20 s): then a stop counts for listeners, whatever the gateway does. */
const STOP_HONOURED_MS = 25_000
const KNOCKS_TOLD_EVERY_MS = 1_000

/** A gateway names the run it was started for; an encoder, which nobody starts, has none. */
export async function mayPublish(deps: Deps, publisher: Publisher): Promise<boolean> {
  const { name, run, remoteAddress } = publisher
  if (run === null) {
    const verdict = await judgeEncoder(deps, publisher)
    deps.log.info({ stream: name, remoteAddress, verdict }, "encoder publisher")
    return verdict === "accepted"
  }
  const judged = await judgeGateway(deps, publisher)
  await tellPublisher(deps, publisher, judged)
  if (judged.verdict === "no such run" && run) await noteKnock(deps, name, run)
  return judged.verdict === "accepted"
}

type Verdict = "accepted" | "unknown stream" | "wrong key" | "no such run" | "another gateway's run"
type Judged = { verdict: Verdict; gateway: GatewayRecord | null; livestream: LivestreamRow | null }

/** A run belongs to one open livestream: a gateway that still streams another room is refused. */
async function judgeGateway(deps: Deps, { name, key, run }: Publisher): Promise<Judged> {
  const gateway = await findGatewayByStream(deps.db, name)
  const livestream = run ? await findLivestream(deps.db, { roomKey: run }) : null
  if (!gateway || gateway.gateway.rtmpUrlSealed) return { verdict: "unknown stream", gateway, livestream }
  if (!key || !sameSecret(key, deps.seal.open(gateway.gateway.streamKeySealed)))
    return { verdict: "wrong key", gateway, livestream }
  if (!livestream || !isOpen(livestream.state) || livestream.state === "stopping")
    return { verdict: "no such run", gateway, livestream }
  const isIts = livestream.gatewayId === gateway.gateway.id
  return { verdict: isIts ? "accepted" : "another gateway's run", gateway, livestream }
}

const OUTCOMES = {
  accepted: "ok",
  "unknown stream": "unknown_stream",
  "wrong key": "wrong_key",
  "no such run": "no_such_run",
  "another gateway's run": "other_gateway",
} as const satisfies Record<Verdict, CallOutcome>

/** On the session of its run, else on the one that its gateway carries. */
async function tellPublisher(deps: Deps, { name, run, remoteAddress }: Publisher, judged: Judged) {
  const { verdict, gateway } = judged
  const livestream = judged.livestream ?? (gateway && (await findCarried(deps, gateway)))
  const record = livestream && (await findWebinar(deps.db, { id: livestream.webinarId }))
  const gatewayName = gateway?.gateway.name ?? null
  deps.log[verdict === "accepted" ? "info" : "warn"](
    {
      webinar: record?.webinar.id,
      title: record?.event.title,
      livestream: livestream?.id,
      gateway: gatewayName,
      ...{ stream: name, run, remoteAddress, verdict },
    },
    "webinar publisher",
  )
  if (!livestream) return
  const told = { call: "publish", outcome: OUTCOMES[verdict], gatewayName, answer: remoteAddress } as const
  const now = deps.clock.now()
  // Who knocks needs no right to: a flood must not fill the queue of writes.
  const recently = new Date(now.getTime() - KNOCKS_TOLD_EVERY_MS)
  if (verdict !== "accepted" && (await findSameCall(deps.db, lineOf(livestream, told, now), recently))) return
  await noteCall(deps, livestream, told)
}

async function findCarried(deps: Deps, { gateway }: GatewayRecord) {
  const carried = (await listBusyGateways(deps.db)).find(({ gatewayId }) => gatewayId === gateway.id)
  return carried ? findLivestream(deps.db, { id: carried.livestreamId }) : null
}

/** It proves that the gateway has not stopped, whatever it answered. A picture that is there says more. */
async function noteKnock(deps: Deps, name: string, run: string) {
  await write(deps.db, async (tx) => {
    const known = await findStream(tx, name)
    if (known?.state === "playing" || known?.state === "stalled") return
    const session = known?.session ?? ""
    await putStream(tx, { name, run, session, state: "refused", changedAt: deps.clock.now() })
  })
}

/** Publishers whose run or event is over, or whose gateway said that it had stopped them: the origin cuts them. */
export async function listOverstayers(deps: Deps, publishing: PublishedRun[]): Promise<PublishedRun[]> {
  const cut: PublishedRun[] = []
  for (const publisher of publishing) {
    const { run, name } = publisher
    if (run === null) {
      const verdict = await judgeEncoder(deps, publisher)
      if (verdict === "accepted") continue
      deps.log.info({ stream: name, verdict }, "encoder publisher is cut")
    } else {
      const livestream = await findLivestream(deps.db, { roomKey: run })
      if (mayStay(deps, livestream)) continue
      await noteCut(deps, publisher, livestream)
    }
    cut.push(publisher)
  }
  return cut
}

function mayStay(deps: Deps, livestream: LivestreamRow | null) {
  if (!livestream || !isOpen(livestream.state)) return false
  const { state, stateAt, stopAnsweredAt } = livestream
  const now = deps.clock.now()
  if (stopAnsweredAt && elapsed(now, stopAnsweredAt) > STOP_PROOF_MS) return false
  return state !== "stopping" || elapsed(now, stateAt) <= STOP_HONOURED_MS
}

/** What was cut counts as streaming until it stays away: a gateway that went on comes again. */
async function noteCut(deps: Deps, { name, run }: PublishedRun, livestream: LivestreamRow | null) {
  const record = livestream && (await findWebinar(deps.db, { id: livestream.webinarId }))
  const gateway = await findGatewayByStream(deps.db, name)
  const facts = { webinar: record?.webinar.id, title: record?.event.title, livestream: livestream?.id }
  deps.log.warn({ ...facts, gateway: gateway?.gateway.name, stream: name }, "webinar publisher is cut")
  const now = deps.clock.now()
  await write(deps.db, async (tx) => {
    const known = await findStream(tx, name)
    if (known?.run === run) await putStream(tx, { ...known, state: "refused", changedAt: now })
    if (!livestream || isOpen(livestream.state) || !gateway || !run) return
    const { id: livestreamId, gatewayHandle: handle, gatewayOrderedAt: orderedAt } = livestream
    const release = { gatewayId: gateway.gateway.id, livestreamId, room: run, handle, since: now, orderedAt }
    await enqueueRelease(tx, release, now)
  })
  if (livestream && record && (livestream.stopAnsweredAt || !isOpen(livestream.state)))
    await noteIncident(deps, { livestream, record, gateway }, "stop_ignored", true)
}

/** Late news of an older session changes nothing. */
export async function noteStream(deps: Deps, notice: StreamNotice) {
  if (notice.run === null) return noteEncoder(deps, notice)
  const livestream = notice.run ? await findLivestream(deps.db, { roomKey: notice.run }) : null
  const record = livestream && (await findWebinar(deps.db, { id: livestream.webinarId }))
  const interrupted = await write(deps.db, async (tx) => {
    const known = await findStream(tx, notice.name)
    if (known && known.session !== notice.session && notice.type !== "started") return false
    const now = deps.clock.now()
    const { name, run, session } = notice
    const state = stateAfter(notice.type, known)
    await putStream(tx, { name, run, session, state, changedAt: now })
    if (!livestream || !record || !isOpen(livestream.state)) return false
    const current = await findLivestream(tx, { id: livestream.id })
    if (current?.state === "live" && state !== "playing") {
      // Told to listeners at once, not when the watchdog comes round.
      await move(tx, current, { to: "interrupted", now, reason: notice.type, set: { interruptedAt: now } })
      await updateEvent(tx, record.event.id, {})
      return true
    }
    await enqueueAdvance(tx, livestream.id, now)
    return false
  })
  logNotice(deps, notice, record)
  deps.wakeWorker()
  if (record && interrupted) await announceLive(deps, record.event, record.webinar.id)
}

/** The end of what was cut is our doing, not the gateway's. */
function stateAfter(type: StreamNotice["type"], known: StreamRow | null): StreamRow["state"] {
  if (type === "stopped") return known?.state === "refused" ? "refused" : "off"
  return type === "stalled" ? "stalled" : "playing"
}

function logNotice(deps: Deps, { name, session, type }: StreamNotice, record: WebinarRecord | null) {
  deps.log.info(
    { webinar: record?.webinar.id, title: record?.event.title, stream: name, session, type },
    "webinar stream",
  )
}
