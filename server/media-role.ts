// The media origin as a process: it asks the application before it lets a publisher in and reports what becomes of streams.
import type { Config } from "./config.ts"
import { createLog, type Log } from "./log.ts"
import { startMediaOrigin } from "./media/origin.ts"
import { Admission, mediaSecret, type Publisher, probeKey, type StreamNotice, Verdict } from "./media-link.ts"

const CALL_TIMEOUT_MS = 5_000
const NOTICE_RETRY_MS = 1_000
const NOTICES_KEPT = 1_000

export async function runMedia(config: Config): Promise<() => Promise<void>> {
  const log = createLog(config.logLevel)
  const call = caller(config)
  const notices = noticeQueue(call, log)
  const origin = await startMediaOrigin({
    rtmp: config.media.rtmp,
    http: config.media.http,
    authorize: async (publisher: Publisher) => {
      const { allowed, playKey } = Admission.parse(await call("publish", publisher))
      return allowed ? { playKey } : null
    },
    review: async (publishing) => Verdict.parse(await call("review", { publishing })),
    probeKey: (session) => probeKey(config.secret, session),
    notify: notices.push,
    log: (level, message, detail) => log[level](detail ?? {}, message),
  })
  return async () => {
    await origin.close()
    notices.stop()
  }
}

function caller(config: Config) {
  return async function call(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${config.media.appUrl}/api/media/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${mediaSecret(config.secret)}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    })
    if (!response.ok) throw new Error(`the application answered ${response.status} to ${path}`)
    return response.json()
  }
}

/** In order, each until the application has it: a restart of the pages loses no news. */
function noticeQueue(call: (path: string, body: unknown) => Promise<unknown>, log: Log) {
  const waiting: StreamNotice[] = []
  let sending = false
  let stopped = false

  async function send() {
    sending = true
    while (!stopped) {
      const notice = waiting[0]
      if (!notice) break
      try {
        await call("notice", notice)
        waiting.shift()
      } catch (error) {
        log.warn({ err: error, waiting: waiting.length }, "stream notice not delivered yet")
        await new Promise((resolve) => setTimeout(resolve, NOTICE_RETRY_MS))
      }
    }
    sending = false
  }

  return {
    push(notice: StreamNotice) {
      waiting.push(notice)
      if (waiting.length > NOTICES_KEPT) waiting.shift()
      if (!sending) send().catch((error: unknown) => log.error({ err: error }, "notice queue stopped"))
    },
    stop() {
      stopped = true
    },
  }
}
