// The talk between the media origin and the application: three POSTs with a secret that the roles share.
import { z } from "zod"
import { derivedSecret, sameSecret } from "./seal.ts"

export const Publisher = z.object({
  name: z.string().max(64),
  key: z.string().max(200).nullable(),
  run: z.string().max(64).nullable(),
  remoteAddress: z.string().max(100),
})

const PublishedRun = Publisher.pick({ name: true, key: true, run: true })
const PlayKey = z.string().max(64).nullable()
/** Whether it may come in, and the key with which its picture is read; null: by nobody yet. */
export const Admission = z.object({ allowed: z.boolean(), playKey: PlayKey })
/** All publishers of the moment on the way in; those to be cut, and the keys of the others, on the way back. */
export const Review = z.object({ publishing: z.array(PublishedRun).max(1_000) })
const ShownRun = PublishedRun.extend({ playKey: PlayKey })
export const Verdict = z.object({ cut: z.array(PublishedRun), shown: z.array(ShownRun) })
export type Verdict = z.infer<typeof Verdict>
export type Admission = z.infer<typeof Admission>
export type PublishedRun = z.infer<typeof PublishedRun>

export const StreamNotice = z.object({
  name: z.string().max(64),
  run: z.string().max(64).nullable(),
  session: z.string().max(64),
  type: z.enum(["started", "stalled", "resumed", "stopped"]),
  at: z.number(),
})
export type StreamNotice = z.infer<typeof StreamNotice>
export type Publisher = z.infer<typeof Publisher>

export function isFromMedia(headers: Headers, secret: string) {
  return sameSecret(headers.get("authorization") ?? "", `Bearer ${mediaSecret(secret)}`)
}

const ADDRESS_KEY_LENGTH = 32

/** A part of an address that only who knows the secret could have made. */
export function addressKey(secret: string, purpose: string) {
  return derivedSecret(secret, purpose).slice(0, ADDRESS_KEY_LENGTH)
}

/** Opens the playlists of one session to the application, as long as it lasts and whoever may watch. */
export function probeKey(secret: string, session: string) {
  return addressKey(secret, `probe:${session}`)
}

export function mediaSecret(secret: string) {
  return derivedSecret(secret, "media")
}
