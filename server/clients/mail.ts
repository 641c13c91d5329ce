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
  const facts = factsOf(error)
  const { reason, retryable } = verdictOf(facts)
  const number = facts.status === null ? "" : ` ${facts.status}`
  return new UpstreamError("mail", reason, `SMTP: ${facts.code}${number}`, { retryable, code: facts.code })
}

type Facts = { code: string; status: number | null; isNetwork: boolean }
type Verdict = { reason: UpstreamReason; retryable: boolean }

function verdictOf({ code, status, isNetwork }: Facts): Verdict {
  if (code === "EAUTH" || code === "ENOAUTH") return { reason: "unauthorized", retryable: false }
  if (status !== null && status >= 400 && status < 500) return { reason: "busy", retryable: true }
  if (code === "ETLS" || (code === "ESOCKET" && !isNetwork)) return { reason: "tls", retryable: false }
  if (status !== null && status >= 500) return { reason: "refused", retryable: false }
  if (code === "ETIMEDOUT") return { reason: "timeout", retryable: true }
  if (code === "ESOCKET" || code === "ECONNECTION" || code === "EDNS")
    return { reason: "unreachable", retryable: true }
  return { reason: "bad_answer", retryable: false }
}

/** nodemailer overwrites a socket error's own code: only the network's errors still name a system call. */
function factsOf(error: unknown): Facts {
  const given = (name: "code" | "responseCode") =>
    error instanceof Error && name in error ? Reflect.get(error, name) : undefined
  const [code, status] = [given("code"), given("responseCode")]
  return {
    code: typeof code === "string" ? code : "BROKEN_EXCHANGE",
    status: typeof status === "number" ? status : null,
    isNetwork: error instanceof Error && ("syscall" in error || error instanceof AggregateError),
  }
}
