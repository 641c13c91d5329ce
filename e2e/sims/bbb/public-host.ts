import { lookup } from "node:dns/promises"
import { BlockList, isIP } from "node:net"

/** The rule of new builds for addresses they call: https, and every resolved address publicly routable. */
export async function isPublicUrl(address: string) {
  const url = URL.parse(address)
  if (url?.protocol !== "https:") return false
  const host = url.hostname.replace(/^\[|\]$/g, "")
  try {
    const addresses = isIP(host) ? [host] : (await lookup(host, { all: true })).map((found) => found.address)
    return addresses.length > 0 && addresses.every(isPublicAddress)
  } catch {
    return false // a name that does not resolve is not public
  }
}

function isPublicAddress(address: string) {
  if (isIP(address) === 4) return !LOCAL.check(address, "ipv4")
  return PUBLIC_V6.check(address, "ipv6") && !LOCAL.check(address, "ipv6")
}

const LOCAL = new BlockList()
LOCAL.addSubnet("0.0.0.0", 8)
LOCAL.addSubnet("10.0.0.0", 8)
LOCAL.addSubnet("127.0.0.0", 8)
LOCAL.addSubnet("169.254.0.0", 16)
LOCAL.addSubnet("172.16.0.0", 12)
LOCAL.addSubnet("192.168.0.0", 16)
LOCAL.addSubnet("2002::", 16, "ipv6")

const PUBLIC_V6 = new BlockList()
PUBLIC_V6.addSubnet("2000::", 3, "ipv6")
