import { isIP, isIPv6 } from "node:net"

/** The client's address, for limits and logs; X-Forwarded-For counts only behind a proxy that sets it. */
export function addressOf(headers: Headers, trustProxy: boolean) {
  const direct = headers.get("x-amphi-address") ?? "unknown"
  if (!trustProxy) return direct
  const forwarded = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? ""
  return isIP(forwarded) ? forwarded : direct
}

/** One subscriber line holds a whole IPv6 /64, so addresses in it count as one. */
export function addressGroupOf(address: string) {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!isIPv6(address)) return address
  const [head = "", tail = ""] = address.toLowerCase().split("::")
  const left = head.split(":").filter(Boolean)
  const right = tail.split(":").filter(Boolean)
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0")
  return `${[...left, ...zeros, ...right].slice(0, 4).join(":")}::/64`
}

/** Against forged posts: a browser names the page's origin, which must be ours. */
export function isSameOrigin(headers: Headers, publicUrl: string) {
  const origin = headers.get("origin")
  if (origin === null) return headers.get("sec-fetch-site") !== "cross-site"
  if (origin === new URL(publicUrl).origin) return true
  const host = headers.get("host")
  return host !== null && (origin === `http://${host}` || origin === `https://${host}`)
}
