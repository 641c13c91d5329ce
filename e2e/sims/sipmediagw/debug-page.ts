// web.py's debug page: 42 kB that print the API token, the caller's header and the RTMP URL with its key.
import type { Call } from "./dialect.ts"

const HEAD = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">
<html lang="en">
<head>
  <meta http-equiv="content-type" content="text/html; charset=utf-8" />
  <meta name="robots" content="NONE,NOARCHIVE" />
`

const PAGE_CHARS = 42_500

export function debugPage(call: Call, token: string, reason: string) {
  const globals = `{&#39;allowedToken&#39;: ${quoted(token)},\n &#39;app&#39;: &lt;web.application.application object&gt;}`
  const request = `HTTP_AUTHORIZATION ${escapeHtml(call.header("authorization") ?? "")}\nQUERY_STRING ${escapeHtml(call.query.toString())}`
  const body = `<title>${escapeHtml(reason)} at ${escapeHtml(call.path)}</title>\n</head>\n<body>\n<h1>${escapeHtml(reason)}</h1>\n<pre>${globals}</pre>\n<pre>${request}</pre>\n`
  const frames = '<tr><td class="code"><div>&nbsp;</div></td></tr>\n'
  const missing = Math.max(0, PAGE_CHARS - HEAD.length - body.length)
  return `${HEAD}${body}<table>${frames.repeat(Math.ceil(missing / frames.length))}</table>\n</body>\n</html>\n`
}

function quoted(text: string) {
  return `&#39;${escapeHtml(text)}&#39;`
}

function escapeHtml(text: string) {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
