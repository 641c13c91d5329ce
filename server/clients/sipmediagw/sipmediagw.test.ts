import { afterEach, describe, expect, test } from "vitest"
import { createSipmediagwClients, identifyGateway } from "#server/clients/sipmediagw/sipmediagw.ts"
import { type SeenRequest, startTestServer } from "#server/clients/test-server.ts"

const ROOM = "amphi4k2x9"
const RTMP_URL = "rtmp://live.example.org/live/streamkey1?token=a%2Fb"
const MISSING_ROOM = '{"Error": "a room name must be specified"}'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

type Answer = { status?: number; body?: string } | null

async function gatewayThat(answer: (request: SeenRequest) => Answer) {
  const { requests, url, close } = await startTestServer(answer)
  closers.push(close)
  return { requests, server: { url: `${url}/`, token: "tok", gatewayRef: "gw-slot-1" } }
}

/** Answers the probes as one classic version does, and everything else with `rest`. */
function classic(version: "1.5" | "1.6" | "1.7", rest: (request: SeenRequest) => Answer = () => ({})) {
  return (request: SeenRequest): Answer => {
    if (request.path === "/openapi.json") return { status: 404, body: "not found" }
    if (request.path === "/start" && !request.query.has("room"))
      return { status: version === "1.5" ? 200 : 400, body: MISSING_ROOM }
    if (request.path === "/progress" && !request.query.has("room"))
      return version === "1.7" ? { status: 400, body: MISSING_ROOM } : { status: 404, body: "not found" }
    return rest(request)
  }
}

const openApi = (...paths: string[]) =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "SIP Media Gateway API", version: "0.1.0" },
    paths: Object.fromEntries(paths.map((path) => [path, {}])),
  })

describe("which SIPMediaGW answers", () => {
  test.each(["1.5", "1.6", "1.7"] as const)("%s, found without naming a room", async (version) => {
    const { server, requests } = await gatewayThat(classic(version))
    expect(await identifyGateway(server)).toEqual({ dialect: "classic", version })
    expect(requests.every((request) => !request.query.has("room"))).toBe(true)
    expect(requests.every((request) => request.headers.authorization === "Bearer tok")).toBe(true)
  })

  test("the launcher of 1.8, and of what comes after", async () => {
    const old = await gatewayThat(() => ({ body: openApi("/gateway/start", "/gateway/status") }))
    expect(await identifyGateway(old.server)).toEqual({ dialect: "gateway", version: "1.8" })
    const head = await gatewayThat(() => ({ body: openApi("/gateway/start", "/gateway/ivrConfig") }))
    expect(await identifyGateway(head.server)).toEqual({ dialect: "gateway", version: "main" })
  })

  test("the proxy of 1.8, and of what comes after, which answers strangers", async () => {
    const description = openApi("/start", "/stop", "/status", "/register").replace(/SIP[^"]*/, "FastAPI")
    for (const version of ["1.8", "main"]) {
      const { server, requests } = await gatewayThat(({ path }) => {
        if (path === "/openapi.json") return { body: description }
        return { status: path === "/status" && version === "1.8" ? 401 : 400, body: "{}" }
      })
      expect(await identifyGateway(server)).toEqual({ dialect: "proxy", version })
      expect(requests.map(({ body, query }) => body + query).join("")).toBe("{}")
    }
  })

  test("a wrong token is told as such", async () => {
    const { server } = await gatewayThat(({ path }) =>
      path === "/start" ? { status: 401, body: "authorization error" } : { status: 404, body: "not found" },
    )
    await expect(identifyGateway(server)).rejects.toMatchObject({ reason: "unauthorized" })
  })

  test("something else altogether is not taken for a gateway", async () => {
    const site = await gatewayThat(() => ({ body: "<html>welcome</html>" }))
    await expect(identifyGateway(site.server)).rejects.toMatchObject({ reason: "bad_answer" })
    const other = await gatewayThat(({ path }) => (path === "/openapi.json" ? { status: 404 } : {}))
    await expect(identifyGateway(other.server)).rejects.toMatchObject({ reason: "bad_answer" })
  })
})

describe("the classic dialect", () => {
  const { classic: client } = createSipmediagwClients({ chatGapMs: 0 })

  test("sends its parameters percent-encoded, with the token", async () => {
    const { server, requests } = await gatewayThat(() => ({ body: '{"res": "ok"}' }))
    await client.start({ server, room: ROOM, joinDomain: "amphi.univ.fr:8443/join", rtmpUrl: RTMP_URL })
    expect(requests[0]?.rawUrl).toBe(
      `/start?room=${ROOM}&domain=amphi.univ.fr%3A8443%2Fjoin` +
        "&rtmpDst=rtmp%3A%2F%2Flive.example.org%2Flive%2Fstreamkey1%3Ftoken%3Da%252Fb",
    )
    expect(requests[0]?.headers.authorization).toBe("Bearer tok")
  })

  test.each([
    [{ room: "Room 1" }, "unsafe_room"],
    [{ room: "0" }, "unsafe_room"],
    [{ room: "-froom" }, "unsafe_room"],
    [{ room: "x; touch /tmp/x" }, "unsafe_room"],
    [{ rtmpUrl: 'rtmp://h/live/k"' }, "unsafe_rtmp_url"],
    [{ rtmpUrl: "rtmp://h/live/$(id)" }, "unsafe_rtmp_url"],
    [{ rtmpUrl: "https://h/live" }, "unsafe_rtmp_url"],
    [{ joinDomain: "https://amphi.univ.fr/join" }, "unsafe_join_domain"],
    [{ joinDomain: "amphi.univ.fr/join x" }, "unsafe_join_domain"],
  ])("refuses %o before anything is sent", async (part, code) => {
    const { server, requests } = await gatewayThat(() => ({ body: '{"res": "ok"}' }))
    const input = { server, room: ROOM, joinDomain: "amphi.univ.fr/join", rtmpUrl: RTMP_URL, ...part }
    await expect(client.start(input)).rejects.toMatchObject({ reason: "refused", code })
    expect(requests).toEqual([])
  })

  test("1.7: stopping what doesn't run is a success, as is progress without a state", async () => {
    const { server } = await gatewayThat(({ path }) =>
      path === "/stop"
        ? { status: 400, body: `{"Error": "no running container for room=${ROOM}"}` }
        : { body: '{"status": "success", "transcript_progress": "0%"}' },
    )
    await expect(client.stop({ server, room: ROOM, handle: null })).resolves.toBeUndefined()
    expect(await client.state({ server, room: ROOM, handle: null })).toMatchObject({ state: "serving" })
    const down = await gatewayThat(() => ({ body: '{"status": "success", "gw_state": "down"}' }))
    expect(await client.state({ server: down.server, room: ROOM, handle: null })).toMatchObject({
      state: "idle",
    })
    const lost = await gatewayThat(() => ({ status: 404, body: '{"Error": "something wrong happened"}' }))
    expect(await client.state({ server: lost.server, room: ROOM, handle: null })).toMatchObject({
      state: "unknown",
    })
  })

  test("a start that hangs is a time-out", async () => {
    const { server } = await gatewayThat(() => null)
    const timeoutsMs = { start: 100, stop: 100, chat: 100, status: 100 }
    const { classic: hasty } = createSipmediagwClients({ timeoutsMs })
    const input = { server, room: ROOM, joinDomain: "amphi.univ.fr", rtmpUrl: RTMP_URL }
    await expect(hasty.start(input)).rejects.toMatchObject({ reason: "timeout", retryable: true })
  })
})

describe("chat through a gateway's browser", () => {
  test("1.5 and 1.6 can, which is asked once", async () => {
    for (const version of ["1.5", "1.6"] as const) {
      const { classic: client } = createSipmediagwClients()
      const { server, requests } = await gatewayThat(classic(version))
      expect(await client.chat.canDeliver(server)).toBe(true)
      const probes = requests.length
      expect(await client.chat.canDeliver(server)).toBe(true)
      expect(requests).toHaveLength(probes)
    }
  })

  test("1.7 and the launcher can't, and are sent nothing", async () => {
    const clients = createSipmediagwClients()
    const { server, requests } = await gatewayThat(classic("1.7"))
    for (const client of [clients.classic, clients.gateway]) {
      expect(await client.chat.canDeliver(server)).toBe(false)
      const sending = client.chat.send({ server, room: ROOM, text: "bonjour" })
      await expect(sending).rejects.toMatchObject({ reason: "refused", code: "chat_unsupported" })
    }
    expect(requests.filter((request) => request.path === "/chat")).toEqual([])
  })

  test("what is typed is neutralised, and cut where it is too long", async () => {
    const { classic: client } = createSipmediagwClients({ chatGapMs: 0 })
    const { server, requests } = await gatewayThat(classic("1.6", () => ({ body: '{"res": "ok"}' })))
    await client.chat.send({ server, room: ROOM, text: `L'été "ici"\n${"é".repeat(500)}` })
    const bodies = requests.filter(({ path }) => path === "/chat").map(({ body }) => JSON.parse(body))
    expect(bodies[0]).toEqual({ room: ROOM, msg: "L’été ”ici”" })
    expect(bodies.map(({ msg }) => msg).join(" ")).toBe(`L’été ”ici” ${"é".repeat(450)} ${"é".repeat(50)}`)
  })

  test("what was typed of a long text isn't typed again after a failure", async () => {
    const { classic: client } = createSipmediagwClients({ chatGapMs: 0 })
    let calls = 0
    const { server, requests } = await gatewayThat(
      classic("1.6", () => (++calls === 2 ? { status: 500, body: "<html>" } : { body: '{"res": "ok"}' })),
    )
    let typed = 0
    const send = () =>
      client.chat.send({
        server,
        room: ROOM,
        text: `Ada ${"é".repeat(500)}`,
        skip: typed,
        onTyped: async (lines) => {
          typed = lines
        },
      })
    await expect(send()).rejects.toMatchObject({ reason: "failed" })
    await send()
    const bodies = requests.filter(({ path }) => path === "/chat").map(({ body }) => JSON.parse(body).msg)
    expect(bodies).toEqual(["Ada", "é".repeat(450), "é".repeat(450), "é".repeat(50)])
  })

  test("one message at a time for a gateway, and a failed one doesn't hold up the next", async () => {
    const { classic: client } = createSipmediagwClients({ chatGapMs: 20 })
    const times: number[] = []
    const { server } = await gatewayThat(
      classic("1.6", () => {
        times.push(performance.now())
        return times.length === 1 ? { status: 500, body: "<html>" } : { body: '{"res": "ok"}' }
      }),
    )
    const send = (text: string) => client.chat.send({ server, room: ROOM, text })
    const outcomes = await Promise.allSettled([send("a"), send("b"), send("c")])
    expect(outcomes.map((outcome) => outcome.status)).toEqual(["rejected", "fulfilled", "fulfilled"])
    expect(times).toHaveLength(3)
  })

  test("Compose 5's own lines are no failure", async () => {
    const { classic: client } = createSipmediagwClients({ chatGapMs: 0 })
    const body = '{"res": " Container gw0-run-1 Creating =>  Container gw0-run-1 Created "}'
    const { server } = await gatewayThat(classic("1.6", () => ({ body })))
    await expect(client.chat.send({ server, room: ROOM, text: "a" })).resolves.toBeUndefined()
  })
})

describe("the launcher", () => {
  const { gateway: client } = createSipmediagwClients()
  const status = (data: unknown) => JSON.stringify({ status: "success", error: null, data })

  test("starts its slot for our room", async () => {
    const { server, requests } = await gatewayThat(() => ({ body: status({ processing_state: "working" }) }))
    const input = { server, room: ROOM, joinDomain: "amphi.univ.fr/join", rtmpUrl: RTMP_URL }
    expect(await client.start(input)).toEqual({ handle: null })
    expect(requests[0]).toMatchObject({ method: "POST", path: "/gateway/start" })
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({
      room: ROOM,
      gw_id: "gw-slot-1",
      main_app: "streaming",
      browsing_name: "bigbluebutton",
      rtmp_dst: RTMP_URL,
    })
  })

  test("serves our room, another one, or doesn't say", async () => {
    const states: [unknown, string][] = [
      [{ gw_state: "up", gw_id: "gw-slot-1", browsing: "bigbluebutton", room: ROOM }, "serving"],
      [{ gw_state: "up", gw_id: "gw-slot-1", browsing: "bigbluebutton", room: "another1" }, "idle"],
      [{ gw_state: "up", gw_id: "gw-slot-1", browsing: "", room: "" }, "unknown"],
      [{ gw_state: "up", gw_id: "gw-slot-1" }, "unknown"],
      [{ gw_state: "down", detail: "exited" }, "idle"],
    ]
    for (const [data, expected] of states) {
      const { server } = await gatewayThat(() => ({ body: status(data) }))
      expect(await client.state({ server, room: ROOM, handle: null })).toMatchObject({ state: expected })
    }
  })

  test("without its gw_id nothing is sent", async () => {
    const { server, requests } = await gatewayThat(() => ({}))
    for (const gatewayRef of [null, "", "a b", "x'y"]) {
      const stopping = client.stop({ server: { ...server, gatewayRef }, room: ROOM, handle: null })
      await expect(stopping).rejects.toMatchObject({ reason: "refused", code: "no_gateway_ref" })
    }
    expect(requests).toEqual([])
  })
})
