// The answers' XML, written as the server's templates write it.

export type Answer = { status: number; headers: Record<string, string>; body: string | Buffer }

const ESCAPES = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&apos;"],
])

export function escapeXml(text: string) {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES.get(character) ?? character)
}

export function element(name: string, value: string | number | boolean) {
  return `<${name}>${escapeXml(String(value))}</${name}>`
}

export function optionalElement(name: string, value: string) {
  return value === "" ? "" : element(name, value)
}

export function parent(name: string, ...children: string[]) {
  return `<${name}>${children.join("")}</${name}>`
}

export function success(...children: string[]): Answer {
  return xmlAnswer(parent("response", element("returncode", "SUCCESS"), ...children))
}

export function failed(key: string, message: string): Answer {
  const body = parent(
    "response",
    element("returncode", "FAILED"),
    element("messageKey", key),
    element("message", message),
  )
  return xmlAnswer(body)
}

export function failedWithoutKey(message: string): Answer {
  return xmlAnswer(parent("response", element("returncode", "FAILED"), element("message", message)))
}

export function failedMulti(key: string, message: string): Answer {
  const error = parent("error", element("key", key), element("message", message))
  return xmlAnswer(parent("response", element("returncode", "FAILED"), parent("errors", error)))
}

export function failedJson(key: string, message: string): Answer {
  const body = JSON.stringify({ response: { returncode: "FAILED", messageKey: key, message } })
  return { status: 200, headers: { "content-type": "application/json;charset=utf-8" }, body }
}

export function xmlAnswer(body: string): Answer {
  return {
    status: 200,
    headers: { "content-type": "text/xml;charset=utf-8", "cache-control": "no-cache" },
    body,
  }
}

export function htmlAnswer(status: number, title: string, text = ""): Answer {
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>${escapeXml(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:36rem;padding:0 1rem;color:#1b2a3a;text-align:center}</style>
</head><body><h1>${escapeXml(title)}</h1><p>${escapeXml(text)}</p></body></html>`
  return { status, headers: { "content-type": "text/html;charset=utf-8" }, body }
}

export function redirect(location: string, headers: Record<string, string> = {}): Answer {
  // The server puts raw UTF-8 into the header; node takes bytes as latin1.
  const raw = Buffer.from(location, "utf8").toString("latin1")
  return { status: 302, headers: { ...headers, location: raw }, body: "" }
}
