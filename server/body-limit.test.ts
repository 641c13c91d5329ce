import { request as send } from "node:http"
import { encode } from "next-auth/jwt"
import { expect, onTestFinished, test } from "vitest"
import { BODY_MAX_BYTES } from "./body-limit.ts"
import { listen } from "./listening.ts"
import { createTestDeps } from "./test-deps.ts"

const LONG = String(BODY_MAX_BYTES + 1)

type Sent = { path: string; headers: Record<string, string> }

/** A server whose pages answer at once; `ask` declares a body and sends nothing but its first byte. */
async function open() {
  const deps = await createTestDeps({ HOST: "127.0.0.1" })
  deps.config = { ...deps.config, port: 0 }
  const { port, close } = await listen(deps, async () => (_request, response) => void response.end("a page"))
  onTestFinished(close)
  const ask = ({ path, headers }: Sent) =>
    new Promise<number | undefined>((resolve, reject) => {
      const asked = send({ port, path, method: "POST", headers }, (answer) => {
        resolve(answer.statusCode)
        asked.destroy()
      })
      asked.on("error", reject)
      asked.write("x")
    })
  const cookie = async (secret = deps.config.secret) =>
    `locale=fr; next-auth.session-token=${await encode({ token: { sub: "u1" }, secret })}`
  return { ask, cookie }
}

test.each([
  "/api/trpc/chat.send",
  "/api/join",
  "/api/realtime/auth",
  "/api/auth/callback/credentials",
  "/api/media/notice",
  "/api/bbb/hooks/../../join",
  "/api/bbb/hooks",
  "/webinars/new/../../api/join",
  "/webinars",
  "/events/chemistry",
  "/",
])("more than routes need is not read: %s", async (path) => {
  const { ask, cookie } = await open()
  const signedIn = { cookie: await cookie() }
  expect(await ask({ path, headers: { ...signedIn, "content-length": LONG } })).toBe(413)
  expect(await ask({ path, headers: { ...signedIn, "transfer-encoding": "chunked" } })).toBe(413)
  expect(await ask({ path, headers: { "content-length": String(BODY_MAX_BYTES) } })).toBe(200)
})

test("a delivery of BBB is left to who answers it, however long", async () => {
  const { ask } = await open()
  const path = "/api/bbb/hooks/abc123?checksum=00"
  expect(await ask({ path, headers: { "content-length": LONG } })).toBe(200)
  expect(await ask({ path, headers: { "transfer-encoding": "chunked" } })).toBe(200)
})

test.each(["/webinars/new", "/webinars/abc123/edit", "/webinars/abc123?problem=x"])(
  "slides are taken from who is signed in, and from nobody else: %s",
  async (path) => {
    const { ask, cookie } = await open()
    const statusFor = async (from: Record<string, string>) =>
      ask({ path, headers: { ...from, "content-length": LONG } })
    const mine = await cookie()
    expect(await statusFor({ cookie: mine })).toBe(200)
    expect(await statusFor({ cookie: mine.replace("next-auth", "__Secure-next-auth") })).toBe(200)
    expect(await statusFor({})).toBe(413)
    expect(await statusFor({ cookie: "next-auth.session-token=claimed" })).toBe(413)
    expect(await statusFor({ cookie: await cookie("another secret of sixteen") })).toBe(413)
  },
)
