// The body of a webhook delivery and the three ways versions authenticate it.

import { createHash } from "node:crypto"
import type { HookEvent } from "./hook-event.ts"
import type { ChecksumAlgorithm } from "./profile.ts"

/** How the webhook service is set up. `3.0-3.3` signs a constant: a real defect of those versions. */
export type HookSettings = {
  installed: boolean
  version: "2.x" | "3.0-3.3" | "3.4+"
  auth: "checksum" | "bearer"
  algorithm: ChecksumAlgorithm
  domain: string
  requestTimeoutMs: number
}

export type Delivery = {
  callbackUrl: string
  eventId: string
  eventText: string
  timestamp: number
  domain: string
  body: string
}

export function prepareDelivery(
  callbackUrl: string,
  event: HookEvent,
  timestamp: number,
  { version, domain }: Pick<HookSettings, "version" | "domain">,
): Delivery {
  const eventText = JSON.stringify([event])
  const fields =
    version === "2.x"
      ? { event: eventText, timestamp: String(timestamp), domain }
      : { domain, event: eventText, timestamp: String(timestamp) }
  const body = new URLSearchParams(fields).toString()
  return { callbackUrl, eventId: event.data.id, eventText, timestamp, domain, body }
}

export function signDelivery(
  delivery: Delivery,
  secret: string,
  settings: Pick<HookSettings, "version" | "auth" | "algorithm">,
): { url: string; headers: Record<string, string> } {
  const { callbackUrl } = delivery
  if (settings.auth === "bearer") return { url: callbackUrl, headers: { authorization: `Bearer ${secret}` } }
  const algorithm = settings.version === "2.x" ? "sha1" : settings.algorithm
  const checksum = createHash(algorithm)
    .update(callbackUrl + signedText(delivery, settings.version) + secret, "utf8")
    .digest("hex")
  return { url: `${callbackUrl}${callbackUrl.includes("?") ? "&" : "?"}checksum=${checksum}`, headers: {} }
}

function signedText({ eventText, timestamp, domain, body }: Delivery, version: HookSettings["version"]) {
  switch (version) {
    case "2.x":
      return JSON.stringify({ event: eventText, timestamp, domain })
    case "3.0-3.3":
      return "{}"
    case "3.4+":
      return body
  }
}
