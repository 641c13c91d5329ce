import { XMLParser, XMLValidator } from "fast-xml-parser"
import { z } from "zod"
import type { CreateMeeting } from "#server/clients/contracts.ts"

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: true,
  isArray: (_name, path) => path === "response.attendees.attendee",
  // Only XML's own entities and character numbers: what a DOCTYPE defines is never expanded.
  entityDecoder: {
    setExternalEntities: () => undefined,
    addInputEntities: () => undefined,
    reset: () => undefined,
    setXmlVersion: () => undefined,
    decode: decodeEntities,
  },
})

const Answer = z.object({ response: z.record(z.string(), z.unknown()) })

/** The `<response>` of an API answer with every value still text. Throws when it isn't one. */
export function parseBbbXml(xml: string) {
  if (xml.includes("<!DOCTYPE")) throw new Error("a page or a DOCTYPE")
  // Element names in customdata come from whoever joined, and one bad name would spoil everybody's answer.
  const known = xml.replace(/<customdata>[\s\S]*?<\/customdata>/g, "").trim()
  if (XMLValidator.validate(known) !== true) throw new Error("not well-formed")
  return Answer.parse(parser.parse(known)).response
}

/** Body of `create`: it is not covered by the checksum. The first document is the one shown when the meeting opens. */
export function slidesXml(slides: CreateMeeting["slides"]) {
  const documents = slides.map(({ name, content }, index) => {
    const title = escapeXml(name)
    const shown = index === 0 ? ' current="true"' : ""
    if ("url" in content) return `<document url="${escapeXml(content.url)}" filename="${title}"${shown}/>`
    return `<document name="${title}"${shown}>${Buffer.from(content.bytes).toString("base64")}</document>`
  })
  return `<modules><module name="presentation">${documents.join("")}</module></modules>`
}

const NAMED = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
])

function decodeEntities(text: string) {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (typeof name === "string") return NAMED.get(name) ?? whole
    const point = typeof hex === "string" ? Number.parseInt(hex, 16) : Number.parseInt(decimal, 10)
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}

function escapeXml(text: string) {
  return text
    .replace(/[\p{Cc}\p{Cs}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
}
