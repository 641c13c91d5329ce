import { createHash } from "node:crypto"
import type { ChecksumAlgorithm, Traits } from "./profile.ts"

const ALGORITHM_BY_LENGTH = new Map<number, ChecksumAlgorithm>([
  [40, "sha1"],
  [64, "sha256"],
  [96, "sha384"],
  [128, "sha512"],
])

export function checksumOf(algorithm: ChecksumAlgorithm, call: string, query: string, secret: string) {
  return createHash(algorithm)
    .update(call + query + secret, "utf8")
    .digest("hex")
}

/** The server's own removal, literally and in its order: the raw query is hashed, never a decoded one. */
export function withoutChecksum(rawQuery: string, checksum: string) {
  return [`&checksum=${checksum}`, `checksum=${checksum}&`, `checksum=${checksum}`].reduce(
    (query, part) => query.replaceAll(part, ""),
    rawQuery,
  )
}

export type SignedQuery = { call: string; rawQuery: string; checksums: readonly string[] }

export function checksumVerdict(signed: SignedQuery, secret: string, traits: Traits) {
  const supplied = sanitize(signed.checksums[0] ?? "")
  if (supplied === "") return "missing"
  if (traits.refusesTwoChecksums && signed.checksums.length > 1) return "mismatch"
  const algorithm = ALGORITHM_BY_LENGTH.get(supplied.length)
  if (!algorithm || !traits.algorithms.includes(algorithm)) return "mismatch"
  const expected = checksumOf(
    algorithm,
    signed.call,
    withoutChecksum(sanitize(signed.rawQuery), supplied),
    secret,
  )
  return expected === (traits.exactChecksumCase ? supplied : supplied.toLowerCase()) ? "ok" : "mismatch"
}

export function sanitize(text: string) {
  return text.replaceAll(/\p{Cc}/gu, "").trim()
}
