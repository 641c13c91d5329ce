import { isIP } from "node:net"

/** The client's address, for limits and logs; X-Forwarded-For counts only behind a proxy that sets it. */
export function addressOf(headers: Headers, trustProxy: boolean) {
  const direct = headers.get("x-amphi-address") ?? "unknown"
  if (!trustProxy) return direct
  const forwarded = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? ""
  return isIP(forwarded) ? forwarded : direct
}

/** Against forged posts: a browser names the page's origin, which must be ours. */
export function isSameOrigin(headers: Headers, publicUrl: string) {
  const origin = headers.get("origin")
  if (origin === null) return headers.get("sec-fetch-site") !== "cross-site"
  if (origin === new URL(publicUrl).origin) return true
  const host = headers.get("host")
  return host !== null && (origin === `http://${host}` || origin === `https://${host}`)
}
