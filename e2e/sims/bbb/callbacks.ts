// meta_endCallbackUrl, meetingEndedURL and the recording-ready callback.

import { createHmac } from "node:crypto"
import type { Clock } from "./clock.ts"
import type { Faults } from "./faults.ts"
import type { Journal } from "./journal.ts"
import type { Meeting } from "./meeting.ts"
import { send } from "./outbound.ts"
import type { Traits } from "./profile.ts"
import { isPublicUrl } from "./public-host.ts"

const RETRY_DELAYS_MS = [30_000, 60_000, 120_000, 300_000]
const PUBLISH_DELAY_MS = 30_000
const RECORDING_READY_KEYS = [
  "bbb-recording-ready-url",
  "bn-recording-ready-url",
  "canvas-recording-ready-url",
]

export type CallbackContext = {
  clock: Clock
  journal: Journal
  faults: Faults
  traits: Traits
  secret: string
  allowLocalHosts: boolean
  stop: AbortSignal
}

export function createCallbacks(context: CallbackContext) {
  const { clock, journal, faults, traits, stop } = context
  // One thread, one request at a time: a slow receiver delays the others.
  let line: Promise<void> = Promise.resolve()
  let held: (() => void) | null = null

  function enqueue(work: () => Promise<void>) {
    line = line.then(work)
    clock.track(line)
  }

  function deliver(call: string, url: string, meetingID: string) {
    const fault = faults.takeForDelivery("callback")?.fault ?? null
    const go = () => enqueue(() => attempt(call, url, 1, fault))
    if (fault === "lose") return note(call, url, meetingID, "lost", fault)
    if (fault === "reorder" && !held) {
      held = go
      return
    }
    if (fault === "forge") return deliverForged(call, url)
    go()
    if (fault === "duplicate") go()
    const late = held
    held = null
    late?.()
  }

  // A forger knows the address, not the secret token in its query.
  function deliverForged(call: string, url: string) {
    const forged = new URL(url)
    forged.search = `?recordingmarks=false&meetingID=${forged.searchParams.get("meetingID") ?? ""}`
    enqueue(async () => {
      await send({ ...request(call, forged.href, 1), fault: "forge" }, journal, stop)
    })
  }

  function request(call: string, url: string, number: number) {
    return {
      kind: "callback" as const,
      call,
      method: "GET" as const,
      url,
      headers: { "user-agent": "Mozilla", "accept-language": "en-US,en;q=0.8" },
      timeoutMs: 10_000,
      followRedirects: traits.followsCallbackRedirects,
      attempt: number,
      fault: null,
    }
  }

  async function attempt(call: string, url: string, number: number, fault: string | null): Promise<void> {
    if (traits.checksCallbackHosts && !context.allowLocalHosts && !(await isPublicUrl(url)))
      return note(call, url, "", "callback_failed_validation", fault)
    const status = await send({ ...request(call, url, number), fault }, journal, stop)
    const delay = RETRY_DELAYS_MS[number - 1]
    if ((status >= 200 && status < 300) || delay === undefined || stop.aborted) return
    clock.after(delay, () => enqueue(() => attempt(call, url, number + 1, fault)))
  }

  function note(call: string, url: string, meetingID: string, outcome: string, fault: string | null) {
    const params = { meetingID }
    const entry = { kind: "callback" as const, method: "GET", call, url, params, body: "", status: 0 }
    journal.add({ ...entry, outcome, fault, attempt: 0 })
  }

  function recordingReady(meeting: Meeting, url: string) {
    const payload = { meeting_id: meeting.externalId, record_id: meeting.internalId }
    const body = new URLSearchParams({ signed_parameters: signedJwt(payload, context.secret) }).toString()
    const headers = { "content-type": "application/x-www-form-urlencoded" }
    const ready = { ...request("recordingReady", url, 1), method: "POST" as const, headers, body }
    enqueue(async () => {
      await send(ready, journal, stop)
    })
  }

  return {
    meetingEnded(meeting: Meeting) {
      const endUrl = endCallbackUrl(meeting)
      if (endUrl) deliver("endCallback", endUrl, meeting.externalId)
      if (isJavaUri(meeting.endedUrl)) deliver("meetingEnded", meeting.endedUrl, meeting.externalId)
      const readyUrl = RECORDING_READY_KEYS.map((key) => meeting.metadata.get(key)).find(Boolean)
      if (readyUrl && meeting.record && meeting.recordingMarked)
        clock.after(PUBLISH_DELAY_MS, () => recordingReady(meeting, readyUrl))
    },
    reset() {
      held = null
    },
  }
}

export function endCallbackUrl(meeting: Meeting) {
  const given = meeting.metadata.get("endcallbackurl") ?? ""
  if (!isJavaUri(given)) return null
  const url = URL.parse(given)
  if (!url) return null
  // The server parses and re-encodes the existing parameters, then appends its two.
  const query = new URLSearchParams(url.search)
  query.append("recordingmarks", String(meeting.recordingMarked))
  query.append("meetingID", meeting.externalId)
  url.search = query.toString()
  return url.href
}

/** What java.net.URI refuses is logged by the server and never called. */
function isJavaUri(url: string) {
  return url !== "" && !/[\s{}|\\^`"<>]/.test(url)
}

export function signedJwt(payload: Record<string, string>, secret: string) {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url")
  const signed = `${encode({ alg: "HS256" })}.${encode(payload)}`
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`
}
