import { describe, expect, test } from "vitest"
import { addressGroupOf, addressOf, isSameOrigin } from "./request.ts"

describe("the client's address", () => {
  test("is the socket's, whatever a stranger writes into a header", () => {
    const headers = new Headers({ "x-amphi-address": "192.0.2.1", "x-forwarded-for": "203.0.113.9" })
    expect(addressOf(headers, false)).toBe("192.0.2.1")
  })

  test("behind a proxy is the last one of its list, if that is an address", () => {
    const forwarded = (list: string) =>
      new Headers({ "x-amphi-address": "10.0.0.1", "x-forwarded-for": list })
    expect(addressOf(forwarded("1.1.1.1, 203.0.113.9"), true)).toBe("203.0.113.9")
    expect(addressOf(forwarded("2001:db8::1"), true)).toBe("2001:db8::1")
    expect(addressOf(forwarded("nonsense"), true)).toBe("10.0.0.1")
    expect(addressOf(new Headers({ "x-amphi-address": "10.0.0.1" }), true)).toBe("10.0.0.1")
  })
})

test("addresses of one IPv6 subscriber line count as one, mapped IPv4 counts as IPv4", () => {
  expect(addressGroupOf("2001:db8:1:2::5")).toBe(addressGroupOf("2001:db8:1:2:a:b:c:d"))
  expect(addressGroupOf("2001:db8::5")).toBe(addressGroupOf("2001:db8:0:0:1::"))
  expect(addressGroupOf("2001:db8:1:2::5")).not.toBe(addressGroupOf("2001:db8:1:3::5"))
  expect(addressGroupOf("::ffff:192.0.2.1")).toBe("192.0.2.1")
})

describe("a post", () => {
  const PUBLIC = "https://amphi.test"

  test.each<[string, Record<string, string>, boolean]>([
    ["of our page", { origin: PUBLIC }, true],
    [
      "of a machine without a name, by its own address",
      { origin: "http://10.0.0.5:4000", host: "10.0.0.5:4000" },
      true,
    ],
    ["of another site", { origin: "https://evil.test", host: "amphi.test" }, false],
    ["of a site that looks like ours", { origin: "https://amphi.test.evil.test", host: "amphi.test" }, false],
    ["of a sandboxed page", { origin: "null", host: "amphi.test" }, false],
    ["of a program without a browser", {}, true],
    ["of a browser that names no origin but another site", { "sec-fetch-site": "cross-site" }, false],
  ])("%s: %o → %s", (_what, headers, ours) => {
    expect(isSameOrigin(new Headers(headers), PUBLIC)).toBe(ours)
  })
})
