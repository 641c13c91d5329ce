import { describe, expect, test } from "vitest"
import { WebSocket } from "ws"
import { signedJwt } from "./callbacks.ts"
import {
  ask,
  createMeeting,
  eventIds,
  get,
  receiver,
  SECRET,
  type TestSim,
  testSim,
  textOf,
} from "./testing.ts"

const ID = { meetingID: "webinar-42" }

describe("faults", () => {
  test("hit the next calls of that name only, and are journalled", async () => {
    const sim = await testSim()
    sim.control.faults({ call: "getMeetings", fault: "status500", count: 2 })
    expect((await ask(sim, "end", ID)).key).toBe("notFound")
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await ask(sim, "getMeetings")).status)
    expect(statuses).toEqual([500, 500, 200])
    expect(sim.control.requests({ call: "getMeetings" }).map((entry) => entry.fault)).toEqual([
      "status500",
      "status500",
      null,
    ])
  })

  test("refused and hanging connections are destroyed", async () => {
    const sim = await testSim()
    sim.control.faults({ call: "*", fault: "refuse" }, { call: "*", fault: "hang", ms: 20 })
    await expect(ask(sim, "getMeetings")).rejects.toThrow()
    await expect(ask(sim, "getMeetings")).rejects.toThrow()
    expect((await ask(sim, "getMeetings")).returncode).toBe("SUCCESS")
  })

  test("with after, the work is done and only the answer is lost", async () => {
    const sim = await testSim()
    sim.control.faults({ call: "create", fault: "refuse", after: true })
    await expect(createMeeting(sim)).rejects.toThrow()
    expect((await createMeeting(sim)).key).toBe("duplicateWarning")
  })

  test("html, garbage, cut XML, slow and any error key", async () => {
    const sim = await testSim()
    const play = async (fault: string) => {
      sim.control.faults({ call: "getMeetings", fault, ms: 5 })
      return ask(sim, "getMeetings")
    }
    expect((await play("html")).type).toContain("text/html")
    expect((await play("garbage")).xml).not.toContain("</response>")
    const cut = await play("truncatedXml")
    expect(cut.xml).toContain("<response>")
    expect(cut.xml).not.toContain("</response>")
    expect((await play("slow")).key).toBe("noMeetings")
    expect((await play("failed:checksumError")).key).toBe("checksumError")
    expect(() => sim.control.faults({ call: "*", fault: "gremlins" })).toThrow("unknown fault")
  })

  test("deliveries get lost, come twice, come late, or are forged", async () => {
    const sim = await testSim()
    const { url, received } = await receiver(200)
    await createMeeting(sim)
    await ask(sim, "hooks/create", { callbackURL: `${url}/hook` })
    const say = async (fault: string | null, text: string) => {
      if (fault !== null) sim.control.faults({ call: "hook", fault })
      sim.control.chat("webinar-42", text)
      await sim.clock.advance(0)
    }
    await say("lose", "first")
    await say("duplicate", "second")
    await say("reorder", "third")
    await say(null, "fourth")
    const texts = received.map(({ body }) => /first|second|third|fourth/.exec(body)?.[0])
    expect(texts).toEqual(["second", "second", "fourth", "third"])
    await say("forge", "fifth")
    const forged = sim.control.requests({ kind: "hook" }).at(-1)
    expect(forged).toMatchObject({ fault: "forge", call: "chat-group-message-sent" })
    expect(eventIds(received)).toHaveLength(5)
  })
})

test("a forged end callback does not know the secret in the address", async () => {
  const sim = await testSim()
  const { url, received } = await receiver(403)
  await createMeeting(sim, { meta_endCallbackUrl: `${url}/end?t=secret` })
  sim.control.faults({ call: "callback", fault: "forge" })
  sim.control.end("webinar-42")
  await sim.clock.advance(600_000)
  expect(received.map((one) => one.url)).toEqual(["/end?recordingmarks=false&meetingID=webinar-42"])
})

describe("control over HTTP", () => {
  async function lever(sim: TestSim, method: string, path: string, body?: unknown, token = "let-me") {
    const response = await fetch(`${sim.url}/sim/${path}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: { authorization: `Bearer ${token}` },
    })
    return { status: response.status, body: await response.json() }
  }

  test("needs its token and pulls every lever", async () => {
    const sim = await testSim({ controlToken: "let-me" })
    await createMeeting(sim)
    expect((await lever(sim, "GET", "meetings", undefined, "wrong")).status).toBe(401)
    const joined = await lever(sim, "POST", "connect", { ...ID, fullName: "Mia", role: "MODERATOR" })
    expect((await lever(sim, "POST", "chat/webinar-42", { message: "hello", name: "Mia" })).status).toBe(200)
    expect((await lever(sim, "GET", "meetings")).body).toMatchObject([
      { running: true, users: [{ name: "Mia", online: true }], chat: [{ message: "hello" }] },
    ])
    await lever(sim, "POST", "disconnect", { sessionToken: joined.body.sessionToken })
    await lever(sim, "POST", "faults", { call: "end", fault: "failed:notFound" })
    expect((await ask(sim, "end", ID)).key).toBe("notFound")
    expect((await lever(sim, "GET", "requests?call=end&meetingID=webinar-42")).body).toMatchObject([
      { outcome: "notFound", fault: "failed:notFound" },
    ])
    await lever(sim, "POST", "end/webinar-42")
    await lever(sim, "POST", "clock", { advanceMs: 1000 })
    expect((await lever(sim, "GET", "meetings")).body).toEqual([])
    expect((await lever(sim, "POST", "end/webinar-42")).status).toBe(400)
    await lever(sim, "POST", "reset")
    expect((await lever(sim, "GET", "requests")).body).toEqual([])
    expect((await lever(sim, "POST", "nonsense")).status).toBe(404)
  })
})

describe("the page's live line", () => {
  async function joined(sim: TestSim, role: string, fullName: string) {
    const { sessionToken, cookie } = await ask(sim, "join", { ...ID, fullName, role })
    const url = `${sim.url.replace("http", "ws")}/html5client/ws?sessionToken=${sessionToken}`
    const socket = new WebSocket(url, { headers: { cookie: cookie.split(";")[0] ?? "" } })
    const seen: {
      type: string
      chat?: { text: string; name: string }[]
      slide?: { index: number; url: string }
    }[] = []
    socket.on("message", (data) => seen.push(JSON.parse(String(data))))
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject))
    return { socket, seen, say: (message: unknown) => socket.send(JSON.stringify(message)) }
  }

  test("an open socket is a participant; chat, slides and the end reach every page", async () => {
    const sim = await testSim()
    await createMeeting(sim)
    const mia = await joined(sim, "MODERATOR", "Mia")
    const tom = await joined(sim, "VIEWER", "Tom")
    await expect.poll(() => sim.control.meetings()[0]?.users.filter((user) => user.online).length).toBe(2)
    expect(textOf((await ask(sim, "getMeetingInfo", ID)).xml, "participantCount")).toBe("2")
    tom.say({ type: "chat", text: "hello" })
    await expect.poll(() => mia.seen.at(-1)?.chat).toMatchObject([{ text: "hello", name: "Tom" }])
    tom.say({ type: "turn", step: 1 })
    mia.say({ type: "turn", step: 1 })
    await expect.poll(() => tom.seen.at(-1)?.slide?.index).toBe(1)
    await sim.clock.advance(6_000)
    await expect.poll(() => tom.seen.at(-1)?.slide?.index).toBe(2)
    tom.say({ type: "end" })
    mia.say({ type: "end" })
    await expect.poll(() => sim.control.meetings()[0]?.ending).toBe(true)
    await sim.clock.advance(1000)
    await expect.poll(() => [mia, tom].map(({ seen }) => seen.at(-1)?.type)).toEqual(["ended", "ended"])
  })

  test("a socket without its session is refused", async () => {
    const sim = await testSim()
    const socket = new WebSocket(`${sim.url.replace("http", "ws")}/html5client/ws?sessionToken=nothing`)
    await expect(new Promise((_, reject) => socket.once("error", reject))).rejects.toThrow("401")
  })

  test("slides are served", async () => {
    const sim = await testSim()
    await createMeeting(sim)
    const mia = await joined(sim, "MODERATOR", "Mia")
    await expect.poll(() => mia.seen.length).toBeGreaterThan(0)
    const slide = mia.seen[0]?.slide?.url ?? ""
    expect(await get(`${sim.url}/html5client/${slide}`)).toMatchObject({ status: 200, type: "image/svg+xml" })
  })
})

test("the recording-ready token is the documented one", () => {
  const payload = {
    meeting_id: "webinar-42",
    record_id: "6cc8207fd5239f620653b4026835ebaa60314742-1700000000000",
  }
  expect(signedJwt(payload, SECRET)).toBe(
    "eyJhbGciOiJIUzI1NiJ9.eyJtZWV0aW5nX2lkIjoid2ViaW5hci00MiIsInJlY29yZF9pZCI6IjZjYzgyMDdmZDUyMzlmNjIwNjUzYjQwMjY4MzVlYmFhNjAzMTQ3NDItMTcwMDAwMDAwMDAwMCJ9.8wxXu0hAiB_09Gy-7Lr8Wz_ShKFZRdOtZA6DzvH0SjI",
  )
})
