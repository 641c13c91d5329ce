import { afterEach, describe, expect, test } from "vitest"
import { createSipmediagwClients } from "#server/clients/sipmediagw/sipmediagw.ts"
import { type SeenRequest, startTestServer } from "#server/clients/test-server.ts"

const ROOM = "amphi4k2x9"
const RTMP_URL = "rtmp://live.example.org/live/streamkey1"
const GW = "h9vxc2n2cqxk552fohqjvyuz"

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

type Answer = { status?: number; body?: string }

async function proxyThat(answers: Record<string, (request: SeenRequest) => Answer>) {
  const { requests, url, close } = await startTestServer((request) => {
    const answer = answers[request.path]
    return answer ? answer(request) : { status: 404, body: '{"detail":"Not Found"}' }
  })
  closers.push(close)
  const server = { url, token: "tok", gatewayRef: null }
  const { proxy: client } = createSipmediagwClients()
  const start = () =>
    client.start({ server, room: ROOM, joinDomain: "amphi.univ.fr/join", rtmpUrl: RTMP_URL })
  const lines = () => requests.map(({ method, path }) => `${method} ${path}`)
  return { client, server, requests, start, lines }
}

const success = (data: unknown) => JSON.stringify({ status: "success", error: null, data })
const started = () => ({ body: success({ processing_state: "working", gw_id: GW }) })
const stopped = () => ({ body: success({ processing_state: "stopped" }) })
const held = (room: string | null, gw_state = "working") => ({
  body: success({ gw_id: GW, gw_state, room, media_duration: "0", transcript_progress: "0" }),
})

test("a start names our room and stream, in the words of 1.8 and of what comes after", async () => {
  const { start, requests } = await proxyThat({ "/start": started, "/status": () => held(ROOM) })
  expect(await start()).toEqual({ handle: GW })
  expect(JSON.parse(requests[0]?.body ?? "")).toEqual({
    room: ROOM,
    main_app: "streaming",
    browsing: "bigbluebutton",
    browsing_name: "bigbluebutton",
    rtmp_dst: RTMP_URL,
  })
  expect(requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer tok", "Bearer tok"])
})

describe("a start that the proxy doesn't hold for us is busy", () => {
  test("another room's stream is left alone", async () => {
    const { start, lines } = await proxyThat({ "/start": started, "/status": () => held("stranger1") })
    await expect(start()).rejects.toMatchObject({ reason: "busy", retryable: true })
    expect(lines()).toEqual(["POST /start", "GET /status"])
  })

  test.each([null, "None", ""])("a gateway without a room (%j) is stopped", async (room) => {
    const answers = { "/start": started, "/status": () => held(room), "/stop": stopped }
    const { start, requests } = await proxyThat(answers)
    await expect(start()).rejects.toMatchObject({ reason: "busy", retryable: true })
    expect(requests.at(-1)).toMatchObject({ method: "POST", path: "/stop", body: `{"gw_id":"${GW}"}` })
  })
})

test("starts wait for each other, also behind one that failed", async () => {
  let starts = 0
  const answerStart = () => (++starts === 1 ? { status: 500, body: "Internal Server Error" } : started())
  const { start, lines } = await proxyThat({ "/start": answerStart, "/status": () => held(ROOM) })
  const outcomes = await Promise.allSettled([start(), start(), start()])
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"])
  const confirmed = ["POST /start", "GET /status"]
  expect(lines()).toEqual(["POST /start", ...confirmed, ...confirmed])
})

test.each([
  ["working", ROOM, "serving"],
  ["working", "another1", "idle"],
  ["working", null, "unknown"],
  ["working", "None", "unknown"],
  ["started", ROOM, "unknown"],
  ["started", "None", "unknown"],
  ["stopped", null, "idle"],
  ["created", null, "idle"],
  ["surprise", ROOM, "unknown"],
])("%s with the room %j is %s", async (gwState, room, state) => {
  const { client, server } = await proxyThat({ "/status": () => held(room, gwState) })
  expect(await client.state({ server, room: ROOM, handle: GW })).toEqual({ state, handle: GW })
})

test.each([
  { status: "error", error: { code: 404, detail: `no running container for gw_id=${GW}` }, data: null },
  {
    status: "error",
    error: "Failed to parse gateway response",
    data: { status: "error", error: { code: 404, detail: `no running container for gw_id=${GW}` } },
  },
])("stopping what runs no more is a success, however its error is wrapped", async (body) => {
  const { client, server } = await proxyThat({
    "/status": () => held(ROOM),
    "/stop": () => ({ status: 404, body: JSON.stringify(body) }),
  })
  await expect(client.stop({ server, room: ROOM, handle: GW })).resolves.toBeUndefined()
})

test("a gateway that the proxy has lost can't be stopped for now", async () => {
  const body = JSON.stringify({ status: "error", error: { code: 404, detail: "Gateway not found" } })
  const { client, server } = await proxyThat({ "/status": () => ({ status: 404, body }) })
  const stopping = client.stop({ server, room: ROOM, handle: GW })
  await expect(stopping).rejects.toMatchObject({ reason: "not_found", retryable: true })
})

test.each(["x y", "a'b", "$(id)", "", "é"])("a gw_id like %j is not taken from an answer", async (gwId) => {
  const { start, lines } = await proxyThat({ "/start": () => ({ body: success({ gw_id: gwId }) }) })
  await expect(start()).rejects.toMatchObject({ reason: "bad_answer" })
  expect(lines()).toEqual(["POST /start"])
})
