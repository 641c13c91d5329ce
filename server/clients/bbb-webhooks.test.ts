import { describe, expect, test } from "vitest"
import {
  type HookDelivery,
  isEventOf,
  isTextHtml,
  parseHookBody,
  verifyHook,
} from "#server/clients/bbb-webhooks.ts"

const callbackUrl = "https://app.example.org/bbb/hook"
const secret = "0123456789abcdefSECRET"
const event =
  '[{"data":{"type":"event","id":"meeting-ended","attributes":{"meeting":{"internal-meeting-id":"6cc8207fd5239f620653b4026835ebaa60314742-1700000000000","external-meeting-id":"webinar-42"}},"event":{"ts":1700000000123}}}]'
const rawBody = `domain=bbb.example.org&event=${encodeURIComponent(event)}&timestamp=1700000000456`

describe("who sent a webhook", () => {
  const verdictOf = (delivery: Partial<HookDelivery>) =>
    verifyHook({ callbackUrl, rawBody, checksum: null, authorization: null, secret, ...delivery })

  test.each([
    ["3.4 and later, sha1", "3b308765d66f7b8482a8a278ddd11f32a066a7c9", "signed"],
    ["3.4, sha256", "3a6d6e79bcdff709da57f83e9d330ae08cbbc9aa084eaf0aad766c514ae36882", "signed"],
    ["2.x", "00d51c6f1b58fe81672915d75fb80fa273303953", "signed"],
    ["3.0 to 3.3.1, which cover nothing", "829d8652bf5401e911b613de3fe865b6e249f8a1", "unbound"],
    ["a guess", "829d8652bf5401e911b613de3fe865b6e249f8a2", "wrong"],
    ["a short guess", "00", "wrong"],
  ])("%s", (_version, checksum, verdict) => {
    expect(verdictOf({ checksum })).toBe(verdict)
  })

  test("a changed body, another address, the bearer form, nothing at all", () => {
    const checksum = "3b308765d66f7b8482a8a278ddd11f32a066a7c9"
    expect(verdictOf({ checksum, rawBody: rawBody.replace("42", "43") })).toBe("wrong")
    expect(verdictOf({ checksum, callbackUrl: `${callbackUrl}2` })).toBe("wrong")
    expect(verdictOf({ authorization: `Bearer ${secret}` })).toBe("signed")
    expect(verdictOf({ authorization: "Bearer nope" })).toBe("wrong")
    expect(verdictOf({})).toBe("wrong")
    expect(verdictOf({ authorization: "Bearer ", secret: "" })).toBe("wrong")
  })
})

describe("what a webhook says", () => {
  const bodyOf = (value: unknown) => new URLSearchParams({ event: JSON.stringify(value) }).toString()
  const read = (value: unknown, textIsHtml = false) => parseHookBody(bodyOf(value), { textIsHtml })
  const meeting = { "internal-meeting-id": "6cc8-1", "external-meeting-id": "webinar-42" }
  const make = (id: string, attributes: object) => ({
    data: { type: "event", id, attributes: { meeting, ...attributes }, event: { ts: 1708381146705 } },
  })
  const base = { meetingId: "webinar-42", internalMeetingId: "6cc8-1", at: new Date(1708381146705) }
  const chat = (message: string, sender: object, chatId = "MAIN-PUBLIC-GROUP-CHAT") =>
    make("chat-group-message-sent", {
      "chat-id": chatId,
      "chat-message": { id: "1698771232706-9idm9pxf", message, sender: { time: 1, name: "Zoé", ...sender } },
    })

  test("the recorded delivery", () => {
    expect(parseHookBody(rawBody, { textIsHtml: false })).toMatchObject([
      { type: "meeting_ended", meetingId: "webinar-42", at: new Date(1700000000123) },
    ])
  })

  test("people come and go; several events, or one without its list", () => {
    const user = { "internal-user-id": "w_x", "external-user-id": "u-1", name: "Zoé", role: "MODERATOR" }
    expect(read([make("user-joined", { user }), make("user-left", { user })])).toEqual([
      { ...base, type: "user_joined", userId: "u-1", name: "Zoé", role: "moderator" },
      { ...base, type: "user_left", userId: "u-1" },
    ])
    expect(read(make("user-left", { user }))).toHaveLength(1)
  })

  test("a person's chat message, and one of ours coming back", () => {
    const person = { "internal-user-id": "w_xfsb9gxtlfom", "external-user-id": "u-1" }
    expect(read([chat("**été** &lt;b&gt;", person)])).toEqual([
      {
        ...base,
        type: "chat_message",
        messageId: "1698771232706-9idm9pxf",
        senderName: "Zoé",
        senderUserId: "u-1",
        fromApi: false,
        text: "**été** &lt;b&gt;",
      },
    ])
    for (const name of ["System", "w_ada (live)"])
      expect(read([chat("x", { "internal-user-id": name, name })])).toMatchObject([
        { fromApi: true, senderUserId: null },
      ])
  })

  test("belongs to one run of one meeting", () => {
    const [event] = read([make("meeting-ended", {})])
    if (!event) throw new Error("the event was not read")
    expect(isEventOf(event, { meetingId: "webinar-42", createdAt: new Date(1) })).toBe(true)
    expect(isEventOf(event, { meetingId: "webinar-42", createdAt: new Date(11) })).toBe(false)
    expect(isEventOf(event, { meetingId: "webinar-43", createdAt: new Date(1) })).toBe(false)
  })

  test("is HTML where hooks have numbers, or, before the number is known, where the event comes first", () => {
    const v3 = "domain=bbb&event=%5B%5D&timestamp=1"
    const v2 = "event=%5B%5D&timestamp=1&domain=bbb"
    expect([v2, v3].map((body) => isTextHtml({ hookId: null, rawBody: body }))).toEqual([true, false])
    expect([v2, v3].map((body) => isTextHtml({ hookId: "12", rawBody: body }))).toEqual([true, true])
    const uuid = "7d0a1c1e-5a53-4d2c-9c39-0d0c52f7c1c5"
    expect(isTextHtml({ hookId: uuid, rawBody: v3 })).toBe(false)
  })

  test("the HTML of 2.x becomes the text that was typed", () => {
    const html = 'see <a href="http://x">http://x</a><br/>&lt;script&gt; &amp;lt; l&#39;été'
    expect(read([chat(html, { "internal-user-id": "w_x" })], true)).toMatchObject([
      { text: "see http://x\n<script> &lt; l'été" },
    ])
  })

  test("private chat, unknown events and nonsense are passed over", () => {
    const nonsense = [
      chat("psst", { "internal-user-id": "w_x" }, "private-1"),
      make("poll-started", {}),
      5,
      null,
    ]
    expect(read(nonsense)).toEqual([])
    for (const body of ["", "event=", "event=%7Bbad", "a=b"])
      expect(parseHookBody(body, { textIsHtml: false })).toEqual([])
  })
})
