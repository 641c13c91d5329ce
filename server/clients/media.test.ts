import { afterEach, describe, expect, test } from "vitest"
import { createMediaClient } from "#server/clients/media.ts"
import { startTestServer } from "#server/clients/test-server.ts"

const NOW = Date.parse("2026-11-23T10:00:00Z")
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

type Page = { status?: number; headers?: Record<string, string>; body?: string }

async function probe(pages: Record<string, Page>, path = "/hls/amphi/index.m3u8") {
  const server = await startTestServer((request) => pages[request.path] ?? { status: 404 })
  closers.push(server.close)
  return createMediaClient({ timeoutMs: 2000, now: () => NOW }).probe(`${server.url}${path}`)
}

const master = "#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-STREAM-INF:BANDWIDTH=4000000\ns7/live.m3u8\n"
const dated = { date: "Mon, 23 Nov 2026 10:05:00 GMT", "last-modified": "Mon, 23 Nov 2026 10:04:58 GMT" }
const segments = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => `#EXTINF:3.000,\nseg-${first + index}.ts`).join("\n")

describe("on air", () => {
  test("Amphi's own origin: master, then the playlist of the session, low-latency parts and all", async () => {
    const body =
      "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXT-X-MEDIA-SEQUENCE:40\n#EXT-X-PART-INF:PART-TARGET=0.333\n" +
      "#EXT-X-PROGRAM-DATE-TIME:2026-11-23T09:59:50.000Z\n" +
      `${segments(40, 2)}\n#EXT-X-PART:DURATION=0.333,URI="p.0.m4s"\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p.1.m4s"\n`
    expect(
      await probe({ "/hls/amphi/index.m3u8": { body: master }, "/hls/amphi/s7/live.m3u8": { body } }),
    ).toEqual({
      isThere: true,
      onAir: true,
      mediaSequence: 41,
      lastSegmentAt: new Date("2026-11-23T09:59:56.000Z"),
      targetMs: 3000,
    })
  })

  test("nginx-rtmp: one playlist, CRLF, no programme date; the age is by the server's own clock", async () => {
    const body = `#EXTM3U\r\n#EXT-X-VERSION:3\r\n#EXT-X-MEDIA-SEQUENCE:7\r\n#EXT-X-TARGETDURATION:4\r\n\r\n${segments(7, 3).replaceAll("\n", "\r\n")}\r\n`
    expect(await probe({ "/hls/x.m3u8": { body, headers: dated } }, "/hls/x.m3u8")).toEqual({
      isThere: true,
      onAir: true,
      mediaSequence: 9,
      lastSegmentAt: new Date(NOW - 2000),
      targetMs: 4000,
    })
  })

  test("MediaMTX: a master with a relative variant and a query", async () => {
    const variant = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n\nmain_stream.m3u8?session=1\n"
    const body = `#EXTM3U\n#EXT-X-TARGETDURATION:3\n${segments(0, 1)}\n`
    const pages = { "/live/index.m3u8": { body: variant }, "/live/main_stream.m3u8": { body } }
    expect(await probe(pages, "/live/index.m3u8")).toEqual({
      isThere: true,
      onAir: true,
      mediaSequence: 0,
      lastSegmentAt: null,
      targetMs: 3000,
    })
  })

  test("the newest segment's number grows while the first one still stands", async () => {
    const path = "/hls/amphi/index.m3u8"
    const young = { [path]: { body: `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n${segments(0, 1)}\n` } }
    const older = { [path]: { body: `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n${segments(0, 2)}\n` } }
    expect([(await probe(young)).mediaSequence, (await probe(older)).mediaSequence]).toEqual([0, 1])
  })
})

describe("off air", () => {
  const off = { onAir: false, mediaSequence: null, lastSegmentAt: null, targetMs: null }

  test("nobody publishes: no segment yet, or nothing at all for the master or its variant, which is told apart", async () => {
    const empty = { body: "#EXTM3U\n#EXT-X-TARGETDURATION:3\n" }
    expect(await probe({ "/hls/amphi/index.m3u8": empty })).toEqual({ ...off, isThere: true })
    expect(await probe({})).toEqual({ ...off, isThere: false })
    expect(await probe({ "/hls/amphi/index.m3u8": { body: master } })).toEqual({ ...off, isThere: false })
  })

  test("the publisher left: ENDLIST", async () => {
    const body = `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:3\n${segments(3, 2)}\n#EXT-X-ENDLIST\n`
    expect(await probe({ "/hls/amphi/index.m3u8": { body, headers: dated } })).toMatchObject({
      onAir: false,
      mediaSequence: 4,
    })
  })

  test("a playlist nobody writes any more", async () => {
    const headers = { ...dated, "last-modified": "Mon, 23 Nov 2026 10:04:40 GMT" }
    const body = `#EXTM3U\n#EXT-X-TARGETDURATION:3\n${segments(3, 2)}\n`
    expect(await probe({ "/hls/amphi/index.m3u8": { body, headers } })).toEqual({
      isThere: true,
      onAir: false,
      mediaSequence: 1,
      lastSegmentAt: new Date(NOW - 20_000),
      targetMs: 3000,
    })
  })
})

test.each([
  ["a page instead of a playlist", { body: "<html>" }, "bad_answer"],
  ["a server error", { status: 500 }, "failed"],
  ["a refusal", { status: 403 }, "unauthorized"],
])("%s is a failure, not silence", async (_what, page, reason) => {
  await expect(probe({ "/hls/amphi/index.m3u8": page })).rejects.toMatchObject({ service: "media", reason })
})

describe("an RTMP port", () => {
  test("that is open is found so, and nothing is published", async () => {
    const server = await startTestServer(() => null)
    closers.push(server.close)
    await createMediaClient({ timeoutMs: 2000 }).knock(
      `rtmp://${new URL(server.url).host}/live/room?key=secret`,
    )
    expect(server.requests).toEqual([])
  })

  test("that is closed is unreachable, and the error names neither path nor key", async () => {
    const server = await startTestServer(() => null)
    const { host } = new URL(server.url)
    await server.close()
    const knocking = createMediaClient({ timeoutMs: 2000 }).knock(`rtmp://${host}/live/room?key=secret`)
    await expect(knocking).rejects.toMatchObject({ reason: "unreachable", message: `RTMP ${host}: closed` })
  })
})
