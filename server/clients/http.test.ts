import { readFileSync } from "node:fs"
import { createServer as createTlsServer } from "node:https"
import { createServer as createTcpServer } from "node:net"
import { inspect } from "node:util"
import { afterEach, describe, expect, test } from "vitest"
import { makeHttp, vendorText } from "#server/clients/http.ts"
import { portOf, startTestServer } from "#server/clients/test-server.ts"
import { UpstreamError } from "#server/errors.ts"

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function serve(...args: Parameters<typeof startTestServer>) {
  const server = await startTestServer(...args)
  closers.push(server.close)
  return server
}

async function failureOf(
  url: string,
  { timeoutMs = 5000, headers }: { timeoutMs?: number; headers?: Record<string, string> } = {},
) {
  const http = makeHttp({ service: "bbb", timeoutMs, redact: ["s3cret"] })
  try {
    await http.send(headers === undefined ? { url } : { url, headers })
  } catch (error) {
    if (error instanceof UpstreamError) return error
    throw error
  }
  throw new Error("the call did not fail")
}

describe("what the network does is told in our words", () => {
  test("a closed port is unreachable, and worth another try", async () => {
    const server = await startTestServer(() => ({}))
    await server.close()
    expect(await failureOf(server.url)).toMatchObject({
      reason: "unreachable",
      retryable: true,
      code: "ECONNREFUSED",
    })
  })

  test("a name that doesn't exist is unreachable", async () => {
    expect(await failureOf("http://nowhere.invalid/")).toMatchObject({ reason: "unreachable" })
  })

  test("a server that accepts and says nothing is a time-out", async () => {
    const { url } = await serve(() => null)
    expect(await failureOf(url, { timeoutMs: 100 })).toMatchObject({ reason: "timeout", retryable: true })
  })

  test("a connection cut in the middle of the answer is unreachable", async () => {
    const cutter = createTcpServer((socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<response>"))
    })
    await new Promise<void>((resolve) => cutter.listen(0, "127.0.0.1", resolve))
    closers.push(() => new Promise((resolve) => cutter.close(() => resolve())))
    const failure = await failureOf(`http://127.0.0.1:${portOf(cutter.address())}/`)
    expect(failure).toMatchObject({ reason: "unreachable", retryable: true })
  })

  test("what isn't HTTP is a bad answer", async () => {
    const babbler = createTcpServer((socket) => {
      socket.once("data", () => socket.end("220 smtp.example.org ESMTP\r\n"))
    })
    await new Promise<void>((resolve) => babbler.listen(0, "127.0.0.1", resolve))
    closers.push(() => new Promise((resolve) => babbler.close(() => resolve())))
    const failure = await failureOf(`http://127.0.0.1:${portOf(babbler.address())}/`)
    expect(failure).toMatchObject({ reason: "bad_answer", retryable: false })
  })

  test("a self-signed certificate is refused as such", async () => {
    const tls = createTlsServer(
      { key: readFixture("self-signed-key.pem"), cert: readFixture("self-signed-cert.pem") },
      (_request, response) => response.end("ok"),
    )
    await new Promise<void>((resolve) => tls.listen(0, "127.0.0.1", resolve))
    closers.push(() => new Promise((resolve) => tls.close(() => resolve())))
    const port = portOf(tls.address())
    expect(await failureOf(`https://localhost:${port}/`)).toMatchObject({
      reason: "tls",
      retryable: false,
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    })
  })

  test("https to a plain http port is a TLS failure", async () => {
    const { url } = await serve(() => ({}))
    expect(await failureOf(url.replace("http:", "https:"))).toMatchObject({ reason: "tls" })
  })

  test("a redirect is not followed", async () => {
    const { url, requests } = await serve((request) =>
      request.path === "/" ? { status: 302, headers: { location: "/elsewhere?checksum=abc" } } : {},
    )
    expect(await failureOf(url)).toMatchObject({ reason: "bad_answer", code: "http_302" })
    expect(requests.map((request) => request.path)).toEqual(["/"])
  })

  test("an answer without end is cut off", async () => {
    const { url } = await serve(() => ({ body: "x".repeat(1_000_001) }))
    expect(await failureOf(url)).toMatchObject({ reason: "bad_answer" })
  })

  test.each([
    [400, "refused", false],
    [401, "unauthorized", false],
    [403, "unauthorized", false],
    [404, "bad_answer", false],
    [429, "busy", true],
    [500, "failed", true],
    [502, "failed", true],
    [503, "busy", true],
    [504, "timeout", true],
  ])("HTTP %d is %s", async (status, reason, retryable) => {
    const { url } = await serve(() => ({ status, body: "<html>" }))
    expect(await failureOf(url)).toMatchObject({ reason, retryable, code: `http_${status}` })
  })
})

describe("no secret leaves in an error", () => {
  test("neither the query, nor the body of a 500, nor a redacted value", async () => {
    const { url } = await serve(() => ({ status: 500, body: "allowedToken: hunter2" }))
    const failure = await failureOf(`${url}/s3cret/create?checksum=abc123&token=hunter3`)
    const told = inspect(failure, { depth: null, showHidden: true })
    for (const secret of ["hunter2", "hunter3", "abc123", "s3cret"]) expect(told).not.toContain(secret)
    expect(failure.message).toContain("/•••/create: HTTP 500")
  })

  test("nor the key in the address of a picture", async () => {
    const { url } = await serve(() => ({ status: 500, body: "" }))
    const key = "0aB_-".padEnd(32, "x")
    for (const path of ["index.m3u8", "0123456789abcdef/live.m3u8"]) {
      const failure = await failureOf(`${url}/hls/hall-a/${key}/${path}`)
      expect(failure.message).toContain(`/hls/hall-a/•••/${path}: HTTP 500`)
      expect(inspect(failure, { depth: null, showHidden: true })).not.toContain(key)
    }
  })

  test("nor half of one, where a long text is cut", () => {
    const secret = "rtmp://live.test/live/hall?key=hunter2"
    const { fail } = makeHttp({ service: "sipmediagw", timeoutMs: 1_000, redact: [secret] })
    for (let before = 100; before < 300; before++) {
      const { message } = fail("failed", vendorText(`${"x".repeat(before)} ${secret} ${"y".repeat(1_000)}`))
      expect(message).not.toContain("rtmp")
      expect(message.length).toBeLessThan(300)
    }
  })

  test("a token that can't be a header is not quoted", async () => {
    const { url } = await serve(() => ({}))
    const failure = await failureOf(url, { headers: { authorization: "Bearer pass\nword" } })
    expect(inspect(failure, { depth: null })).not.toContain("pass")
  })

  test("an address that isn't one is not quoted", async () => {
    const failure = await failureOf("ftp://user:pass@host/?key=hunter2")
    expect(inspect(failure, { depth: null })).not.toMatch(/pass|hunter2/)
  })
})

test("what a vendor wrote becomes one line", () => {
  expect(vendorText("a\n\tb\u2028c ")).toBe("a b c")
})

function readFixture(name: string) {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url))
}
