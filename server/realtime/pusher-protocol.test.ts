import { expect, test } from "vitest"
import {
  bodyMd5,
  channelKind,
  encodeFrame,
  isChannelAuth,
  isChannelName,
  parseClientFrame,
  requestSignature,
} from "./pusher-protocol.ts"

// Worked examples of Pusher's own documentation.
const app = { id: "3", key: "278d425bdf160c739803", secret: "7ad3773142a6692b25b8" }

test("a REST request is signed as Pusher's documentation works it out", () => {
  const body = Buffer.from('{"name":"foo","channels":["project-3"],"data":"{\\"some\\":\\"data\\"}"}')
  expect(bodyMd5(body)).toBe("ec365a775a4cd0599faeb73354201b6f")
  const params = new URLSearchParams({
    auth_timestamp: "1353088179",
    auth_version: "1.0",
    body_md5: "ec365a775a4cd0599faeb73354201b6f",
    auth_key: app.key,
    auth_signature: "not part of what is signed",
  })
  expect(requestSignature(app, "POST", "/apps/3/events", params)).toBe(
    "da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c",
  )
})

test("a private channel is authorised by its documented signature and no other", () => {
  const auth = `${app.key}:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4`
  expect(isChannelAuth(app, "1234.1234", { channel: "private-foobar", auth })).toBe(true)
  expect(isChannelAuth(app, "1234.1235", { channel: "private-foobar", auth })).toBe(false)
  expect(isChannelAuth(app, "1234.1234", { channel: "private-foobaz", auth })).toBe(false)
  expect(isChannelAuth(app, "1234.1234", { channel: "private-foobar" })).toBe(false)
})

test("channel names outside the protocol's alphabet are no channels", () => {
  expect(["room", "private-a_b=@,.;9", "#server-to-user-7"].every(isChannelName)).toBe(true)
  expect(["", "a b", "é", "#room", "#server-to-user-", "x".repeat(201)].some(isChannelName)).toBe(false)
})

test("the kind of a channel follows from its prefix", () => {
  expect(
    ["room", "private-x", "presence-x", "presence-cache-x", "#server-to-user-7"].map(channelKind),
  ).toEqual(["public", "private", "presence", "presence", "user"])
})

test("frames that are no Pusher frames are refused, commands with textual data are understood", () => {
  expect(["", "{", "[]", "7", "null", '{"event":7}', '{"event":""}'].map(parseClientFrame)).toEqual(
    Array.from({ length: 7 }, () => null),
  )
  const frame = parseClientFrame('{"event":"pusher:subscribe","data":"{\\"channel\\":\\"room\\"}"}')
  expect(frame?.data).toEqual({ channel: "room" })
})

test("data travels as a JSON text, and a text is not encoded twice", () => {
  expect(encodeFrame({ event: "e", data: { a: 1 } }).toString()).toBe('{"event":"e","data":"{\\"a\\":1}"}')
  expect(encodeFrame({ event: "e", data: '{"a":1}' }).toString()).toBe('{"event":"e","data":"{\\"a\\":1}"}')
})
