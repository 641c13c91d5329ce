// How long a request may be before anybody knows who sends it: pages and routes read whatever comes.
import type { IncomingMessage } from "node:http"
import { decode } from "next-auth/jwt"

/** Far more than any route needs; what is longer are slides. */
export const BODY_MAX_BYTES = 256 * 1024

// Exact shapes: whatever else Next may take for the same place stays within the limit.
/** Limits itself, since BBB must be told that even the longest delivery was taken (server/hook-request.ts). */
const HOOK = /^\/api\/bbb\/hooks\/[a-z0-9]+(?:\?|$)/
/** A server action, for which next.config.ts has a limit of its own. */
const SLIDES_FORM = /^\/webinars\/[a-z0-9]+(?:\/edit)?(?:\?|$)/
const SESSION = /(?:^|;\s*)(?:__Secure-)?next-auth\.session-token=([^;]+)/

/** Longer than its sender may send, or of a length that nobody tells. */
export async function isTooLong(request: IncomingMessage, secret: string) {
  const { url = "", headers } = request
  const length = headers["transfer-encoding"]
    ? Number.POSITIVE_INFINITY
    : Number(headers["content-length"] ?? 0)
  if (length <= BODY_MAX_BYTES || HOOK.test(url)) return false
  return !(SLIDES_FORM.test(url) && (await isSignedIn(headers.cookie, secret)))
}

async function isSignedIn(cookies: string | undefined, secret: string) {
  const token = SESSION.exec(cookies ?? "")?.[1]
  // It throws at whatever was not made with this secret.
  return token !== undefined && (await decode({ token, secret }).catch(() => null)) !== null
}
