// /sim/…: the control object over HTTP, JSON in and out.

import type { IncomingMessage } from "node:http"
import { z } from "zod"
import { readBody } from "./api-request.ts"
import type { BbbControl } from "./control.ts"
import type { Answer } from "./xml.ts"

const FaultSchema = z.object({
  call: z.string(),
  fault: z.string(),
  count: z.number().int().optional(),
  ms: z.number().optional(),
  after: z.boolean().optional(),
})
const FaultsSchema = z.union([FaultSchema.transform((one) => [one]), z.array(FaultSchema)])
const ChatSchema = z.object({ message: z.string(), name: z.string().optional() })
const ConnectSchema = z.object({
  sessionToken: z.string().optional(),
  meetingID: z.string().optional(),
  fullName: z.string().optional(),
  role: z.enum(["MODERATOR", "VIEWER"]).optional(),
  userID: z.string().optional(),
  bot: z.boolean().optional(),
})
const DisconnectSchema = z.object({ sessionToken: z.string() })
const WebhooksSchema = z.object({ installed: z.boolean() })
const ClockSchema = z.object({ advanceMs: z.number().min(0) })

export async function controlAnswer(
  control: BbbControl,
  message: IncomingMessage,
  controlToken: string | undefined,
): Promise<Answer> {
  if (controlToken !== undefined && message.headers.authorization !== `Bearer ${controlToken}`)
    return json(401, { error: "the control token is missing or wrong" })
  const url = new URL(message.url ?? "/", "http://stand-in")
  const text = (await readBody(message)).toString("utf8")
  try {
    const body: unknown = text === "" ? {} : JSON.parse(text)
    const result = await act(control, `${message.method} ${url.pathname}`, url.searchParams, body)
    return result === undefined ? json(404, { error: "no such lever" }) : json(200, result)
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : String(error) })
  }
}

async function act(
  control: BbbControl,
  lever: string,
  query: URLSearchParams,
  body: unknown,
): Promise<unknown> {
  const [, name, id = ""] = /^[A-Z]+ \/sim\/(end|chat)\/([^/]+)$/.exec(lever) ?? []
  if (name === "end") return done(control.end(decodeURIComponent(id)))
  if (name === "chat") {
    const { message, name: author } = ChatSchema.parse(body)
    return done(control.chat(decodeURIComponent(id), message, author))
  }
  switch (lever) {
    case "GET /sim/requests":
      return control.requests(filterOf(query))
    case "GET /sim/meetings":
      return control.meetings()
    case "GET /sim/hooks":
      return control.hooks()
    case "POST /sim/faults":
      return done(control.faults(...FaultsSchema.parse(body)))
    case "POST /sim/webhooks":
      return done(control.installWebhooks(WebhooksSchema.parse(body).installed))
    case "POST /sim/reset":
      return done(control.reset())
    case "POST /sim/connect":
      return control.connect(ConnectSchema.parse(body))
    case "POST /sim/disconnect":
      return done(control.disconnect(DisconnectSchema.parse(body).sessionToken))
    case "POST /sim/clock":
      return done(await control.advance(ClockSchema.parse(body).advanceMs))
    default:
      return undefined
  }
}

// biome-ignore lint/suspicious/noConfusingVoidType: takes the nothing a lever returns
function done(_: void) {
  return { ok: true }
}

function filterOf(query: URLSearchParams) {
  const since = query.get("since")
  return {
    kind: query.get("kind") ?? undefined,
    call: query.get("call") ?? undefined,
    meetingID: query.get("meetingID") ?? undefined,
    since: since === null ? undefined : Number(since),
  }
}

function json(status: number, value: unknown): Answer {
  return {
    status,
    headers: { "content-type": "application/json;charset=utf-8", "cache-control": "no-store" },
    body: JSON.stringify(value),
  }
}
