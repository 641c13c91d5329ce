import { XMLParser } from "fast-xml-parser"
import { describe, expect, test } from "vitest"
import { checksumOf } from "./checksum.ts"
import { sha1 } from "./meeting.ts"
import {
  ask,
  createMeeting,
  get,
  type Params,
  post,
  rawUrl,
  SECRET,
  signedUrl,
  testSim,
  textOf,
} from "./testing.ts"

describe("root and checksum", () => {
  test("1 the root needs no checksum and hides its version", async () => {
    const sim = await testSim()
    for (const url of [sim.apiUrl, `${sim.apiUrl}/`]) {
      const answer = await get(url)
      expect(answer).toMatchObject({ status: 200, returncode: "SUCCESS" })
      expect(answer.type).toContain("text/xml")
      expect(answer.xml).toContain(
        "<version>2.0</version><apiVersion>2.0</apiVersion><bbbVersion></bbbVersion>",
      )
    }
  })

  test("2 only 3.0 names its graphql addresses", async () => {
    expect((await get((await testSim()).apiUrl)).xml).toContain("<graphqlWebsocketUrl>ws://")
    expect((await get((await testSim({ profile: "bbb27" })).apiUrl)).xml).not.toContain("graphql")
  })

  test("4 one wrong digit is refused", async () => {
    const sim = await testSim()
    const url = signedUrl(sim, "getMeetings", {})
    const wrong = url.slice(0, -1) + (url.endsWith("0") ? "1" : "0")
    expect(await get(wrong)).toMatchObject({ key: "checksumError", message: "Checksums do not match" })
  })

  test("5 all four algorithms pass; a balancer has no sha384", async () => {
    const sim = await testSim()
    const balancer = await testSim({ profile: "scalelite" })
    for (const algorithm of ["sha1", "sha256", "sha384", "sha512"] as const) {
      expect((await get(signedUrl(sim, "getMeetings", {}, algorithm))).returncode).toBe("SUCCESS")
      const verdict = (await get(signedUrl(balancer, "getMeetings", {}, algorithm))).returncode
      expect(verdict).toBe(algorithm === "sha384" ? "FAILED" : "SUCCESS")
    }
  })

  test("7 upper-case digits pass bbb-web, not a balancer", async () => {
    const checksum = checksumOf("sha256", "getMeetings", "", SECRET).toUpperCase()
    const ask = async (profile: "bbb30" | "scalelite") =>
      (await get(rawUrl(await testSim({ profile }), "getMeetings", `checksum=${checksum}`))).key
    expect(await ask("bbb30")).toBe("noMeetings")
    expect(await ask("scalelite")).toBe("checksumError")
  })

  test("8 the checksum may stand first, in the middle or last", async () => {
    const sim = await testSim()
    const c = `checksum=${checksumOf("sha256", "create", "name=Demo&meetingID=webinar-1", SECRET)}`
    for (const query of [
      `${c}&name=Demo&meetingID=webinar-1`,
      `name=Demo&${c}&meetingID=webinar-1`,
      `name=Demo&meetingID=webinar-1&${c}`,
    ])
      expect((await get(rawUrl(sim, "create", query))).returncode).toBe("SUCCESS")
  })

  test("10, 11 another order or another call is refused", async () => {
    const sim = await testSim()
    const checksum = checksumOf("sha256", "create", "name=Demo&meetingID=webinar-1", SECRET)
    const reordered = `meetingID=webinar-1&name=Demo&checksum=${checksum}`
    expect((await get(rawUrl(sim, "create", reordered))).key).toBe("checksumError")
    const forCreate = checksumOf("sha256", "create", "meetingID=webinar-1", SECRET)
    expect((await get(rawUrl(sim, "end", `meetingID=webinar-1&checksum=${forCreate}`))).key).toBe(
      "checksumError",
    )
  })

  test("13 new builds refuse two checksums", async () => {
    const twice = async (profile: "bbb30" | "bbb30-new") => {
      const c = checksumOf("sha256", "getMeetings", "", SECRET)
      const sim = await testSim({ profile })
      return (await get(rawUrl(sim, "getMeetings", `checksum=${c}&checksum=${c}`))).key
    }
    expect(await twice("bbb30-new")).toBe("checksumError")
    expect(await twice("bbb30")).toBe("noMeetings")
  })

  test("14 the checksum is looked at first", async () => {
    const sim = await testSim()
    expect((await get(rawUrl(sim, "end", "checksum=abc"))).key).toBe("checksumError")
    expect((await get(rawUrl(sim, "end", ""))).message).toBe("You must provide the checksum")
  })
})

describe("create", () => {
  test("16 answers in the template's order", async () => {
    const sim = await testSim()
    const { xml, key } = await createMeeting(sim)
    const createTime = textOf(xml, "createTime")
    expect(textOf(xml, "internalMeetingID")).toBe(`${sha1("webinar-42")}-${createTime}`)
    expect(textOf(xml, "attendeePW")).toMatch(/^[a-z0-9]{8}$/)
    expect(textOf(xml, "moderatorPW")).toMatch(/^[a-z0-9]{8}$/)
    expect(textOf(xml, "createDate")).toBe("Tue Nov 14 22:13:20 UTC 2023")
    expect(textOf(xml, "hasUserJoined")).toBe("false")
    expect(key).toBe("")
    expect([...xml.matchAll(/<(\w+)>/g)].map((match) => match[1]).join(" ")).toBe(
      "response returncode meetingID internalMeetingID parentMeetingID attendeePW moderatorPW createTime voiceBridge dialNumber createDate hasUserJoined duration hasBeenForciblyEnded messageKey message",
    )
  })

  test("17, 19, 20 the same meeting again is a warning, other passwords a clash", async () => {
    const sim = await testSim()
    const first = await createMeeting(sim, { attendeePW: "ap", moderatorPW: "mp" })
    const same: Params[] = [{}, { attendeePW: "ap", moderatorPW: "mp" }]
    for (const params of same) {
      const again = await createMeeting(sim, { ...params, name: "Ignored", duration: "9" })
      expect(again).toMatchObject({ returncode: "SUCCESS", key: "duplicateWarning" })
      for (const name of ["internalMeetingID", "createTime", "attendeePW", "duration"])
        expect(textOf(again.xml, name)).toBe(textOf(first.xml, name))
    }
    const other: Params[] = [{ attendeePW: "ap", moderatorPW: "other" }, { attendeePW: "ap" }]
    for (const params of other)
      expect(await createMeeting(sim, params)).toMatchObject({
        key: "idNotUnique",
        message: "A meeting already exists with that meeting ID.  Please use a different meeting ID.",
      })
  })

  test.each<[string, Params, string, string | null]>([
    ["22 no name", { meetingID: "webinar-1" }, "nullError", "You must provide a meeting name"],
    ["23 empty name", { meetingID: "webinar-1", name: "" }, "emptyError", "You must provide a meeting name"],
    ["25 no meetingID", { name: "Demo" }, "validationError", "Invalid meeting ID"],
    ["26 meetingID of 1", { name: "Demo", meetingID: "w" }, "sizeError", null],
    ["26 meetingID of 257", { name: "Demo", meetingID: "w".repeat(257) }, "sizeError", null],
    ["26 empty meetingID", { name: "Demo", meetingID: "" }, "sizeError", null],
    [
      "comma in meetingID",
      { name: "Demo", meetingID: "a,b" },
      "validationError",
      "Meeting ID cannot contain ','",
    ],
    ["28 blank before", { name: "Demo", meetingID: " abc" }, "validationError", "Invalid meeting ID"],
    ["29 password of 1", { name: "Demo", meetingID: "webinar-1", moderatorPW: "x" }, "invalidPassword", null],
    [
      "29 password of 65",
      { name: "Demo", meetingID: "webinar-1", moderatorPW: "x".repeat(65) },
      "invalidPassword",
      null,
    ],
    ["record", { name: "Demo", meetingID: "webinar-1", record: "yes" }, "validationError", null],
  ])("%s", async (_, params, key, message) => {
    const answer = await ask(await testSim(), "create", params)
    expect(answer).toMatchObject({ status: 200, returncode: "FAILED", key })
    if (message !== null) expect(answer.message).toBe(message.replaceAll("'", "&apos;"))
  })

  test("31 a taken voice bridge has the other error form", async () => {
    const sim = await testSim()
    await createMeeting(sim, { voiceBridge: "70757" })
    const { xml } = await createMeeting(sim, { meetingID: "webinar-43", voiceBridge: "70757" })
    expect(xml).toContain("<errors><error><key>nonUniqueVoiceBridge</key>")
    expect(xml).not.toContain("messageKey")
  })

  test("32 any name survives", async () => {
    const sim = await testSim()
    const name = `Übung & Café 🎥 <b>"'`
    await createMeeting(sim, { name })
    const { xml } = await ask(sim, "getMeetingInfo", { meetingID: "webinar-42" })
    expect(new XMLParser().parse(xml).response.meetingName).toBe(name)
    expect(xml).toContain("&amp; Café 🎥 &lt;b&gt;")
  })

  test("34 metadata keys are lower-case, odd ones dropped", async () => {
    const sim = await testSim()
    await createMeeting(sim, { meta_FooBar: "x", meta_a_b: "y", meta_1x: "z" })
    const { xml } = await ask(sim, "getMeetingInfo", { meetingID: "webinar-42" })
    expect(xml).toContain("<metadata><foobar>x</foobar></metadata>")
  })

  test("35 slides in the body of create are kept and shown", async () => {
    const sim = await testSim()
    const png = Buffer.from("\x89PNG rest", "latin1")
    const body = `<modules><module name="presentation">
      <document name="notes.pdf">${Buffer.from("%PDF-1.4 /Type /Page /Type /Page").toString("base64")}</document>
      <document name="title.png" current="true" downloadable="true">${png.toString("base64")}</document>
    </module></modules>`
    const answer = await post(
      sim,
      "create",
      { name: "Demo", meetingID: "webinar-1" },
      body,
      "application/xml",
    )
    expect(answer.returncode).toBe("SUCCESS")
    const [meeting] = sim.control.meetings()
    expect(meeting?.presentations).toMatchObject([
      { name: "notes.pdf", slides: ["notes.pdf", "notes.pdf"] },
      { name: "title.png", current: true, downloadable: true, base64: png.toString("base64") },
    ])
    expect(meeting?.shown).toBe(1)
  })

  test("37 a form body is not hashed, and may carry everything", async () => {
    const sim = await testSim()
    const checksum = checksumOf("sha256", "create", "", SECRET)
    const response = await fetch(`${sim.apiUrl}/create`, {
      method: "POST",
      body: new URLSearchParams({ name: "Demo", meetingID: "webinar-1", checksum }),
    })
    expect(await response.text()).toContain("<returncode>SUCCESS")
  })

  test("errors are JSON for those who ask for it", async () => {
    const sim = await testSim()
    const { xml } = await get(signedUrl(sim, "end", { meetingID: "none" }), { accept: "application/json" })
    expect(JSON.parse(xml)).toMatchObject({ response: { returncode: "FAILED", messageKey: "notFound" } })
  })
})
