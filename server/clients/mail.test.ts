import { readFileSync } from "node:fs"
import { createServer } from "node:net"
import { SMTPServer, type SMTPServerOptions } from "smtp-server"
import { describe, expect, onTestFinished, test } from "vitest"
import { UpstreamError } from "#server/errors.ts"
import { createMailClient, type MailMessage } from "./mail.ts"
import { portOf } from "./test-server.ts"

const read = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8")
const CERT = read("self-signed-cert.pem")
const KEY = read("self-signed-key.pem")
const PATIENCE_MS = 10_000

type Taken = { from: string; to: string[]; raw: string; secure: boolean; user: string | null }

async function startSmtp(options: SMTPServerOptions = {}) {
  const taken: Taken[] = []
  const logins: string[] = []
  const server = new SMTPServer({
    key: KEY,
    cert: CERT,
    authOptional: true,
    onAuth({ username, password }, _session, done) {
      logins.push(`${username}:${password}`)
      if (password === "right") done(null, { user: username })
      else done(new Error("no"))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on("data", (chunk: Buffer) => chunks.push(chunk))
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope
        taken.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map((each) => each.address),
          raw: Buffer.concat(chunks).toString("utf8"),
          secure: session.secure,
          user: session.user || null,
        })
        done()
      })
    },
    ...options,
  })
  // A client that breaks off is what some of these tests are about.
  server.on("error", () => undefined)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return { port: portOf(server.server.address()), taken, logins }
}

function clientOf(url: string, ca?: string, timeoutMs = PATIENCE_MS) {
  const from = "Amphi <no-reply@amphi.test>"
  return createMailClient({ url, from, timeoutMs, ...(ca === undefined ? {} : { ca }) })
}

const MESSAGE: MailMessage = {
  id: "mail-1",
  to: [
    { name: "Ada, the first", address: "ada@univ.test" },
    { name: "Bob", address: "bob@univ.test" },
  ],
  subject: "Plus de passerelle pour « L’été »",
  text: "Première ligne\n.\nfin",
}

async function failureOf(sending: Promise<unknown>) {
  const error = await sending.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof UpstreamError)) throw new Error("it was sent, or failed otherwise", { cause: error })
  expect(error.service).toBe("mail")
  return error
}

describe("a mail", () => {
  test("goes out once, to all, over TLS, whole and under its id", async () => {
    const { port, taken } = await startSmtp()
    const sent = await clientOf(`smtp://localhost:${port}`, CERT).send(MESSAGE)
    expect(sent).toEqual({ refused: [] })
    expect(taken).toHaveLength(1)
    expect(taken[0]).toMatchObject({ from: "no-reply@amphi.test", to: ["ada@univ.test", "bob@univ.test"] })
    expect(taken[0]).toMatchObject({ secure: true, user: null })
    expect(taken[0]?.raw).toContain("Message-ID: <mail-1@amphi.test>")
    expect(taken[0]?.raw).toContain("=C2=AB")
  })

  test("goes with a name and a password, encoded in the address", async () => {
    const { port, taken, logins } = await startSmtp()
    await clientOf(`smtp://amphi%40univ:right@localhost:${port}`, CERT).send(MESSAGE)
    expect(logins).toEqual(["amphi@univ:right"])
    expect(taken[0]).toMatchObject({ secure: true, user: "amphi@univ" })
  })

  test("goes over TLS from the first byte with smtps", async () => {
    const { port, taken } = await startSmtp({ secure: true })
    await clientOf(`smtps://localhost:${port}`, CERT).send(MESSAGE)
    expect(taken[0]?.secure).toBe(true)
  })

  test("goes to the others when the server refuses one recipient", async () => {
    const { port, taken } = await startSmtp({
      onRcptTo({ address }, _session, done) {
        if (address.startsWith("bob")) done(Object.assign(new Error("no such person"), { responseCode: 550 }))
        else done()
      },
    })
    const sent = await clientOf(`smtp://localhost:${port}`, CERT).send(MESSAGE)
    expect(sent).toEqual({ refused: ["bob@univ.test"] })
    expect(taken[0]?.to).toEqual(["ada@univ.test"])
  })
})

describe("a mail that can't be sent", () => {
  test.each(["smtp", "smtps"])("to a server whose %s certificate nobody vouches for", async (protocol) => {
    const { port, taken } = await startSmtp({ secure: protocol === "smtps" })
    const failure = await failureOf(clientOf(`${protocol}://localhost:${port}`).send(MESSAGE))
    expect(failure).toMatchObject({ reason: "tls", retryable: false })
    expect(taken).toEqual([])
  })

  test("is not let through by an address that asks for no checks", async () => {
    const { port } = await startSmtp()
    const url = `smtp://localhost:${port}/?tls.rejectUnauthorized=false`
    expect(await failureOf(clientOf(url).send(MESSAGE))).toMatchObject({ reason: "tls" })
  })

  test("shows no password to a server without TLS", async () => {
    const { port, logins } = await startSmtp({ hideSTARTTLS: true, disabledCommands: ["STARTTLS"] })
    const failure = await failureOf(clientOf(`smtp://amphi:right@localhost:${port}`).send(MESSAGE))
    expect(failure.reason).toBe("tls")
    expect(logins).toEqual([])
  })

  test("with a wrong password says so and nothing of it", async () => {
    const { port } = await startSmtp()
    const sending = clientOf(`smtp://amphi:wrong-word@localhost:${port}`, CERT).send(MESSAGE)
    const failure = await failureOf(sending)
    expect(failure).toMatchObject({ reason: "unauthorized", retryable: false })
    expect(failure.message).not.toContain("wrong-word")
  })

  test.each([
    [451, { reason: "busy", retryable: true }],
    [554, { reason: "refused", retryable: false }],
  ])("with the server's %i is told as such, without its words", async (responseCode, verdict) => {
    const { port } = await startSmtp({
      onMailFrom(_address, _session, done) {
        done(Object.assign(new Error("ada@univ.test is greylisted"), { responseCode }))
      },
    })
    const failure = await failureOf(clientOf(`smtp://localhost:${port}`, CERT).send(MESSAGE))
    expect(failure).toMatchObject(verdict)
    expect(failure.message).not.toContain("ada@")
  })

  test("because nobody listens", async () => {
    const free = createServer()
    await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve))
    const closed = portOf(free.address())
    await new Promise<void>((resolve) => free.close(() => resolve()))
    const failure = await failureOf(clientOf(`smtp://127.0.0.1:${closed}`).send(MESSAGE))
    expect(failure).toMatchObject({ reason: "unreachable", retryable: true })
  })

  test("because the server says nothing, gives up", async () => {
    const silent = createServer((socket) => onTestFinished(() => void socket.destroy()))
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve))
    onTestFinished(() => void silent.close())
    const url = `smtp://127.0.0.1:${portOf(silent.address())}`
    expect(await failureOf(clientOf(url, undefined, 200).send(MESSAGE))).toMatchObject({
      reason: "timeout",
      retryable: true,
    })
  })
})
