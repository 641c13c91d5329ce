import { afterEach, describe, expect, test } from "vitest"
import { createBbbClient } from "#server/clients/bbb.ts"
import { bbbChecksum } from "#server/clients/bbb-checksum.ts"
import type { CreateMeeting } from "#server/clients/contracts.ts"
import { type SeenRequest, startTestServer } from "#server/clients/test-server.ts"

const secret = "0123456789abcdefSECRET"
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Answers by call name: "" is the root. */
async function bbbThatAnswers(answers: Record<string, string | { status: number; body?: string }>) {
  let nowMs = 0
  const server = await startTestServer((request) => {
    const answer = answers[callOf(request)] ?? { status: 404, body: "<html>not found</html>" }
    return typeof answer === "string" ? { body: answer } : answer
  })
  closers.push(server.close)
  const apiUrl = `${server.url}/bigbluebutton/api`
  const client = createBbbClient({ apiUrl, secret, timeoutMs: 2000, now: () => nowMs })
  const wait = (ms: number) => {
    nowMs += ms
  }
  return { ...server, client, answers, wait }
}

const callOf = ({ path }: SeenRequest) => path.replace(/^\/bigbluebutton\/api\/?/, "")
const ok = (inner: string) => `<response><returncode>SUCCESS</returncode>${inner}</response>`
const failed = (key: string) =>
  `<response><returncode>FAILED</returncode><messageKey>${key}</messageKey><message>text</message></response>`
const created = ok(
  "<meetingID>w-1</meetingID><internalMeetingID>6cc8-1531155809613</internalMeetingID>" +
    "<createTime>1531155809613</createTime><messageKey></messageKey><message></message>",
)

const meeting: CreateMeeting = {
  meetingId: "w-1",
  name: "L'été d’Amphi & 🎥",
  welcome: "Bonjour <b>à tous</b>",
  maxParticipants: 30,
  durationMinutes: 90,
  guestPolicy: "ask_moderator",
  record: { enabled: true, autoStart: false, allowStartStop: true },
  lock: { cam: true, mic: true, privateChat: true, publicChat: false, notes: false, userList: true },
  muteOnStart: true,
  webcamsOnlyForModerator: true,
  logoutUrl: null,
  endCallbackUrl: "https://app.example.org/bbb/end?t=abc",
  expireIfNoUserJoinedMinutes: 120,
  expireWhenLastUserLeftMinutes: 15,
  slides: [],
}

describe("creating a meeting", () => {
  test("every setting reaches BBB, signed, and no password", async () => {
    const { client, requests } = await bbbThatAnswers({ create: created })
    expect(await client.createMeeting(meeting)).toEqual({
      internalId: "6cc8-1531155809613",
      createdAt: new Date(1531155809613),
      created: true,
    })
    const sent = requests[0]
    const { checksum, ...query } = Object.fromEntries(sent?.query ?? [])
    expect(sent?.method).toBe("GET")
    expect(query).toEqual({
      name: meeting.name,
      meetingID: "w-1",
      welcome: meeting.welcome,
      maxParticipants: "30",
      duration: "90",
      guestPolicy: "ASK_MODERATOR",
      record: "true",
      autoStartRecording: "false",
      allowStartStopRecording: "true",
      muteOnStart: "true",
      webcamsOnlyForModerator: "true",
      lockSettingsDisableCam: "true",
      lockSettingsDisableMic: "true",
      lockSettingsDisablePrivateChat: "true",
      lockSettingsDisablePublicChat: "false",
      lockSettingsDisableNotes: "false",
      lockSettingsHideUserList: "true",
      meta_endCallbackUrl: "https://app.example.org/bbb/end?t=abc",
      meetingExpireIfNoUserJoinedInMinutes: "120",
      meetingExpireWhenLastUserLeftInMinutes: "15",
    })
    const raw = sent?.rawUrl.split("?")[1]?.split("&checksum=")[0] ?? ""
    expect(bbbChecksum("create", raw, secret, "sha256")).toBe(checksum)
    expect(sent?.headers.accept).not.toContain("json")
  })

  test("slides travel in the body and everything else stays signed in the query", async () => {
    const { client, requests } = await bbbThatAnswers({ create: created })
    const slides = [{ name: "é.pdf", content: { bytes: new Uint8Array([1, 2, 3]) } }]
    await client.createMeeting({ ...meeting, slides })
    expect(requests[0]).toMatchObject({
      method: "POST",
      body: '<modules><module name="presentation"><document name="é.pdf" current="true">AQID</document></module></modules>',
    })
    expect(requests[0]?.headers["content-type"]).toBe("application/xml")
    expect(requests[0]?.query.get("meetingID")).toBe("w-1")
  })

  test("a meeting that exists already is told apart from a new one", async () => {
    const duplicate = created.replace("<messageKey>", "<messageKey>duplicateWarning")
    const { client } = await bbbThatAnswers({ create: duplicate })
    expect(await client.createMeeting(meeting)).toMatchObject({ created: false })
  })

  test("a title too long for BBB is cut, not in the middle of an emoji", async () => {
    const { client, requests } = await bbbThatAnswers({ create: created })
    await client.createMeeting({ ...meeting, name: `${"a".repeat(255)}🎥` })
    expect(requests[0]?.query.get("name")).toBe("a".repeat(255))
  })
})

describe("a meeting is missing only when BBB says so", () => {
  test.each(["notFound", "meetingForciblyEnded", "invalidMeetingIdentifier"])("%s", async (key) => {
    const { client } = await bbbThatAnswers({ getMeetingInfo: failed(key), end: failed(key) })
    expect(await client.findMeeting("w-1")).toBeNull()
    await expect(client.endMeeting("w-1")).resolves.toBeUndefined()
  })

  test.each([
    ["a bad checksum", failed("checksumError"), "unauthorized"],
    ["a bad checksum at B3LB", { status: 401, body: "Unauthorized" }, "unauthorized"],
    ["a blocked path at B3LB", { status: 403 }, "unauthorized"],
    ["an empty 400", { status: 400 }, "refused"],
    ["a 404", { status: 404, body: "<html>" }, "bad_answer"],
    ["a 500", { status: 500, body: "<html>" }, "failed"],
    ["a restart behind nginx", { status: 502, body: "<html>502</html>" }, "failed"],
    ["a login page", "<html><body><p>Sign in</p></body></html>", "bad_answer"],
    ["half an answer", "<response><returncode>SUCC", "bad_answer"],
    ["nothing", "", "bad_answer"],
    ["another success", ok("<running>true</running>"), "bad_answer"],
    ["a call unknown to the balancer", failed("unsupportedRequest"), "bad_answer"],
    ["a balancer without servers", failed("serverUnavailable"), "busy"],
    ["a failure without a key", failed(""), "failed"],
    ["a taken voice bridge", nonUniqueVoiceBridge(), "refused"],
  ])("%s is a failure", async (_what, answer, reason) => {
    const { client } = await bbbThatAnswers({ getMeetingInfo: answer, end: answer })
    await expect(client.findMeeting("w-1")).rejects.toMatchObject({ service: "bbb", reason })
    if (_what !== "another success")
      await expect(client.endMeeting("w-1")).rejects.toMatchObject({ service: "bbb", reason })
  })
})

describe("a running meeting", () => {
  const person = (id: string, role: string) =>
    `<attendee><userID>${id}</userID><fullName>J&#252;rgen O&apos;Neil</fullName><role>${role}</role>` +
    "<isPresenter>true</isPresenter><isListeningOnly>false</isListeningOnly>" +
    "<hasJoinedVoice>true</hasJoinedVoice><hasVideo>false</hasVideo><clientType>HTML5</clientType>" +
    "<customdata><1bad>x</1bad></customdata></attendee>"
  const info = (attendees: string, count: string) =>
    ok(
      "<meetingName>x</meetingName><internalMeetingID>6cc8-1</internalMeetingID><createTime>1531155809613</createTime>" +
        `<running>true</running><participantCount>${count}</participantCount>${attendees}<metadata/>`,
    )

  test("one attendee, with the separators of old versions", async () => {
    const { client } = await bbbThatAnswers({
      getMeetingInfo: info(`<attendees>${person("007", "MODERATOR")}</attendees>`, "1,000"),
    })
    expect(await client.findMeeting("w-1")).toEqual({
      internalId: "6cc8-1",
      createdAt: new Date(1531155809613),
      running: true,
      participantCount: 1000,
      attendees: [
        {
          userId: "007",
          name: "Jürgen O'Neil",
          role: "moderator",
          isPresenter: true,
          hasVideo: false,
          hasVoice: true,
        },
      ],
    })
  })

  test("several attendees, and none", async () => {
    const { client, answers } = await bbbThatAnswers({
      getMeetingInfo: info(`<attendees>${person("a", "VIEWER")}${person("b", "MODERATOR")}</attendees>`, "2"),
    })
    const roles = (await client.findMeeting("w-1"))?.attendees.map((attendee) => attendee.role)
    expect(roles).toEqual(["viewer", "moderator"])
    for (const none of ["<attendees/>", "<attendees>\n</attendees>", ""]) {
      answers.getMeetingInfo = info(none, "0")
      expect((await client.findMeeting("w-1"))?.attendees).toEqual([])
    }
  })

  test("isMeetingRunning", async () => {
    const { client, answers } = await bbbThatAnswers({ isMeetingRunning: ok("<running>true</running>") })
    expect(await client.isMeetingRunning("w-1")).toBe(true)
    answers.isMeetingRunning = ok("<running>false</running>")
    expect(await client.isMeetingRunning("w-1")).toBe(false)
  })
})

describe("join addresses", () => {
  const client = createBbbClient({ apiUrl: "https://bbb.example.org/bigbluebutton/api", secret })
  const queryOf = (url: string) => {
    const { checksum, ...query } = Object.fromEntries(new URL(url).searchParams)
    expect(checksum).toMatch(/^[0-9a-f]{64}$/)
    return query
  }

  test("a person", () => {
    const url = client.joinUrl({
      kind: "person",
      meetingId: "w-1",
      name: "Anaïs O'Neil",
      role: "moderator",
      userId: "u-1",
      createdAt: new Date(1531155809613),
      locale: "fr",
      errorRedirectUrl: "https://app.example.org/joined",
    })
    expect(url.startsWith("https://bbb.example.org/bigbluebutton/api/join?")).toBe(true)
    expect(queryOf(url)).toEqual({
      fullName: "Anaïs O'Neil",
      meetingID: "w-1",
      role: "MODERATOR",
      userID: "u-1",
      redirect: "true",
      createTime: "1531155809613",
      errorRedirectUrl: "https://app.example.org/joined",
      "userdata-bbb_override_default_locale": "fr",
    })
  })

  test("the streaming user sees no bars, and the chat only when asked; an unknown createTime is left out", () => {
    const join = {
      kind: "streaming_user",
      meetingId: "w-1",
      name: "streaming",
      role: "viewer",
      userId: "stream-1",
      createdAt: null,
    } as const
    const clean = queryOf(client.joinUrl({ ...join, showChat: false }))
    expect(clean).toMatchObject({
      role: "VIEWER",
      bot: "true",
      excludeFromDashboard: "true",
      "userdata-bbb_override_default_locale": "en",
      "userdata-bbb_auto_join_audio": "true",
      "userdata-bbb_force_listen_only": "true",
      "userdata-bbb_hide_nav_bar": "true",
      "userdata-bbb_hide_actions_bar": "true",
      "userdata-bbb_show_public_chat_on_login": "false",
      "userdata-bbb_show_participants_on_login": "false",
    })
    expect(clean).not.toHaveProperty("createTime")
    expect(queryOf(client.joinUrl({ ...join, showChat: true }))).toMatchObject({
      "userdata-bbb_show_public_chat_on_login": "true",
    })
  })
})

describe("the meeting's chat", () => {
  const message = { meetingId: "w-1", senderName: "Anna (Stream)", text: "Hello <b>l'été</b> 🎥" }

  test("is sent as written", async () => {
    const { client, requests } = await bbbThatAnswers({ sendChatMessage: ok("<messageKey></messageKey>") })
    await client.sendChatMessage(message)
    expect(Object.fromEntries(requests[0]?.query ?? [])).toMatchObject({
      meetingID: "w-1",
      message: message.text,
      userName: "Anna (Stream)",
    })
  })

  test("fails as not_found in an empty meeting, as bad_answer where BBB is too old", async () => {
    const { client, answers } = await bbbThatAnswers({ sendChatMessage: failed("meetingNotFound") })
    await expect(client.sendChatMessage(message)).rejects.toMatchObject({ reason: "not_found" })
    answers.sendChatMessage = { status: 404, body: "<html>" }
    await expect(client.sendChatMessage(message)).rejects.toMatchObject({
      reason: "bad_answer",
      retryable: false,
    })
  })
})

describe("whether the chat call is there", () => {
  test("is asked for a meeting that doesn't exist, and told by how that is refused", async () => {
    const { client, answers, requests } = await bbbThatAnswers({ sendChatMessage: failed("meetingNotFound") })
    expect(await client.takesChat()).toBe(true)
    expect(requests[0]?.query.get("meetingID")).toBe("no-such-meeting")
    for (const absent of [failed("unsupportedRequest"), { status: 404, body: "<html>" }]) {
      answers.sendChatMessage = absent
      expect(await client.takesChat()).toBe(false)
    }
  })
})

describe("what a server can do", () => {
  const root3 = ok("<version>2.0</version><graphqlWebsocketUrl>wss://h/graphql</graphqlWebsocketUrl>")
  const root2 = ok("<version>2.0</version><bbbVersion></bbbVersion>")
  const noMeeting =
    "<response><returncode>FAILED</returncode><message>Meeting not found.</message></response>"

  test("BBB 3.0 with webhooks", async () => {
    const { client } = await bbbThatAnswers({
      "": root3,
      "hooks/list": ok("<hooks></hooks>"),
      insertDocument: noMeeting,
    })
    expect(await client.capabilities()).toEqual({ chatApi: true, webhooks: true, insertDocument: true })
  })

  test("BBB 2.7 without, Scalelite, B3LB", async () => {
    const { client } = await bbbThatAnswers({ "": root2, insertDocument: noMeeting })
    expect(await client.capabilities()).toEqual({ chatApi: false, webhooks: false, insertDocument: true })
    const scalelite = await bbbThatAnswers({
      "": root2,
      "hooks/list": failed("unsupportedRequest"),
      insertDocument: failed("notFound"),
    })
    expect(await scalelite.client.capabilities()).toMatchObject({ webhooks: false, insertDocument: true })
    const b3scale = await bbbThatAnswers({ "": root2, "hooks/list": { status: 403 } })
    expect(await b3scale.client.capabilities()).toMatchObject({ webhooks: false, insertDocument: false })
  })

  test("is asked once in five minutes, by however many at once", async () => {
    const { client, requests, wait } = await bbbThatAnswers({ "": root3, insertDocument: noMeeting })
    await Promise.all([client.capabilities(), client.capabilities()])
    await client.capabilities()
    expect(requests).toHaveLength(3)
    wait(5 * 60_000)
    await client.capabilities()
    expect(requests).toHaveLength(6)
  })

  test("a failure is not remembered, and a wrong key is not taken for an old version", async () => {
    const { client, answers } = await bbbThatAnswers({ "": { status: 502 } })
    await expect(client.capabilities()).rejects.toMatchObject({ reason: "failed" })
    Object.assign(answers, { "": root3, insertDocument: failed("checksumError") })
    await expect(client.capabilities()).rejects.toMatchObject({ reason: "unauthorized" })
  })
})

function nonUniqueVoiceBridge() {
  return (
    "<response><returncode>FAILED</returncode><errors><error><key>nonUniqueVoiceBridge</key>" +
    "<message>The selected voice bridge is already in use.</message></error></errors></response>"
  )
}
