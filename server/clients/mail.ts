// Mail over SMTP in our words. TLS is always verified, and a password never travels without it.
import { createTransport } from "nodemailer"
import { UpstreamError, type UpstreamReason } from "#server/errors.ts"

export type Address = { name: string; address: string }
export type MailMessage = { id: string; to: Address[]; subject: string; text: string }
export type Mail = {
  /** Resolves when the server took it for at least one recipient. */
  send(message: MailMessage): Promise<{ refused: string[] }>
}

export type MailSettings = {
  /** smtp://[user:password@]host[:port], or smtps://… */
  url: string
  from: string
  timeoutMs: number
  /** A certificate authority of the institution's own, beside what Node trusts. */
  ca?: string
}

const DEFAULT_PORTS = { "smtp:": 587, "smtps:": 465 }

export function createMailClient({ url, from, timeoutMs, ca }: MailSettings): Mail {
  const { hostname, port, protocol, username, password } = new URL(url)
  const implicitTls = protocol === "smtps:"
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port) || DEFAULT_PORTS[implicitTls ? "smtps:" : "smtp:"],
    secure: implicitTls,
    requireTLS: username !== "",
    tls: { rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) },
    ...(username === ""
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ id, to, subject, text }) {
      const messageId = `<${id}@${hostOf(from)}>`
      try {
        const sent = await transport.sendMail({ from, to, subject, text, messageId })
        return { refused: sent.rejected.map((entry) => (typeof entry === "string" ? entry : entry.address)) }
      } catch (error) {
        throw failure(error)
      }
    },
  }
}

function hostOf(from: string) {
  return /@([^\s<>@]+)>?\s*$/.exec(from)?.[1] ?? "amphi"
}

/** Replies quote addresses and what was sent: only the numbers and nodemailer's own codes are kept. */
function failure(error: unknown) {
  const { code, status, cause } = factsOf(error)
  const verdict = verdictOf(code, status, cause)
  const number = status === null ? "" : ` ${status}`
  return new UpstreamError("mail", verdict.reason, `SMTP: ${code}${number}`, {
    retryable: verdict.retryable,
    code,
  })
}

type Verdict = { reason: UpstreamReason; retryable: boolean }

const TLS = /^(ERR_TLS_|ERR_SSL_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/

function verdictOf(code: string, status: number | null, cause: string): Verdict {
  if (code === "ETLS" || TLS.test(code) || TLS.test(cause)) return { reason: "tls", retryable: false }
  if (code === "EAUTH" || code === "ENOAUTH") return { reason: "unauthorized", retryable: false }
  if (status !== null && status >= 400 && status < 500) return { reason: "busy", retryable: true }
  if (status !== null && status >= 500) return { reason: "refused", retryable: false }
  if (code === "ETIMEDOUT") return { reason: "timeout", retryable: true }
  if (["ECONNECTION", "ESOCKET", "EDNS", "ECONNREFUSED", "ECONNRESET"].includes(code))
    return { reason: "unreachable", retryable: true }
  return { reason: "bad_answer", retryable: false }
}

function factsOf(error: unknown) {
  const facts = { code: "BROKEN_EXCHANGE", status: null as number | null, cause: "" }
  if (!(error instanceof Error)) return facts
  if ("code" in error && typeof error.code === "string") facts.code = error.code
  if ("responseCode" in error && typeof error.responseCode === "number") facts.status = error.responseCode
  const { cause } = error
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") facts.cause = cause.code
  return facts
}
