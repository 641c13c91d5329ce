import { describe, expect, test } from "vitest"
import {
  ask,
  createMeeting,
  get,
  type Params,
  post,
  receiver,
  signedUrl,
  type TestSim,
  testSim,
  textOf,
} from "./testing.ts"

const ID = { meetingID: "webinar-42" }

async function running(sim: TestSim) {
  return textOf((await ask(sim, "isMeetingRunning", ID)).xml, "running")
}

describe("isMeetingRunning and getMeetingInfo", () => {
  test("38, 40, 41 running follows the clients, with a minute of grace", async () => {
    const sim = await testSim()
    expect(await running(sim)).toBe("false")
    await createMeeting(sim, { meetingExpireWhenLastUserLeftInMinutes: "0" })
    expect(await running(sim)).toBe("false")
    const { sessionToken } = sim.control.connect({ ...ID, fullName: "Anna" })
    expect(await running(sim)).toBe("true")
    sim.control.disconnect(sessionToken)
    await sim.clock.advance(59_000)
    expect(await running(sim)).toBe("true")
    await sim.clock.advance(2_000)
    expect(await running(sim)).toBe("false")
    expect((await ask(sim, "getMeetingInfo", ID)).returncode).toBe("SUCCESS")
  })

  test("isMeetingRunning without an id breaks older builds only", async () => {
    expect((await ask(await testSim(), "isMeetingRunning")).status).toBe(500)
    const { xml } = await ask(await testSim({ profile: "bbb30-new" }), "isMeetingRunning")
    expect(textOf(xml, "running")).toBe("false")
    expect((await ask(await testSim(), "isMeetingRunning", { meetingID: "" })).key).toBe("sizeError")
  })

  test("43 an unknown, absent or empty id is not found", async () => {
    const sim = await testSim()
    const wrong: Params[] = [{ meetingID: "nothing" }, {}, { meetingID: "" }]
    for (const params of wrong)
      expect(await ask(sim, "getMeetingInfo", params)).toMatchObject({
        status: 200,
        key: "notFound",
        message: "A meeting with that ID does not exist",
      })
  })

  test("44, 98 the internal id and its prefixes find the meeting", async () => {
    const sim = await testSim()
    await createMeeting(sim)
    const internal = sim.control.meetings()[0]?.internalMeetingID ?? ""
    for (const meetingID of [internal, "6cc8"])
      expect(textOf((await ask(sim, "getMeetingInfo", { meetingID })).xml, "meetingID")).toBe("webinar-42")
  })

  test("getMeetingInfo has the template's order and counts who is online", async () => {
    const sim = await testSim()
    await createMeeting(sim)
    sim.control.connect({ ...ID, fullName: "Mia", role: "MODERATOR", userID: "u-1" })
    const gone = sim.control.connect({ ...ID, fullName: "Tom" })
    sim.control.disconnect(gone.sessionToken)
    const { xml } = await ask(sim, "getMeetingInfo", ID)
    expect([...xml.matchAll(/<(\w+)>/g)].map((match) => match[1]).join(" ")).toBe(
      "response returncode meetingName meetingID internalMeetingID createTime createDate voiceBridge dialNumber attendeePW moderatorPW running duration hasUserJoined recording hasBeenForciblyEnded startTime endTime participantCount listenerCount voiceParticipantCount videoCount maxUsers moderatorCount attendees attendee userID fullName role isPresenter isListeningOnly hasJoinedVoice hasVideo clientType metadata isBreakout",
    )
    expect(textOf(xml, "participantCount")).toBe("1")
    expect(textOf(xml, "isPresenter")).toBe("true")
    expect(textOf(xml, "userID")).toBe("u-1")
  })

  test("getMeetings lists them all, or says there are none", async () => {
    const sim = await testSim()
    expect(await ask(sim, "getMeetings")).toMatchObject({ returncode: "SUCCESS", key: "noMeetings" })
    await createMeeting(sim)
    const { xml } = await ask(sim, "getMeetings")
    expect(xml).toMatch(/<meetings><meeting><meetingName>A webinar/)
    const { xml: none } = await ask(await testSim({ profile: "scalelite" }), "getMeetings")
    expect(none).toMatch(/^<\?xml version="1.0"\?>\n.*<\/message><meetings\/>/)
  })

  test("97 a thousand participants are a plain number", async () => {
    const sim = await testSim()
    await createMeeting(sim)
    for (let i = 0; i < 1000; i++) sim.control.connect({ ...ID, fullName: `Person ${i}` })
    expect(textOf((await ask(sim, "getMeetingInfo", ID)).xml, "participantCount")).toBe("1000")
  })
})

describe("end", () => {
  test("64 is asynchronous, then the meeting is gone", async () => {
    const sim = await testSim()
    expect((await ask(sim, "end", { meetingID: "nothing" })).key).toBe("notFound")
    await createMeeting(sim)
    expect((await ask(sim, "end", ID)).key).toBe("sentEndMeetingRequest")
    expect((await ask(sim, "end", ID)).key).toBe("sentEndMeetingRequest")
    expect((await ask(sim, "getMeetingInfo", ID)).returncode).toBe("SUCCESS")
    await sim.clock.advance(1000)
    expect((await ask(sim, "end", ID)).key).toBe("notFound")
    expect((await ask(sim, "getMeetingInfo", ID)).key).toBe("notFound")
  })

  test("65 a password is measured, not compared", async () => {
    const sim = await testSim()
    await createMeeting(sim)
    expect((await ask(sim, "end", { ...ID, password: "x" })).key).toBe("invalidPassword")
    expect((await ask(sim, "end", { ...ID, password: "wrong" })).returncode).toBe("SUCCESS")
  })

  test("67 the id may live again, as another meeting", async () => {
    const sim = await testSim()
    const first = await createMeeting(sim)
    await ask(sim, "end", ID)
    await sim.clock.advance(1000)
    const second = await createMeeting(sim)
    expect(second.key).toBe("")
    expect(textOf(second.xml, "createTime")).not.toBe(textOf(first.xml, "createTime"))
  })

  test("a balancer forgets the meeting at once", async () => {
    const sim = await testSim({ profile: "scalelite" })
    await createMeeting(sim)
    await ask(sim, "end", ID)
    expect((await ask(sim, "getMeetingInfo", ID)).key).toBe("notFound")
    expect((await createMeeting(sim)).key).toBe("")
    expect((await ask(sim, "end")).key).toBe("missingParamMeetingID")
    expect((await ask(sim, "sendChatMessage", ID)).key).toBe("unsupportedRequest")
  })
})

describe("end callbacks", () => {
  const endUrl = (url: string) => ({ meta_endCallbackUrl: `${url}/end?t=abc%2F1` })

  test("82 one GET with two parameters appended, when ended by API", async () => {
    const sim = await testSim()
    const { url, received } = await receiver(200)
    await createMeeting(sim, endUrl(url))
    await ask(sim, "end", ID)
    await sim.clock.advance(600_000)
    expect(received.map((one) => `${one.method} ${one.url}`)).toEqual([
      "GET /end?t=abc%2F1&recordingmarks=false&meetingID=webinar-42",
    ])
  })

  test("83 a failing receiver is tried five times", async () => {
    const sim = await testSim()
    const { url, received } = await receiver(500)
    await createMeeting(sim, endUrl(url))
    sim.control.end("webinar-42")
    await sim.clock.advance(1000)
    const counts = [received.length]
    for (const seconds of [30, 60, 120, 300, 3600]) {
      await sim.clock.advance(seconds * 1000)
      counts.push(received.length)
    }
    expect(counts).toEqual([1, 2, 3, 4, 5, 5])
    expect(sim.control.requests({ kind: "callback" }).map((entry) => entry.attempt)).toEqual([1, 2, 3, 4, 5])
  })

  test("85 meetingEndedURL is called as it is, beside the other", async () => {
    const sim = await testSim()
    const { url, received } = await receiver(200)
    await createMeeting(sim, { ...endUrl(url), meetingEndedURL: `${url}/ended/x?y=1` })
    sim.control.end("webinar-42")
    await sim.clock.advance(1000)
    expect(received.map((one) => one.url.split("?t=")[0])).toEqual(["/end", "/ended/x?y=1"])
  })

  test("86 nobody joined for five minutes", async () => {
    const sim = await testSim()
    const { url, received } = await receiver(200)
    await createMeeting(sim, endUrl(url))
    await sim.clock.advance(299_000)
    expect(sim.control.meetings()).toHaveLength(1)
    await sim.clock.advance(2_000)
    expect(sim.control.meetings()).toHaveLength(0)
    expect(received).toHaveLength(1)
  })

  test("the last one left a minute ago", async () => {
    const sim = await testSim()
    await createMeeting(sim)
    const { sessionToken } = sim.control.connect({ ...ID, fullName: "Anna" })
    await sim.clock.advance(600_000)
    sim.control.disconnect(sessionToken)
    await sim.clock.advance(50_000)
    expect(sim.control.meetings()).toHaveLength(1)
    await sim.clock.advance(11_000)
    expect(sim.control.meetings()).toHaveLength(0)
  })

  test("88 a duration is minutes", async () => {
    const sim = await testSim()
    const { url, received } = await receiver(200)
    await createMeeting(sim, { ...endUrl(url), duration: "1" })
    sim.control.connect({ ...ID, fullName: "Anna" })
    await sim.clock.advance(59_000)
    expect(sim.control.meetings()).toHaveLength(1)
    await sim.clock.advance(2_000)
    expect(received).toHaveLength(1)
  })

  test("new builds call no private address unless the administrator allows it", async () => {
    const { url, received } = await receiver(200)
    const sim = await testSim({ profile: "bbb30-new", allowLocalHosts: false })
    await createMeeting(sim, endUrl(url))
    sim.control.end("webinar-42")
    await sim.clock.advance(600_000)
    expect(received).toHaveLength(0)
    expect(sim.control.requests({ kind: "callback" })).toMatchObject([
      { outcome: "callback_failed_validation" },
    ])
  })

  test("what was recorded is announced and listed", async () => {
    const sim = await testSim()
    const { url, received } = await receiver(200)
    const ready = { "meta_bbb-recording-ready-url": `${url}/ready` }
    await createMeeting(sim, { ...endUrl(url), ...ready, record: "true", autoStartRecording: "true" })
    sim.control.connect({ ...ID, fullName: "Anna" })
    sim.control.end("webinar-42")
    await sim.clock.advance(60_000)
    expect(received[0]?.url).toContain("recordingmarks=true")
    expect(received[1]?.body).toMatch(/^signed_parameters=eyJhbGciOiJIUzI1NiJ9\./)
    const { xml } = await ask(sim, "getRecordings", ID)
    expect(textOf(xml, "state")).toBe("published")
  })
})

describe("other calls", () => {
  test("70 a chat message by API is in the chat", async () => {
    const sim = await testSim()
    await createMeeting(sim)
    sim.control.connect({ ...ID, fullName: "Mia" })
    const answer = await ask(sim, "sendChatMessage", {
      ...ID,
      message: "Hello <b>",
      userName: "Anna (Stream)",
    })
    expect(answer).toMatchObject({ returncode: "SUCCESS", key: "", message: "" })
    await ask(sim, "sendChatMessage", { ...ID, message: "x", userName: "" })
    expect(sim.control.meetings()[0]?.chat).toMatchObject([
      { message: "Hello <b>", senderName: "Anna (Stream)", senderId: "Anna (Stream)", viaApi: true },
      { senderName: "System" },
    ])
  })

  test("71, 73, 74 what sendChatMessage refuses", async () => {
    const sim = await testSim()
    await createMeeting(sim)
    expect(await ask(sim, "sendChatMessage", { ...ID, message: "x" })).toMatchObject({
      key: "meetingNotFound",
      message: "Meeting not found",
    })
    expect((await ask(sim, "sendChatMessage", { meetingID: "nothing", message: "x" })).key).toBe(
      "meetingNotFound",
    )
    sim.control.connect({ ...ID, fullName: "Mia" })
    expect((await ask(sim, "sendChatMessage", ID)).key).toBe("nullError")
    for (const message of ["", "  ", "x".repeat(501)])
      expect((await ask(sim, "sendChatMessage", { ...ID, message })).key).toBe("sizeError")
    expect((await ask(sim, "sendChatMessage", { ...ID, message: "x".repeat(500) })).returncode).toBe(
      "SUCCESS",
    )
    expect(
      await ask(sim, "sendChatMessage", { ...ID, message: "x", userName: "u".repeat(256) }),
    ).toMatchObject({
      key: "sizeError",
      message: "Param userName must not exceed 255 characters",
    })
    expect((await ask(sim, "sendChatMessage", { message: "x" })).status).toBe(500)
  })

  test("76 not by POST, and not in 2.7", async () => {
    const sim = await testSim()
    const url = signedUrl(sim, "sendChatMessage", { ...ID, message: "x" })
    expect((await fetch(url, { method: "POST" })).status).toBe(405)
    const old = await testSim({ profile: "bbb27" })
    const answer = await ask(old, "sendChatMessage", { ...ID, message: "x" })
    expect(answer.status).toBe(404)
    expect(answer.type).toContain("text/html")
  })

  test("77, 79 insertDocument adds slides to a meeting", async () => {
    const sim = await testSim()
    await createMeeting(sim)
    const png = Buffer.from("\x89PNG", "latin1").toString("base64")
    const body = `<modules><module name="presentation"><document name="late.png" current="true">${png}</document></module></modules>`
    const answer = await post(sim, "insertDocument", ID, body, "application/xml")
    expect(answer).toMatchObject({ returncode: "SUCCESS", message: "Presentation is being uploaded" })
    expect(sim.control.meetings()[0]).toMatchObject({ shown: 1, presentations: [{}, { name: "late.png" }] })
    expect((await post(sim, "insertDocument", ID, body, "text/plain")).key).toBe("unsupportedContentType")
    const unknown = await post(sim, "insertDocument", { meetingID: "nothing" }, body, "application/xml")
    expect(unknown).toMatchObject({ key: null, message: "Meeting with id [nothing] not found." })
  })

  test("a document given by address is fetched after the answer", async () => {
    const sim = await testSim()
    const { url } = await receiver(200)
    await createMeeting(sim, { preUploadedPresentation: `${url}/talk.pdf` })
    await sim.clock.advance(0)
    expect(sim.control.meetings()[0]?.presentations.map((one) => one.name)).toContain("talk.pdf")
  })

  test("80 recordings of an unknown meeting: none", async () => {
    const { returncode, xml } = await ask(await testSim(), "getRecordings", ID)
    expect(returncode).toBe("SUCCESS")
    expect(xml).not.toContain("<recording>")
  })

  test("an unknown call is no API answer", async () => {
    const sim = await testSim()
    expect((await get(signedUrl(sim, "makeCoffee", {}))).status).toBe(404)
  })
})
