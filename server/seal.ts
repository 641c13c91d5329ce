import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto"

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Encrypts what must be readable again (gateway tokens, stream keys), so that a copy of the database tells nothing. */
export function createSeal(secret: string) {
  const key = Buffer.from(hkdfSync("sha256", secret, "amphi", "seal", 32))

  function seal(plain: string) {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv("aes-256-gcm", key, nonce)
    const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url")
  }

  /** Throws when the value was sealed with another secret. */
  function open(sealed: string) {
    const bytes = Buffer.from(sealed, "base64url")
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES), {
      // Without it Node takes a tag cut to four bytes.
      authTagLength: TAG_BYTES,
    })
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    const body = bytes.subarray(NONCE_BYTES + TAG_BYTES)
    return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8")
  }

  return { seal, open }
}

export type Seal = ReturnType<typeof createSeal>

export function sameSecret(given: string, expected: string) {
  const digest = (value: string) => createHmac("sha256", "compare").update(value).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

/** The secret that the roles of one installation share, told apart by purpose. */
export function derivedSecret(secret: string, purpose: string) {
  return createHmac("sha256", secret).update(purpose).digest("base64url")
}
