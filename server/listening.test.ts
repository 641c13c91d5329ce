// The port of ROLE=realtime: where the endpoint runs apart, its sockets must be counted there.
import Pusher from "pusher"
import { expect, onTestFinished, test } from "vitest"
import { WebSocket } from "ws"
import { listen, listenForProbes } from "./listening.ts"
import { clientsOf } from "./realtime/endpoint-fixture.ts"
import { createTestDeps } from "./test-deps.ts"

const TOKEN = "a token for operations"

async function ask(port: number, path: string, token = TOKEN) {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
  return { status: answer.status, body: await answer.text() }
}

async function openRole(role: "realtime" | "worker") {
  const deps = await createTestDeps({ OPERATIONS_TOKEN: TOKEN, ROLE: role, HOST: "127.0.0.1" })
  deps.config = { ...deps.config, realtime: { ...deps.config.realtime, port: 0 } }
  const noPages = () => Promise.reject(new Error("this role has no pages"))
  const { port, close } = await (role === "realtime" ? listen(deps, noPages) : listenForProbes(deps, 0))
  onTestFinished(close)
  return { deps, port }
}

test.each(["realtime", "worker"] as const)("ROLE=%s answers for its health and its figures", async (role) => {
  const { port } = await openRole(role)
  expect(await ask(port, "/api/health")).toMatchObject({ status: 200 })
  expect(JSON.parse((await ask(port, "/api/health", "wrong token")).body)).toEqual({ ok: true })
  expect((await ask(port, "/api/metrics")).body).toContain("amphi_realtime_sockets 0")
  expect(await ask(port, "/api/metrics", "wrong token")).toMatchObject({ status: 401 })
  for (const path of ["/", "/api/trpc", "/api/metricsx"])
    expect(await ask(port, path), path).toMatchObject({ status: 404 })
})

test("the realtime role's figures count the sockets of its endpoint", async () => {
  const { deps, port } = await openRole("realtime")
  const socket = new WebSocket(`ws://127.0.0.1:${port}/app/${deps.config.realtime.app.key}?protocol=7`)
  onTestFinished(() => socket.close())
  const figures = async () => (await ask(port, "/api/metrics")).body
  await expect.poll(figures, { timeout: 10_000 }).toContain("amphi_realtime_sockets 1")
})

test("what one page sends to the others of its channel isn't passed on: only Amphi speaks to pages", async () => {
  const { deps, port } = await openRole("realtime")
  const pages = clientsOf({ host: "127.0.0.1", port, app: deps.config.realtime.app })
  onTestFinished(() => pages.leave())
  const [stranger, reader] = [pages.socket(), pages.socket()]
  const { id, key, secret } = deps.config.realtime.app
  const signer = new Pusher({ appId: id, key, secret, host: "127.0.0.1" })
  for (const { plain, frames, established } of [stranger, reader]) {
    await established
    const socketId = /\d+\.\d+/.exec(frames[0] ?? "")?.[0] ?? ""
    const channel = "private-event-e1"
    const data = { channel, ...signer.authorizeChannel(socketId, channel) }
    plain.send(JSON.stringify({ event: "pusher:subscribe", data }))
    await expect.poll(() => frames.join()).toContain("subscription_succeeded")
  }
  stranger.plain.send('{"event":"client-x","channel":"private-event-e1","data":{}}')
  await expect.poll(() => stranger.frames.join()).toContain("not enabled")
  await pages.rest.trigger("private-event-e1", "afterwards", {})
  await expect.poll(() => reader.frames.join()).toContain("afterwards")
  expect(reader.frames.join()).not.toContain("client-x")
})
