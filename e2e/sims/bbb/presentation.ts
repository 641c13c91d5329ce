// Slides: the generated deck every meeting starts with, and documents sent with create or insertDocument.

import { randomUUID } from "node:crypto"
import { XMLParser } from "fast-xml-parser"
import { isPublicUrl } from "./public-host.ts"
import { type SlideText, slideSvg } from "./slide-svg.ts"

export type Slide = { title: string; type: string; bytes: Buffer }

export type Presentation = {
  id: string
  name: string
  current: boolean
  downloadable: boolean
  removable: boolean
  /** The uploaded file; empty for the generated deck. */
  bytes: Buffer
  slides: Slide[]
}

export type DocumentElement = {
  name: string
  url: string | null
  bytes: Buffer
  current: boolean
  downloadable: boolean
  removable: boolean
}

export function defaultPresentation(meetingName: string): Presentation {
  const texts: SlideText[] = [
    { title: meetingName, lines: ["Welcome", "We start in a moment"], art: "rings" },
    { title: "Agenda", lines: ["Where we stand", "What we learned", "What comes next", "Your questions"] },
    {
      title: "From the meeting to the listener",
      lines: ["Meeting", "Gateway", "Media server", "Live page"],
      art: "flow",
    },
    { title: "Listeners over time", lines: ["Thousands follow without joining the meeting"], art: "bars" },
    {
      title: "Three things to remember",
      lines: ["Speak slowly", "Look at the questions", "Leave time to answer"],
    },
    { title: "Questions and answers", lines: ["Write in the chat, we read everything"], art: "rings" },
  ]
  return presentationOf("default.pdf", Buffer.alloc(0), generated(texts), {})
}

/** Null when the body has no usable presentation module. */
export function parseModules(body: string): DocumentElement[] | null {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    textNodeName: "text",
    parseTagValue: false,
    parseAttributeValue: false,
    isArray: (name) => name === "module" || name === "document",
  })
  const modules = child(parser.parse(body, true), "modules")
  const presentation = list(child(modules, "module")).find((one) => text(one, "name") === "presentation")
  if (!presentation) return null
  return list(child(presentation, "document")).map(documentOf)
}

export async function fetchDocument(url: string, allowLocalHosts: boolean): Promise<Buffer | null> {
  if (!allowLocalHosts && !(await isPublicUrl(url))) return null
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) })
  return response.ok ? Buffer.from(await response.arrayBuffer()) : null
}

export function presentationFromDocument(document: DocumentElement, bytes: Buffer): Presentation {
  return presentationOf(document.name, bytes, slidesOf(document.name, bytes), document)
}

function presentationOf(
  name: string,
  bytes: Buffer,
  slides: Slide[],
  { current = false, downloadable = false, removable = true }: Partial<DocumentElement>,
): Presentation {
  return { id: randomUUID(), name, current, downloadable, removable, bytes, slides }
}

function slidesOf(name: string, bytes: Buffer): Slide[] {
  const type = imageType(bytes)
  if (type) return [{ title: name, type, bytes }]
  const pages = bytes.subarray(0, 5).toString("latin1") === "%PDF-" ? pdfPages(bytes) : 1
  const size = `${Math.max(1, Math.round(bytes.length / 1024))} KB`
  const texts = Array.from({ length: pages }, (_, index) => ({
    title: name,
    lines: [`Page ${index + 1} of ${pages}`, size],
  }))
  return generated(texts)
}

function generated(texts: SlideText[]): Slide[] {
  return texts.map((slide, index) => ({
    title: slide.title,
    type: "image/svg+xml",
    bytes: Buffer.from(slideSvg(slide, index, texts.length)),
  }))
}

function pdfPages(bytes: Buffer) {
  const pages = bytes.toString("latin1").match(/\/Type\s*\/Page(?![a-zA-Z])/g)?.length ?? 1
  return Math.min(40, Math.max(1, pages))
}

function imageType(bytes: Buffer) {
  const head = bytes.subarray(0, 256).toString("latin1")
  if (head.startsWith("\x89PNG")) return "image/png"
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg"
  if (head.startsWith("GIF8")) return "image/gif"
  if (/^\s*(<\?xml[^>]*>\s*)?<svg/.test(head)) return "image/svg+xml"
  return null
}

function documentOf(node: unknown): DocumentElement {
  const url = text(node, "url")
  const fallback = url === null ? "document" : (url.split(/[?#]/)[0]?.split("/").pop() ?? "document")
  return {
    name: text(node, "filename") ?? text(node, "name") ?? fallback,
    url,
    bytes: Buffer.from(text(node, "text") ?? "", "base64"),
    current: text(node, "current") === "true",
    downloadable: text(node, "downloadable") === "true",
    removable: text(node, "removable") !== "false",
  }
}

function child(node: unknown, name: string): unknown {
  return typeof node === "object" && node !== null ? new Map(Object.entries(node)).get(name) : undefined
}

function list(node: unknown): unknown[] {
  return Array.isArray(node) ? node : []
}

function text(node: unknown, name: string) {
  // An element without attributes is its own text.
  const value = name === "text" && typeof node === "string" ? node : child(node, name)
  return typeof value === "string" ? value : null
}
