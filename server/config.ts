// The only reader of process.env: a missing or bad value stops the start with a sentence that names the variable.
import { resolve } from "node:path"
import { z } from "zod"
import { KEEP_DAYS_MAX } from "./domain/chat-rules.ts"
import { OPTIONAL_FIELDS } from "./domain/webinar.ts"

export const ROLES = ["all", "web", "realtime", "worker", "media"] as const

const list = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((value) =>
      value
        .split(",")
        .map((item) => item.trim())
        .filter(Boolean),
    )
const portNumber = z.coerce.number().int().min(1).max(65_535)
const port = (fallback: number) => portNumber.default(fallback)
const flag = (fallback: boolean) =>
  z
    .enum(["true", "false", "1", "0"])
    .default(fallback ? "true" : "false")
    .transform((value) => value === "true" || value === "1")
const httpUrl = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ""))
const secret = z.string().min(16, "must have at least 16 characters")

const Environment = z.object({
  ROLE: z.enum(ROLES).default("all"),
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  PORT: port(4000),
  HOST: z.string().min(1).default("0.0.0.0"),
  /** The address that people and gateways use. */
  PUBLIC_URL: httpUrl,
  /** Signs sessions and seals tokens at rest. */
  SECRET: secret,
  /** Believe X-Forwarded-For and X-Forwarded-Proto: only behind a proxy that sets them. */
  TRUST_PROXY: flag(false),
  TIME_ZONE: z
    .string()
    .default("Europe/Paris")
    .refine(
      (zone) => Intl.supportedValuesOf("timeZone").includes(zone) || zone === "UTC",
      "is not a known time zone",
    ),
  DATA_DIR: z.string().min(1).default(".amphi"),
  DATABASE_URL: z
    .string()
    .regex(/^(file:|libsql:|https?:|wss?:)/, "must start with file:, libsql:, http(s): or ws(s):")
    .optional(),
  DATABASE_TOKEN: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),

  /** Opens the details of /api/health and /api/metrics; without it neither is told. */
  OPERATIONS_TOKEN: secret.optional(),
  /** Where a worker alone answers them; it answers nowhere unless set. */
  WORKER_PORT: portNumber.optional(),

  BBB_API_URL: httpUrl,
  BBB_SECRET_KEY: z.string().min(1),
  /** Where BBB reaches Amphi for callbacks; PUBLIC_URL if not set. */
  CALLBACK_URL: httpUrl.optional(),

  USE_MEETING_WEBINAR: flag(true),
  MEETING_WEBINAR_AFFILIATION: list("faculty,employee,staff"),
  MEETING_WEBINAR_GROUP_ADMIN: z.string().min(1).default("webinar admin"),
  MEETING_WEBINAR_FIELDS: list("is_webinar,enable_chat").pipe(z.array(z.enum(OPTIONAL_FIELDS))),
  /** Hours. */
  MEETING_MAX_DURATION: z.coerce.number().min(0.25).max(24).default(5),

  /** Days; what presenters may choose at most, and what counts where they choose nothing. */
  CHAT_KEEP_DAYS: z.coerce.number().int().min(1).max(KEEP_DAYS_MAX).optional(),

  /** Without it no mail is sent. */
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: "must look like smtp://user:password@host:587 or smtps://host" })
    .refine((value) => new URL(value).hostname !== "", "names no host")
    .optional(),
  /** One mail address, alone or as Name <name@host>. */
  MAIL_FROM: z
    .string()
    .regex(/^([^<>@\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, "must be one mail address")
    .optional(),

  REALTIME_EMBEDDED: flag(true),
  REALTIME_PORT: port(4003),
  PUSHER_APP_ID: z.string().min(1).default("amphi"),
  PUSHER_KEY: z.string().min(1).default("amphi"),
  PUSHER_SECRET: z.string().min(16).optional(),
  /** Where this server publishes: the embedded endpoint unless set. */
  PUSHER_HOST: z.string().min(1).optional(),
  PUSHER_PORT: portNumber.optional(),
  PUSHER_TLS: flag(true),
  PUSHER_CLUSTER: z.string().min(1).default("mt1"),
  /** Where browsers connect; the page's own host unless set. */
  PUSHER_CLIENT_HOST: z.string().min(1).optional(),
  PUSHER_CLIENT_PORT: portNumber.optional(),

  RTMP_HOST: z.string().min(1).default("0.0.0.0"),
  RTMP_PORT: port(1935),
  /** Where gateways push, without the stream's name: rtmp://media.univ.fr:1935/live. */
  RTMP_PUBLIC_URL: z
    .string()
    .regex(/^rtmps?:\/\/[A-Za-z0-9.:_-]+\/live$/, "must look like rtmp://host:1935/live")
    .optional(),
  MEDIA_HOST: z.string().min(1).default("0.0.0.0"),
  MEDIA_PORT: port(4001),
  /** Where listeners' players fetch the picture. */
  MEDIA_PUBLIC_URL: httpUrl.optional(),
  /** Where the media origin reports streams when it runs on another machine. */
  APP_INTERNAL_URL: httpUrl.optional(),
})

export type Config = ReturnType<typeof readConfig>

export function readConfig(environment: Record<string, string | undefined>) {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value))
  const parsed = Environment.safeParse(given)
  if (!parsed.success) throw new Error(explain(parsed.error, given))
  const env = parsed.data
  const publicUrl = new URL(env.PUBLIC_URL)
  const dataDir = resolve(env.DATA_DIR)
  // One secret for every role of an installation unless an outside realtime server has its own.
  const realtimeSecret = env.PUSHER_SECRET ?? `realtime:${env.SECRET}`
  return {
    role: env.ROLE,
    production: env.NODE_ENV === "production",
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL,
    secret: env.SECRET,
    trustProxy: env.TRUST_PROXY,
    timeZone: env.TIME_ZONE,
    dataDir,
    logLevel: env.LOG_LEVEL,
    operationsToken: env.OPERATIONS_TOKEN ?? null,
    workerPort: env.WORKER_PORT ?? null,
    database: { url: env.DATABASE_URL ?? `file:${dataDir}/amphi.db`, authToken: env.DATABASE_TOKEN },
    bbb: {
      apiUrl: env.BBB_API_URL,
      secret: env.BBB_SECRET_KEY,
      callbackUrl: env.CALLBACK_URL ?? env.PUBLIC_URL,
    },
    mail: env.SMTP_URL
      ? { url: env.SMTP_URL, from: env.MAIL_FROM ?? `Amphi <no-reply@${publicUrl.hostname}>` }
      : null,
    webinars: {
      settings: {
        enabled: env.USE_MEETING_WEBINAR,
        affiliations: env.MEETING_WEBINAR_AFFILIATION,
        adminGroup: env.MEETING_WEBINAR_GROUP_ADMIN,
      },
      fields: env.MEETING_WEBINAR_FIELDS,
      maxDurationMinutes: Math.round(env.MEETING_MAX_DURATION * 60),
    },
    /** null: as long as the event exists. */
    chatKeepDays: env.CHAT_KEEP_DAYS ?? null,
    realtime: {
      embedded: env.REALTIME_EMBEDDED,
      port: env.REALTIME_PORT,
      app: { id: env.PUSHER_APP_ID, key: env.PUSHER_KEY, secret: realtimeSecret },
      publish: {
        host: env.PUSHER_HOST ?? "127.0.0.1",
        port: env.PUSHER_PORT ?? (env.PUSHER_HOST ? 443 : env.ROLE === "all" ? env.PORT : env.REALTIME_PORT),
        useTls: env.PUSHER_HOST ? env.PUSHER_TLS : false,
        cluster: env.PUSHER_CLUSTER,
      },
      browser: {
        host: env.PUSHER_CLIENT_HOST ?? null,
        port: env.PUSHER_CLIENT_PORT ?? null,
        tls: env.PUSHER_CLIENT_HOST ? env.PUSHER_TLS : publicUrl.protocol === "https:",
      },
    },
    media: {
      rtmp: { host: env.RTMP_HOST, port: env.RTMP_PORT },
      http: { host: env.MEDIA_HOST, port: env.MEDIA_PORT },
      rtmpPublicUrl: env.RTMP_PUBLIC_URL ?? `rtmp://${publicUrl.hostname}:${env.RTMP_PORT}/live`,
      publicUrl: env.MEDIA_PUBLIC_URL ?? `http://${publicUrl.hostname}:${env.MEDIA_PORT}`,
      appUrl: env.APP_INTERNAL_URL ?? `http://127.0.0.1:${env.PORT}`,
    },
  }
}

/** What a child process of another role is started with. */
export function environmentFor(role: (typeof ROLES)[number]) {
  return { ...process.env, ROLE: role }
}

/** Throws with one sentence per variable that is missing or bad. */
export function readEnvironment() {
  return readConfig(process.env)
}

/** next-auth reads its own address and secret from the environment and nowhere else. */
export function applyEnvironment(config: Config) {
  process.env.NEXTAUTH_URL = config.publicUrl
  process.env.NEXTAUTH_SECRET = config.secret
}

function explain(error: z.ZodError, given: Record<string, string | undefined>) {
  const lines = error.issues.map((issue) => {
    const name = String(issue.path[0] ?? "the environment")
    if (!(name in given))
      return `${name} is not set. It is needed; the README's configuration table says what it is.`
    return `${name} has a value that can't be used: ${issue.message}.`
  })
  return [...new Set(lines)].join("\n")
}

export const VARIABLES = Object.keys(Environment.shape)
