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
/** All publishers of the moment on the way in, those to be cut on the way back. */
export const Review = z.object({ publishing: z.array(PublishedRun).max(1_000) })
export const Verdict = z.object({ cut: z.array(PublishedRun) })
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

export function mediaSecret(secret: string) {
  return derivedSecret(secret, "media")
}
