import { describe, expect, onTestFinished, test } from "vitest"
import { createBbbClient } from "#server/clients/bbb.ts"
import { CHECKSUM_ALGORITHMS, signedUrl } from "#server/clients/bbb-checksum.ts"
import { parseHookBody, verifyHook } from "#server/clients/bbb-webhooks.ts"
import type { CreateMeeting } from "#server/clients/contracts.ts"
import { startTestServer } from "#server/clients/test-server.ts"
import { startBbbSim } from "../../e2e/sims/bbb/bbb-sim.ts"

const secret = "0123456789abcdefSECRET"
const PROFILES = ["bbb27", "bbb30", "bbb30-new", "scalelite"] as const
type Profile = (typeof PROFILES)[number]

const meeting: CreateMeeting = {
  meetingId: "webinar-42",
  name: "L'été d’Amphi & 🎥 <b>",
  welcome: "Bonjour à tous",
  maxParticipants: 0,
  durationMinutes: 90,
  guestPolicy: "always_accept",
  record: { enabled: false, autoStart: false, allowStartStop: false },
  lock: { cam: true, mic: true, privateChat: true, publicChat: false, notes: true, userList: false },
  muteOnStart: true,
  webcamsOnlyForModerator: true,
  logoutUrl: "https://app.example.org/webinars/42",
  endCallbackUrl: null,
  expireIfNoUserJoinedMinutes: 120,
  expireWhenLastUserLeftMinutes: 15,
  slides: [],
}

async function bbb(profile: Profile = "bbb30", timeoutMs = 5000, webhooks: { installed?: boolean } = {}) {
  const options = { secret, profile, webhooks, allowLocalHosts: true }
  const sim = await startBbbSim({ host: "127.0.0.1", port: 0, ...options })
  onTestFinished(() => sim.close())
  const client = createBbbClient({ apiUrl: sim.apiUrl, secret, timeoutMs })
  return { sim, client }
}

/** What a browser does with a join link; the session is connected as its page would connect it. */
async function follow(sim: Awaited<ReturnType<typeof bbb>>["sim"], joinUrl: string) {
  for (let url = joinUrl; ; ) {
    const answer = await fetch(url, { redirect: "manual" })
    const location = answer.headers.get("location") ?? ""
    if (answer.status !== 302 || location === "") throw new Error(`join: HTTP ${answer.status}`)
    const sessionToken = new URL(location).searchParams.get("sessionToken")
    if (sessionToken !== null) return sim.control.connect({ sessionToken })
    if (location.includes("errors=")) throw new Error(`join: ${location}`)
    url = location
  }
}

describe.each(PROFILES)("%s", (profile) => {
  test("a meeting is created once, and creating it again finds the same", async () => {
    const { sim, client } = await bbb(profile)
    const first = await client.createMeeting(meeting)
    const again = await client.createMeeting({ ...meeting, name: "Another name" })
    expect(first.created).toBe(true)
    expect(again).toEqual({ ...first, created: false })
    expect(sim.control.meetings()).toMatchObject([
      { meetingID: "webinar-42", name: meeting.name, durationMinutes: 90, muteOnStart: true },
    ])
  })

  test("people and the streaming user join by their links, and are on the list", async () => {
    const { sim, client } = await bbb(profile)
    const { createdAt, internalId } = await client.createMeeting(meeting)
    expect(await client.isMeetingRunning("webinar-42")).toBe(false)
    const common = { meetingId: "webinar-42", createdAt }
    const presenter = { ...common, kind: "person", role: "moderator", locale: "fr" } as const
    const stream = { ...common, kind: "streaming_user", role: "viewer", showChat: false } as const
    await follow(sim, client.joinUrl({ ...presenter, name: "Jürgen O'Neil 🎥", userId: "u-1" }))
    await follow(sim, client.joinUrl({ ...stream, name: "streaming", userId: "stream-1" }))
    expect(await client.isMeetingRunning("webinar-42")).toBe(true)
    const found = await client.findMeeting("webinar-42")
    expect(found).toMatchObject({ internalId, createdAt, running: true, participantCount: 2 })
    expect(found?.attendees).toMatchObject([
      { userId: "u-1", name: "Jürgen O'Neil 🎥", role: "moderator", isPresenter: true },
      { userId: "stream-1", name: "streaming", role: "viewer", isPresenter: false },
    ])
    expect(sim.control.meetings()[0]?.users).toMatchObject([
      { userID: "u-1", bot: false, userdata: { bbb_override_default_locale: "fr" } },
      { userID: "stream-1", bot: profile !== "bbb27", userdata: { bbb_hide_nav_bar: "true" } },
    ])
  })

  test("a meeting that never was, or has ended, is missing; ending it again is a success", async () => {
    const { client } = await bbb(profile)
    expect(await client.findMeeting("webinar-42")).toBeNull()
    await client.createMeeting(meeting)
    await client.endMeeting("webinar-42")
    await expect.poll(() => client.findMeeting("webinar-42"), { timeout: 10_000, interval: 50 }).toBeNull()
    await expect(client.endMeeting("webinar-42")).resolves.toBeUndefined()
    expect(await client.isMeetingRunning("webinar-42")).toBe(false)
  })

  test("a wrong key is told as such", async () => {
    const { sim } = await bbb(profile)
    const stranger = createBbbClient({ apiUrl: sim.apiUrl, secret: "wrong" })
    await expect(stranger.findMeeting("webinar-42")).rejects.toMatchObject({ reason: "unauthorized" })
    await expect(stranger.createMeeting(meeting)).rejects.toMatchObject({ reason: "unauthorized" })
    await expect(stranger.capabilities()).rejects.toMatchObject({ reason: "unauthorized" })
  })

  test("what it can do is found out", async () => {
    const { client, sim } = await bbb(profile)
    expect(await client.takesChat()).toBe(profile.startsWith("bbb30"))
    expect(sim.control.meetings()).toEqual([])
    expect(await client.capabilities()).toEqual({
      chatApi: profile.startsWith("bbb30"),
      webhooks: profile !== "scalelite",
      insertDocument: true,
    })
  })
})

test.each([...CHECKSUM_ALGORITHMS])("%s is accepted", async (checksumAlgorithm) => {
  const { sim } = await bbb()
  const client = createBbbClient({ apiUrl: sim.apiUrl, secret, checksumAlgorithm })
  await expect(client.createMeeting(meeting)).resolves.toMatchObject({ created: true })
})

test("slides arrive whole", async () => {
  const { sim, client } = await bbb()
  const bytes = new Uint8Array(3000).map((_, index) => index % 256)
  await client.createMeeting({ ...meeting, slides: [{ name: `été & "co".pdf`, content: { bytes } }] })
  const [first] = sim.control.meetings()[0]?.presentations ?? []
  expect(first?.name).toBe(`été & "co".pdf`)
  expect(first?.base64).toBe(Buffer.from(bytes).toString("base64"))
})

describe("chat into the meeting", () => {
  const message = { meetingId: "webinar-42", senderName: "Anna (en direct)", text: "L'été <b>à</b> 🎥 100%+" }

  test("is shown as it was written, once somebody is there", async () => {
    const { sim, client } = await bbb()
    await client.createMeeting(meeting)
    await expect(client.sendChatMessage(message)).rejects.toMatchObject({ reason: "not_found" })
    sim.control.connect({ meetingID: "webinar-42", fullName: "Presenter" })
    await client.sendChatMessage(message)
    await client.sendChatMessage({ ...message, text: "é".repeat(500) })
    const shown = () => sim.control.meetings()[0]?.chat.map((line) => [line.senderName, line.message])
    await expect.poll(shown).toEqual([
      ["Anna (en direct)", message.text],
      ["Anna (en direct)", "é".repeat(500)],
    ])
    await expect(client.sendChatMessage({ ...message, text: "é".repeat(501) })).rejects.toMatchObject({
      reason: "refused",
      code: "sizeError",
    })
  })

  test.each(["bbb27", "scalelite"] as const)("%s can't, and says so for good", async (profile) => {
    const { sim, client } = await bbb(profile)
    await client.createMeeting(meeting)
    sim.control.connect({ meetingID: "webinar-42", fullName: "Presenter" })
    await expect(client.sendChatMessage(message)).rejects.toMatchObject({ retryable: false })
  })
})

describe("webhooks", () => {
  const hook = { meetingId: "webinar-42", callbackUrl: "https://amphi.example.org/api/bbb/hooks/key" }

  test.each(["bbb27", "bbb30"] as const)(
    "of %s are registered once, and removed for good",
    async (profile) => {
      const { sim, client } = await bbb(profile)
      const first = await client.registerHook(hook)
      expect(await client.registerHook(hook)).toEqual(first)
      expect(sim.control.hooks()).toMatchObject([
        { id: first?.hookId, meetingId: "webinar-42", callbackUrl: hook.callbackUrl },
      ])
      await client.removeHook(first?.hookId ?? "")
      expect(sim.control.hooks()).toEqual([])
      await expect(client.removeHook(first?.hookId ?? "")).resolves.toBeUndefined()
    },
  )

  test("are missing behind a balancer, and where the package isn't installed", async () => {
    const { client } = await bbb("scalelite")
    expect(await client.registerHook(hook)).toBeNull()
    const plain = await bbb("bbb30", 5000, { installed: false })
    expect(await plain.client.registerHook(hook)).toBeNull()
    await expect(plain.client.removeHook("1")).resolves.toBeUndefined()
  })

  test.each([
    ["refuse", "unreachable"],
    ["status500", "failed"],
    ["html", "bad_answer"],
    ["failed:createHookError", "refused"],
    ["failed:checksumError", "unauthorized"],
  ])("are not taken for missing when BBB answers with %s", async (fault, reason) => {
    const { sim, client } = await bbb()
    sim.control.faults({ call: "hooks/create", fault })
    await expect(client.registerHook(hook)).rejects.toMatchObject({ service: "bbb", reason })
  })
})

test.each([
  ["refuse", "unreachable", true],
  ["hang", "timeout", true],
  ["status500", "failed", true],
  ["html", "bad_answer", false],
  ["truncatedXml", "bad_answer", false],
  ["garbage", "bad_answer", false],
  ["failed:internalError", "failed", true],
])("a meeting is not taken for missing when BBB answers with %s", async (fault, reason, retryable) => {
  const { sim, client } = await bbb("bbb30", 1000)
  await client.createMeeting(meeting)
  sim.control.faults({ call: "getMeetingInfo", fault, ms: 5000 })
  await expect(client.findMeeting("webinar-42")).rejects.toMatchObject({ service: "bbb", reason, retryable })
  expect(await client.findMeeting("webinar-42")).not.toBeNull()
})

test("a create whose answer was lost is done again without a second meeting", async () => {
  const { sim, client } = await bbb()
  sim.control.faults({ call: "create", fault: "refuse", after: true })
  await expect(client.createMeeting(meeting)).rejects.toMatchObject({ reason: "unreachable" })
  expect(await client.createMeeting(meeting)).toMatchObject({ created: false })
  expect(sim.control.meetings()).toHaveLength(1)
})

describe("what BBB tells us by itself", () => {
  async function listener() {
    const server = await startTestServer(() => ({}))
    onTestFinished(() => server.close())
    return server
  }

  test("the end of a meeting", async () => {
    const app = await listener()
    const { client } = await bbb()
    await client.createMeeting({ ...meeting, endCallbackUrl: `${app.url}/bbb/end?t=abc-_1` })
    await client.endMeeting("webinar-42")
    await expect.poll(() => app.requests.length, { timeout: 10_000, interval: 20 }).toBe(1)
    const query = app.requests[0]?.query ?? new URLSearchParams()
    expect(query.get("t")).toBe("abc-_1")
    expect(query.get("meetingID")).toBe("webinar-42")
  })

  test.each(["bbb27", "bbb30"] as const)("chat of %s, signed; ours is recognised", async (profile) => {
    const app = await listener()
    const { sim, client } = await bbb(profile)
    const callbackUrl = `${app.url}/bbb/hook/xyz`
    const signing = { apiUrl: sim.apiUrl, secret, algorithm: "sha256" } as const
    await fetch(signedUrl(signing, "hooks/create", { callbackURL: callbackUrl }))
    await client.createMeeting(meeting)
    sim.control.connect({ meetingID: "webinar-42", fullName: "Zoé" })
    sim.control.chat("webinar-42", "bonjour à tous", "Zoé")
    if (profile === "bbb30")
      await client.sendChatMessage({ meetingId: "webinar-42", senderName: "Anna", text: "depuis le direct" })
    const chat = () =>
      app.requests.flatMap(({ body }) =>
        parseHookBody(body, { textIsHtml: profile === "bbb27" }).flatMap((event) =>
          event.type === "chat_message" ? [[event.senderName, event.text, event.fromApi]] : [],
        ),
      )
    const ours = profile === "bbb30" ? [["Anna", "depuis le direct", true]] : []
    await expect
      .poll(() => chat().sort(), { timeout: 5000, interval: 20 })
      .toEqual([...ours, ["Zoé", "bonjour à tous", false]])
    for (const { body, query } of app.requests)
      expect(
        verifyHook({
          callbackUrl,
          rawBody: body,
          checksum: query.get("checksum"),
          authorization: null,
          secret,
        }),
      ).toBe("signed")
  })
})
