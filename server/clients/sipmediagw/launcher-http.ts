import { z } from "zod"
import type { GatewayServer } from "#server/clients/contracts.ts"
import { type Http, parseJson } from "#server/clients/http.ts"
import { gatewayHeaders, gatewayUrl } from "#server/clients/sipmediagw/gateway-http.ts"

/** The envelope of SIPMediaGW 1.8 and later, launcher and proxy alike. */
const Answer = z.object({
  status: z.string().optional(),
  error: z.unknown().optional(),
  detail: z.unknown().optional(),
  data: z.unknown().optional(),
})
export type Answer = z.infer<typeof Answer>

type Exchange = { server: GatewayServer; path: string; accept: number[] }

export async function postJson(
  http: Http,
  { server, path, accept, body }: Exchange & { body: Record<string, string> },
) {
  const { status, text } = await http.send({
    url: gatewayUrl(server, path),
    method: "POST",
    headers: { ...gatewayHeaders(server), "content-type": "application/json" },
    body: JSON.stringify(body),
    accept,
  })
  return { status, answer: parsed(http, text) }
}

export async function getJson(
  http: Http,
  { server, path, accept, query }: Exchange & { query: Record<string, string> },
) {
  const { status, text } = await http.send({
    url: gatewayUrl(server, path, query),
    headers: gatewayHeaders(server),
    accept,
  })
  return { status, answer: parsed(http, text) }
}

function parsed(http: Http, text: string): Answer {
  const answer = Answer.safeParse(parseJson(text))
  if (!answer.success) throw http.fail("bad_answer", "not SIPMediaGW's JSON")
  return answer.data
}

const GW_ID_PATTERN = /^[A-Za-z0-9_-]{1,80}$/

export function isGatewayId(value: string) {
  return GW_ID_PATTERN.test(value)
}
