// An origin for tests, with publishers that push the recording and people who ask for what comes out.
import { afterEach, expect } from "vitest"
import { type MediaOrigin, type MediaOriginOptions, type StreamNotice, startMediaOrigin } from "./origin.ts"
import { TestPublisher } from "./test-publisher.ts"

export const KEY = "demo?key=k&run=r1"
/** In the address of those who may watch. */
export const PLAY_KEY = "play-key-of-those-who-may-watch_"

const opened: { close: () => void | Promise<void> }[] = []

afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.close()
})

export async function open(options: Partial<MediaOriginOptions> = {}) {
  const notices: StreamNotice[] = []
  const logged: string[] = []
  const origin = await startMediaOrigin({
    rtmp: { host: "127.0.0.1", port: 0 },
    http: { host: "127.0.0.1", port: 0 },
    authorize: async (request) => (request.key === "k" ? { playKey: PLAY_KEY } : null),
    review: async () => ({ cut: [], shown: [] }),
    probeKey: probeKeyOf,
    notify: (notice) => void notices.push(notice),
    log: (_level, message, detail) => void logged.push(`${message} ${JSON.stringify(detail)}`),
    ...options,
  })
  opened.push(origin)
  const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${origin.httpPort}${path}`, init)
  const types = () => notices.map((notice) => notice.type)
  return { origin, notices, logged, get, types }
}

export function probeKeyOf(session: string) {
  return `probe-of-${session}`.padEnd(32, "-")
}

export function publisher(
  origin: MediaOrigin,
  name = KEY,
  extra: { app?: string; tcUrl?: string } = {},
): TestPublisher {
  const made = new TestPublisher({ port: origin.rtmpPort, name, ...extra })
  opened.push(made)
  return made
}

export async function publishing(origin: MediaOrigin, name = KEY): Promise<TestPublisher> {
  const made = publisher(origin, name)
  await expect.poll(() => made.isPublishing).toBe(true)
  return made
}

export async function sessionPath(
  get: (path: string) => Promise<Response>,
  playKey = PLAY_KEY,
): Promise<string> {
  let path = ""
  await expect
    .poll(async () => {
      const response = await get(`/hls/demo/${playKey}/index.m3u8`)
      path = /^([0-9a-f]{16})\/live\.m3u8$/m.exec(await response.text())?.[1] ?? ""
      return path
    })
    .not.toBe("")
  return `/hls/demo/${playKey}/${path}`
}
