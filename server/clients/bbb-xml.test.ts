import { describe, expect, test } from "vitest"
import { parseBbbXml, slidesXml } from "#server/clients/bbb-xml.ts"

describe("an answer is read whoever wrote it", () => {
  test("BBB's own, Scalelite's with declaration, B3LB's with CRLF", () => {
    const plain = "<response><returncode>SUCCESS</returncode><running>false</running></response>"
    const expected = { returncode: "SUCCESS", running: "false" }
    expect(parseBbbXml(plain)).toEqual(expected)
    expect(parseBbbXml(`<?xml version="1.0" encoding="UTF-8"?>\n${plain}`)).toEqual(expected)
    expect(parseBbbXml(`\r\n${plain.replaceAll("><", ">\r\n  <")}\r\n`)).toEqual(expected)
  })

  test("numbers stay text, so that no id loses its zeros", () => {
    expect(parseBbbXml("<response><a>007</a><b>1,000</b><c>1e3</c></response>")).toEqual({
      a: "007",
      b: "1,000",
      c: "1e3",
    })
  })

  test("entities and character numbers are decoded once", () => {
    const xml = "<response><a>J&#252;rgen O&apos;N &amp;lt; &#x1F3A5; &eacute; &#99999999;</a></response>"
    expect(parseBbbXml(xml)).toEqual({ a: "Jürgen O'N &lt; 🎥 &eacute; &#99999999;" })
  })

  test("one attendee is a list too", () => {
    const xml = "<response><attendees><attendee><userID>a</userID></attendee></attendees></response>"
    expect(parseBbbXml(xml)).toEqual({ attendees: { attendee: [{ userID: "a" }] } })
  })

  test("somebody's odd userdata key doesn't spoil the answer", () => {
    const xml = "<response><a>1</a><customdata><1st>x</1st><__proto__>y</__proto__></customdata></response>"
    expect(parseBbbXml(xml)).toEqual({ a: "1" })
  })
})

test.each([
  ["nothing", ""],
  ["text", "Unauthorized"],
  ["truncated XML", "<response><returncode>SUCCESS</returncode><running>tr"],
  ["a page", "<html><head><title>502 Bad Gateway</title></head><body><hr></body></html>"],
  ["a well-formed page", "<html><body><p>502</p></body></html>"],
  ["JSON", '{"response":{"returncode":"SUCCESS"}}'],
  ["a DOCTYPE with entities", '<!DOCTYPE r [<!ENTITY x "boom">]><response><a>&x;</a></response>'],
  ["a poisoned name", "<response><__proto__>x</__proto__></response>"],
])("%s is no answer", (_what, text) => {
  expect(() => parseBbbXml(text)).toThrow()
})

test("slides keep their names, whatever is in them, and the first ones are shown", () => {
  const xml = slidesXml([
    { name: `a"b<c>&d'é\u0000.pdf`, content: { bytes: new TextEncoder().encode("hello") } },
    { name: "deck.pdf", content: { url: "https://example.org/d.pdf?a=1&b=2" } },
  ])
  expect(xml).toBe(
    '<modules><module name="presentation">' +
      `<document name="a&quot;b&lt;c&gt;&amp;d'é.pdf" current="true">aGVsbG8=</document>` +
      '<document url="https://example.org/d.pdf?a=1&amp;b=2" filename="deck.pdf"/>' +
      "</module></modules>",
  )
})
