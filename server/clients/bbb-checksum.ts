import { createHash } from "node:crypto"

export const CHECKSUM_ALGORITHMS = ["sha1", "sha256", "sha384", "sha512"] as const
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number]

export type BbbParameters = Record<string, string | number | boolean | undefined>

export type Signing = { apiUrl: string; secret: string; algorithm: ChecksumAlgorithm }

/** `query` is hashed as sent: same order, same percent-encoding, without the checksum. */
export function bbbChecksum(call: string, query: string, secret: string, algorithm: ChecksumAlgorithm) {
  return createHash(algorithm).update(`${call}${query}${secret}`, "utf8").digest("hex")
}

export function signedUrl({ apiUrl, secret, algorithm }: Signing, call: string, parameters: BbbParameters) {
  const query = bbbQuery(parameters)
  const checksum = bbbChecksum(call, query, secret, algorithm)
  const address = `${apiUrl.replace(/\/+$/, "")}${call === "" ? "" : `/${call}`}`
  return `${address}?${query}${query === "" ? "" : "&"}checksum=${checksum}`
}

/** URLSearchParams only: what encodeURIComponent makes of an apostrophe is changed again by fetch. */
export function bbbQuery(parameters: BbbParameters) {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) query.append(name, String(value))
  return query.toString()
}
