import { describe, expect, test } from "vitest"
import { readConfig } from "./config.ts"
import { TEST_ENVIRONMENT } from "./test-deps.ts"

function problemOf(environment: Record<string, string | undefined>) {
  try {
    readConfig(environment)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return null
}

test.each(["PUBLIC_URL", "SECRET", "BBB_API_URL", "BBB_SECRET_KEY"])("%s is needed, and named", (name) => {
  for (const missing of [undefined, ""])
    expect(problemOf({ ...TEST_ENVIRONMENT, [name]: missing })).toMatch(new RegExp(`^${name} is not set\\.`))
})

test("everything that is missing is told at once, a line each", () => {
  const lines = problemOf({})?.split("\n") ?? []
  expect(lines.map((line) => line.split(" ")[0])).toEqual([
    "PUBLIC_URL",
    "SECRET",
    "BBB_API_URL",
    "BBB_SECRET_KEY",
  ])
})

test.each([
  ["ROLE", "everything"],
  ["NODE_ENV", "staging"],
  ["PORT", "eighty"],
  ["PORT", "70000"],
  ["PUBLIC_URL", "amphi.univ.fr"],
  ["PUBLIC_URL", "ftp://amphi.univ.fr"],
  ["SECRET", "short-hunter2"],
  ["TRUST_PROXY", "yes"],
  ["TIME_ZONE", "Europe/Nantes"],
  ["DATABASE_URL", "postgres://user:hunter2@db"],
  ["LOG_LEVEL", "loud"],
  ["BBB_API_URL", "bbb.univ.fr"],
  ["CALLBACK_URL", "not an address"],
  ["USE_MEETING_WEBINAR", "maybe"],
  ["MEETING_WEBINAR_FIELDS", "is_webinar,hunter2"],
  ["MEETING_MAX_DURATION", "0"],
  ["MEETING_MAX_DURATION", "25"],
  ["REALTIME_EMBEDDED", "2"],
  ["REALTIME_PORT", "0"],
  ["PUSHER_SECRET", "hunter2"],
  ["PUSHER_PORT", "-1"],
  ["PUSHER_TLS", "on"],
  ["PUSHER_CLIENT_PORT", "x"],
  ["RTMP_PORT", "1.5"],
  ["RTMP_PUBLIC_URL", "rtmp://media.univ.fr/other"],
  ["MEDIA_PORT", "x"],
  ["MEDIA_PUBLIC_URL", "media"],
  ["APP_INTERNAL_URL", "app"],
])("a bad %s (%s) is named in one sentence that doesn't repeat the value", (name, value) => {
  const problem = problemOf({ ...TEST_ENVIRONMENT, [name]: value })
  expect(problem).toMatch(new RegExp(`^${name} has a value that can't be used: .+\\.$`))
  expect(problem).not.toContain("hunter2")
  expect(problem).not.toContain(TEST_ENVIRONMENT.SECRET)
  expect(problem).not.toContain(TEST_ENVIRONMENT.BBB_SECRET_KEY)
})

describe("what is not said", () => {
  test("has a value that works on one machine", () => {
    const config = readConfig({ ...TEST_ENVIRONMENT, DATA_DIR: "/data", LOG_LEVEL: undefined })
    expect(config).toMatchObject({
      role: "all",
      port: 4000,
      logLevel: "info",
      timeZone: "Europe/Paris",
      database: { url: "file:/data/amphi.db" },
      bbb: { callbackUrl: "https://amphi.test" },
      webinars: {
        settings: {
          enabled: true,
          affiliations: ["faculty", "employee", "staff"],
          adminGroup: "webinar admin",
        },
        fields: ["is_webinar", "enable_chat"],
        maxDurationMinutes: 300,
      },
      realtime: { embedded: true, publish: { host: "127.0.0.1", port: 4000, useTls: false } },
      media: { rtmpPublicUrl: "rtmp://amphi.test:1935/live", publicUrl: "http://amphi.test:4001" },
    })
  })

  test("is the same for every role, so that they find each other", () => {
    const secrets = (["all", "web", "realtime", "worker"] as const).map(
      (role) => readConfig({ ...TEST_ENVIRONMENT, ROLE: role }).realtime.app.secret,
    )
    expect(new Set(secrets).size).toBe(1)
  })
})

describe("mail", () => {
  test("is off without a server, and has a sender of its own with one", () => {
    expect(readConfig(TEST_ENVIRONMENT).mail).toBeNull()
    const SMTP_URL = "smtp://amphi:hunter2@mail.univ.test:587"
    expect(readConfig({ ...TEST_ENVIRONMENT, SMTP_URL }).mail).toEqual({
      url: SMTP_URL,
      from: "Amphi <no-reply@amphi.test>",
    })
    const MAIL_FROM = "Webinaires <webinaires@univ.test>"
    expect(readConfig({ ...TEST_ENVIRONMENT, SMTP_URL, MAIL_FROM }).mail?.from).toBe(MAIL_FROM)
  })

  test.each([
    ["SMTP_URL", "https://mail.univ.test"],
    ["SMTP_URL", "mail.univ.test:587"],
    ["MAIL_FROM", "Webinaires"],
    ["MAIL_FROM", "a@univ.test\r\nBcc: b@univ.test"],
  ])("stops the start where %s is %s", (name, value) => {
    expect(() => readConfig({ ...TEST_ENVIRONMENT, [name]: value })).toThrow(`${name} has a value`)
  })
})

test("lists take spaces, and addresses lose their last slash", () => {
  const config = readConfig({
    ...TEST_ENVIRONMENT,
    PUBLIC_URL: "https://amphi.test/",
    MEETING_WEBINAR_AFFILIATION: " faculty , staff ,",
    MEETING_WEBINAR_FIELDS: "record",
    MEETING_MAX_DURATION: "1.5",
  })
  expect(config.publicUrl).toBe("https://amphi.test")
  expect(config.webinars).toMatchObject({
    settings: { affiliations: ["faculty", "staff"] },
    fields: ["record"],
    maxDurationMinutes: 90,
  })
})
