import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { prepareDelivery, signDelivery } from "./hook-delivery.ts"
import type { HookEvent } from "./hook-event.ts"
import {
  ask,
  createMeeting,
  eventIds,
  eventOf,
  get,
  rawUrl,
  receiver,
  SECRET,
  type TestSim,
  testSim,
  textOf,
} from "./testing.ts"

const ID = { meetingID: "webinar-42" }

async function hooked(sim: TestSim, url: string, params: Record<string, string> = {}) {
  return ask(sim, "hooks/create", { callbackURL: `${url}/hook`, ...params })
}

describe("hooks API", () => {
  test("89, 91c create, again, list, destroy", async () => {
    const sim = await testSim()
    expect((await ask(sim, "hooks/list")).xml).toBe(
      "<response><returncode>SUCCESS</returncode><hooks></hooks></response>",
    )
    const first = await hooked(sim, "https://app.example.org")
    const id = textOf(first.xml, "hookID") ?? ""
    expect(first.xml).toBe(
      `<response><returncode>SUCCESS</returncode><hookID>${id}</hookID><permanentHook>false</permanentHook><rawData>false</rawData></response>`,
    )
    const again = await hooked(sim, "https://app.example.org", { meetingID: "another" })
    expect(again.key).toBe("duplicateWarning")
    expect(textOf(again.xml, "hookID")).toBe(id)
    expect((await ask(sim, "hooks/list")).xml).toContain(
      `<hook><hookID>${id}</hookID><callbackURL><![CDATA[https://app.example.org/hook]]></callbackURL><permanentHook>false`,
    )
    expect(textOf((await ask(sim, "hooks/destroy", { hookID: id })).xml, "removed")).toBe("true")
    expect((await ask(sim, "hooks/destroy", { hookID: id })).key).toBe("destroyMissingHook")
  })

  test("91b missing parameters", async () => {
    const sim = await testSim()
    expect((await ask(sim, "hooks/create")).key).toBe("missingParamCallbackURL")
    expect((await ask(sim, "hooks/destroy")).key).toBe("missingParamHookID")
  })

  test("checksum of the wrong call, upper case or odd length", async () => {
    const sim = await testSim()
    const sum = (call: string) =>
      createHash("sha256")
        .update(call + SECRET)
        .digest("hex")
    expect((await get(rawUrl(sim, "hooks/list", `checksum=${sum("list")}`))).key).toBe("checksumError")
    const upper = sum("hooks/list").toUpperCase()
    expect((await get(rawUrl(sim, "hooks/list", `checksum=${upper}`))).key).toBe("checksumError")
    expect((await get(rawUrl(sim, "hooks/list", "checksum=abc"))).status).toBe(500)
    expect((await get(`${sim.apiUrl}/hooks/ping`)).xml).toBe("bbb-webhooks API up!")
  })

  test("version 3 cannot list a meeting without hooks of its own", async () => {
    const sim = await testSim()
    await hooked(sim, "https://app.example.org")
    expect((await ask(sim, "hooks/list", ID)).key).toBe("listHookError")
  })

  test("a server without the package answers as nginx does", async () => {
    const sim = await testSim({ webhooks: { installed: false } })
    expect((await ask(sim, "hooks/list")).status).toBe(404)
    sim.control.installWebhooks(true)
    await hooked(sim, "https://app.example.org")
    expect(sim.control.hooks()).toHaveLength(1)
    sim.control.installWebhooks(false)
    expect((await ask(sim, "hooks/list")).status).toBe(404)
    expect(sim.control.hooks()).toEqual([])
  })
})

describe("deliveries", () => {
  test("92 a form with an array of one event, signed over the raw body", async () => {
    const sim = await testSim()
    const { url, received } = await receiver(200)
    await hooked(sim, url)
    await createMeeting(sim)
    await sim.clock.advance(0)
    const [delivery] = received
    const body = delivery?.body ?? ""
    expect(delivery?.method).toBe("POST")
    expect(body).toMatch(/^domain=127.0.0.1&event=%5B%7B%22data%22.*&timestamp=\d+$/)
    const expected = createHash("sha1").update(`${url}/hook${body}${SECRET}`).digest("hex")
    expect(delivery?.url).toBe(`/hook?checksum=${expected}`)
    expect(eventOf(body).data.attributes).toMatchObject({
      meeting: { "external-meeting-id": "webinar-42", "is-breakout": false, metadata: {} },
    })
  })

  test("70 joins, chat by people and by API, and leaving are told", async () => {
    const sim = await testSim()
    const { url, received } = await receiver(200)
    await createMeeting(sim)
    await hooked(sim, url)
    const mia = sim.control.connect({ ...ID, fullName: "Mia", userID: "u-1" })
    sim.control.chat("webinar-42", "hello", "Mia")
    await ask(sim, "sendChatMessage", { ...ID, message: "hi", userName: "Anna" })
    sim.control.disconnect(mia.sessionToken)
    await sim.clock.advance(0)
    const byId = (id: string) => received.filter(({ body }) => eventOf(body).data.id === id)
    expect(byId("user-joined")).toHaveLength(1)
    expect(byId("user-left")).toHaveLength(1)
    const chats = byId("chat-group-message-sent").map(({ body }) => eventOf(body).data.attributes)
    const sender = (name: string) => chats.find((one) => JSON.stringify(one).includes(`"name":"${name}"`))
    expect(sender("Mia")).toMatchObject({
      "chat-message": {
        message: "hello",
        sender: { "external-user-id": "u-1", "internal-user-id": mia.userId },
      },
      "chat-id": "MAIN-PUBLIC-GROUP-CHAT",
    })
    expect(sender("Anna")).toMatchObject({ "chat-message": { sender: { "internal-user-id": "Anna" } } })
    expect(JSON.stringify(sender("Anna"))).not.toContain("external-user-id")
  })

  test("94 a hook of one meeting hears only that one", async () => {
    const sim = await testSim()
    const { url, received } = await receiver(200)
    await hooked(sim, url, ID)
    await createMeeting(sim, { meetingID: "webinar-43" })
    await createMeeting(sim)
    await sim.clock.advance(0)
    expect(received.map(({ body }) => body.includes("webinar-42"))).toEqual([true])
  })

  test("95 an end is followed by one user-left for everybody inside", async () => {
    const sim = await testSim({ webhooks: { version: "2.x" } })
    const { url, received } = await receiver(200)
    await createMeeting(sim)
    for (const fullName of ["Mia", "Tom"]) sim.control.connect({ ...ID, fullName })
    await hooked(sim, url)
    sim.control.end("webinar-42")
    await sim.clock.advance(1000)
    expect(eventIds(received)).toEqual(["meeting-ended", "user-left", "user-left"])
  })

  test("a failing receiver is tried for five minutes, then the hook is gone; the time stamp stays", async () => {
    const sim = await testSim()
    const { url, received } = await receiver(503)
    await hooked(sim, url, { eventID: "meeting-created" })
    await createMeeting(sim)
    await sim.clock.advance(100 + 500 + 1000)
    expect(received).toHaveLength(4)
    await sim.clock.advance(305_000)
    expect(received).toHaveLength(13)
    expect(new Set(received.map(({ body }) => body)).size).toBe(1)
    expect(sim.control.hooks()).toEqual([])
  })

  test("401 counts as delivered", async () => {
    const sim = await testSim()
    const { url, received } = await receiver(401)
    await hooked(sim, url, { eventID: "meeting-created" })
    await createMeeting(sim)
    await sim.clock.advance(400_000)
    expect(received).toHaveLength(1)
    expect(sim.control.hooks()).toHaveLength(1)
  })

  test("2.x keeps order behind a failing event, escapes text and numbers its hooks", async () => {
    const sim = await testSim({ profile: "bbb27" })
    const { url, received } = await receiver(500, 200)
    await createMeeting(sim)
    const { xml } = await hooked(sim, url, { eventID: "chat-group-message-sent" })
    expect(textOf(xml, "hookID")).toBe("1")
    for (const text of ["<one>", "two"]) sim.control.chat("webinar-42", text, "Mia")
    await sim.clock.advance(0)
    expect(received).toHaveLength(1)
    await sim.clock.advance(1000)
    const texts = received.map(({ body }) => JSON.stringify(eventOf(body)))
    expect(texts.map((text) => (text.includes("&lt;one&gt;") ? 1 : 2))).toEqual([1, 1, 2])
  })

  test("version 3 tells a meeting's events only to its first hook", async () => {
    const sim = await testSim()
    const { url, received } = await receiver(200)
    for (const name of ["a", "b"]) await ask(sim, "hooks/create", { ...ID, callbackURL: `${url}/${name}` })
    await createMeeting(sim)
    await sim.clock.advance(0)
    expect(received.map((one) => one.url.split("?")[0])).toEqual(["/a"])
  })

  test("Bearer authentication replaces the checksum", async () => {
    const sim = await testSim({ webhooks: { auth: "bearer" } })
    const { url, received } = await receiver(200)
    await hooked(sim, url)
    await createMeeting(sim)
    await sim.clock.advance(0)
    expect(received).toMatchObject([{ url: "/hook", authorization: `Bearer ${SECRET}` }])
  })
})

describe("delivery vectors", () => {
  const text =
    '[{"data":{"type":"event","id":"meeting-ended","attributes":{"meeting":{"internal-meeting-id":"6cc8207fd5239f620653b4026835ebaa60314742-1700000000000","external-meeting-id":"webinar-42"}},"event":{"ts":1700000000123}}}]'
  const event: HookEvent = JSON.parse(text)[0]

  test.each([
    ["3.4+", "sha1", "3b308765d66f7b8482a8a278ddd11f32a066a7c9"],
    ["3.4+", "sha256", "3a6d6e79bcdff709da57f83e9d330ae08cbbc9aa084eaf0aad766c514ae36882"],
    ["3.0-3.3", "sha1", "829d8652bf5401e911b613de3fe865b6e249f8a1"],
    ["2.x", "sha1", "00d51c6f1b58fe81672915d75fb80fa273303953"],
  ] as const)("%s %s", (version, algorithm, expected) => {
    const settings = { version, algorithm, domain: "bbb.example.org", auth: "checksum" } as const
    const delivery = prepareDelivery("https://app.example.org/bbb/hook", event, 1_700_000_000_456, settings)
    expect(signDelivery(delivery, SECRET, settings).url).toBe(
      `https://app.example.org/bbb/hook?checksum=${expected}`,
    )
  })
})
