import { z } from "zod"

/** One thing that was looked at; `advice` is a key of the `health` messages. */
export const Check = z.object({
  name: z.enum([
    "http",
    "token",
    "rtmp",
    "playlist",
    "bbb",
    "gateway",
    "chat",
    "chatInbound",
    "reservation",
    "callback",
  ]),
  /** "warned": works, with a limit that people must know. */
  state: z.enum(["ok", "warned", "failed", "skipped"]),
  /** Key of the sentence that says what was found and what to do. */
  finding: z.string(),
  durationMs: z.number().int().nullable(),
})
export type Check = z.infer<typeof Check>

export const GatewayHealth = z.object({
  state: z.enum(["ok", "failed"]),
  version: z.string().nullable(),
  checks: z.array(Check),
})
export type GatewayHealth = z.infer<typeof GatewayHealth>

export const Preflight = z.object({
  at: z.coerce.date(),
  state: z.enum(["ok", "failed"]),
  checks: z.array(Check),
})
export type Preflight = z.infer<typeof Preflight>
