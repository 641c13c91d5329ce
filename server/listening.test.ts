// The port of ROLE=realtime: where the endpoint runs apart, its sockets must be counted there.
import { expect, onTestFinished, test } from "vitest"
import { WebSocket } from "ws"
import { listen, listenForProbes } from "./listening.ts"
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
