// Which scripts a page may run: Next's files, and what carries the number of this very answer.
import { randomBytes } from "node:crypto"
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http"

const HEADER = "content-security-policy"
const NONCE_BYTES = 16
/** The player that other sites may show. */
const EMBEDDABLE = /^\/events\/[^/?]+\/embed(?:\?|$)/
// Pictures and signals may come from hosts that only the configuration of the running server knows.
const ANYWHERE = "http: https: ws: wss:"

/** Next looks for the number in the request's own policy and writes it on each inline script. */
export function withScriptPolicy(handle: RequestListener, isDevelopment: boolean): RequestListener {
  return (request: IncomingMessage, response: ServerResponse) => {
    const policy = scriptPolicy(
      request.url ?? "/",
      randomBytes(NONCE_BYTES).toString("base64"),
      isDevelopment,
    )
    request.headers[HEADER] = policy
    response.setHeader(HEADER, policy)
    handle(request, response)
  }
}

function scriptPolicy(url: string, nonce: string, isDevelopment: boolean) {
  return [
    "default-src 'self'",
    // Next's development server evaluates code.
    `script-src 'self' 'nonce-${nonce}'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob: http: https:",
    "font-src 'self'",
    `connect-src 'self' ${ANYWHERE}`,
    "media-src 'self' blob: http: https:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    // "Enter the meeting" posts a form that is redirected to BigBlueButton.
    "form-action 'self' http: https:",
    `frame-ancestors ${EMBEDDABLE.test(url) ? "*" : "'none'"}`,
  ].join("; ")
}
