import { expect, test } from "vitest"
import type { Admission } from "./origin.ts"
import type { PublishedRun } from "./stream-registry.ts"
import { KEY, open, PLAY_KEY, publisher, publishing, sessionPath } from "./test-origin.ts"
import { type FlvTag, fixtureTags, isHeader, isKeyFrame, isVideo } from "./test-publisher.ts"
import { randomBytesOf, seededRandom } from "./test-random.ts"

const tags = fixtureTags()
const headers = tags.filter(isHeader)
const media = tags.filter((tag) => !isHeader(tag))
const videoOnly = tags.filter(isVideo)
const MASTER = `/hls/demo/${PLAY_KEY}/index.m3u8`

function hintOf(playlist: string): string | null {
  return /PRELOAD-HINT:TYPE=PART,URI="([^"]+)"/.exec(playlist)?.[1] ?? null
}

/** The decode times of a fragment's tracks, in seconds. */
function decodeTimes(bytes: Buffer, timescales: number[]): number[] {
  const places = [...bytes.toString("latin1").matchAll(/tfdt/g)].map(({ index }) => index)
  return places.map((at, track) => Number(bytes.readBigUInt64BE(at + 8)) / (timescales[track] ?? 1))
}

/** Whoever comes later gets no answer. */
function onlyTheFirst() {
  let isFirst = true
  return () => {
    const answer = isFirst ? Promise.resolve({ playKey: PLAY_KEY }) : new Promise<never>(() => undefined)
    isFirst = false
    return answer
  }
}

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer())
}

test("a publisher with a wrong key is refused before anything is stored", async () => {
  const { origin, get, notices, logged } = await open()
  const wrong = publisher(origin, "demo?key=secret-guess")
  await expect.poll(() => wrong.statuses).toContain("NetConnection.Connect.Success")
  wrong.sendAll(tags)
  await expect.poll(() => wrong.isClosed).toBe(true)
  expect(wrong.statuses).toContain("NetStream.Publish.Denied")
  expect(wrong.isPublishing).toBe(false)
  expect(origin.streams()).toEqual([])
  expect(notices).toEqual([])
  expect((await get(MASTER)).status).toBe(404)
  expect(logged.join()).not.toContain("secret-guess")
})

test("an authorisation that throws refuses", async () => {
  const { origin } = await open({
    authorize: async () => {
      throw new Error("database away")
    },
  })
  const refused = publisher(origin)
  await expect.poll(() => refused.statuses).toContain("NetStream.Publish.Denied")
})

test("names and applications that don't exist are refused with the RTMP status for it", async () => {
  const { origin } = await open()
  const badName = publisher(origin, "../demo?key=k")
  await expect.poll(() => badName.statuses).toContain("NetStream.Publish.BadName")
  const badApplication = publisher(origin, KEY, { app: "other" })
  await expect.poll(() => badApplication.statuses).toContain("NetConnection.Connect.Rejected")
  await expect.poll(() => badName.isClosed && badApplication.isClosed).toBe(true)
})

test("media sent while the authorisation is still open is neither lost nor reordered", async () => {
  let allow: (admission: Admission) => void = () => undefined
  const { origin, get, types } = await open({
    authorize: () =>
      new Promise((resolve) => {
        allow = resolve
      }),
  })
  const eager = publisher(origin)
  await expect.poll(() => eager.statuses).toContain("NetConnection.Connect.Success")
  eager.sendAll(tags)
  expect((await get(MASTER)).status).toBe(404)
  allow({ playKey: PLAY_KEY })
  await expect.poll(types).toEqual(["started"])
  const path = await sessionPath(get)
  await expect.poll(async () => (await get(`${path}/live.m3u8`)).text()).toContain("seg-2.m4s")
  expect(decodeTimes(await bytesOf(await get(`${path}/seg-1.m4s`)), [90_000])[0]).toBeCloseTo(3, 3)
})

test("there is no playlist before the first segment is complete, and started is said only then", async () => {
  const { origin, get, types } = await open()
  const live = await publishing(origin)
  const secondKey = tags.findIndex((tag, index) => isKeyFrame(tag) && index > tags.findIndex(isKeyFrame))
  live.sendAll(tags.slice(0, secondKey))
  await expect.poll(() => origin.streams()[0]?.width).toBe(320)
  const early = await get(MASTER)
  expect([early.status, early.headers.get("cache-control")]).toEqual([404, "no-store"])
  expect((await get(`/hls/demo/${PLAY_KEY}/${origin.streams()[0]?.session}/live.m3u8`)).status).toBe(404)
  expect([types(), origin.streams()[0]?.live]).toEqual([[], false])
  live.sendAll(tags.slice(secondKey, secondKey + 1))
  await expect.poll(types).toEqual(["started"])
  expect((await get(MASTER)).status).toBe(200)
  expect(origin.streams()[0]).toMatchObject({ live: true, width: 320, height: 180, fps: 30, hasAudio: true })
})

test("a publisher that goes leaves ENDLIST, and no name is used again by the next session", async () => {
  const { origin, get, types } = await open()
  const first = await publishing(origin)
  first.sendAll(tags)
  const before = await sessionPath(get)
  first.unpublish()
  await expect.poll(types).toEqual(["started", "stopped"])
  expect((await get(MASTER)).status).toBe(404)
  const ended = await get(`${before}/live.m3u8`)
  expect(await ended.text()).toMatch(/#EXT-X-ENDLIST\n$/)
  const second = await publishing(origin)
  second.sendAll(tags)
  const after = await sessionPath(get)
  expect(after).not.toBe(before)
  expect((await get(`${before}/seg-0.m4s`)).status).toBe(200)
})

test("every preload hint names a part that then exists", async () => {
  const { origin, get, types } = await open()
  const live = await publishing(origin)
  live.sendAll([...headers, ...media.slice(0, 300)])
  const path = await sessionPath(get)
  const hints = new Set<string>()
  for (let at = 300; at < media.length; at += 7) {
    live.sendAll(media.slice(at, at + 7))
    hints.add(hintOf(await (await get(`${path}/live.m3u8`)).text()) ?? "")
  }
  const waiting = [...hints].map((hint) => get(`${path}/${hint}`))
  live.unpublish()
  await expect.poll(types).toContain("stopped")
  expect(hints.size).toBeGreaterThan(5)
  for (const response of waiting) expect((await response).status).toBe(200)
})

test("a blocking reload is answered when its part is there, and absurd ones at once", async () => {
  const { origin, get } = await open()
  const live = await publishing(origin)
  live.sendAll([...headers, ...media.slice(0, 300)])
  const path = await sessionPath(get)
  const [, sequence, part] =
    /part-(\d+)-(\d+)/.exec(hintOf(await (await get(`${path}/live.m3u8`)).text()) ?? "") ?? []
  let isAnswered = false
  const reload = get(`${path}/live.m3u8?_HLS_msn=${sequence}&_HLS_part=${part}`).then(async (response) => {
    isAnswered = true
    return { cache: response.headers.get("cache-control"), text: await response.text() }
  })
  expect((await get(`${path}/live.m3u8?_HLS_msn=900`)).status).toBe(400)
  expect((await get(`${path}/live.m3u8?_HLS_msn=-1`)).status).toBe(400)
  expect((await get(`${path}/live.m3u8?_HLS_part=0`)).status).toBe(400)
  expect(isAnswered).toBe(false)
  live.sendAll(media.slice(300, 360))
  const { cache, text } = await reload
  expect(cache).toBe("max-age=6")
  expect(text).toContain(`URI="part-${sequence}-${part}.m4s"`)
  expect((await get(`${path}/live.m3u8?_HLS_msn=0&_HLS_part=500`)).headers.get("cache-control")).toBe(
    "max-age=6",
  )
})

test("tracks stamped 14 hours apart come out aligned", async () => {
  const { origin, get } = await open()
  const live = await publishing(origin)
  live.sendAll(headers)
  const apart = media.map(
    (tag): FlvTag => (isVideo(tag) ? tag : { ...tag, timestamp: tag.timestamp + 52_466_000 }),
  )
  live.sendAll(apart)
  const path = await sessionPath(get)
  await expect.poll(async () => (await get(`${path}/part-2-0.m4s`)).status).toBe(200)
  const [video = 0, audio = 99] = decodeTimes(
    await bytesOf(await get(`${path}/part-2-0.m4s`)),
    [90_000, 44_100],
  )
  expect(Math.abs(video - audio)).toBeLessThan(0.6)
})

test("a session's media time can begin at 2100 s", async () => {
  const { origin, get } = await open({ mediaTimeOffsetSeconds: 2_100 })
  const live = await publishing(origin)
  live.sendAll(tags)
  const path = await sessionPath(get)
  const [video, audio = 0] = decodeTimes(await bytesOf(await get(`${path}/part-0-0.m4s`)), [90_000, 44_100])
  expect(video).toBe(2_100)
  expect(audio).toBeCloseTo(2_100, 1)
})

test("a picture without sound plays, and sound without picture never becomes a stream", async () => {
  const { origin, get } = await open({ limits: { idleMs: 500 } })
  const silent = await publishing(origin)
  silent.sendAll(videoOnly)
  await sessionPath(get)
  expect(await (await get(MASTER)).text()).not.toContain("mp4a")
  const soundOnly = await publishing(origin, "sound?key=k")
  soundOnly.sendAll(tags.filter((tag) => !isVideo(tag)))
  await expect.poll(() => soundOnly.isClosed, { timeout: 5_000 }).toBe(true)
  expect((await get(`/hls/sound/${PLAY_KEY}/index.m3u8`)).status).toBe(404)
})

test("a stall, its end and the end of the stream are told", async () => {
  const { origin, notices, types } = await open({ stallMs: 300 })
  const live = await publishing(origin)
  live.sendAll(tags.slice(0, -60))
  await expect.poll(types).toEqual(["started", "stalled"])
  live.sendAll(tags.slice(-60))
  await expect.poll(() => types().slice(0, 3)).toEqual(["started", "stalled", "resumed"])
  live.close()
  await expect.poll(() => types().at(-1)).toBe("stopped")
  expect(new Set(notices.map(({ name, run, session }) => `${name} ${run} ${session}`)).size).toBe(1)
})

test("other H.264 headers end the session and begin another", async () => {
  const { origin, get, types } = await open()
  const live = await publishing(origin)
  live.sendAll(tags)
  const before = await sessionPath(get)
  const header = headers.find(isVideo)
  const changed = Buffer.from(header?.payload ?? Buffer.alloc(0))
  // Another level in the configuration record is another format.
  changed.writeUInt8(0x1e, 8)
  live.sendAll([{ type: 9, timestamp: 12_000, payload: changed }, ...media.map(later)])
  await expect.poll(types).toEqual(["started", "stopped", "started"])
  expect(await (await get(`${before}/live.m3u8`)).text()).toContain("#EXT-X-ENDLIST")
  expect(await sessionPath(get)).not.toBe(before)
})

test("an oversized message closes the connection", async () => {
  const { origin } = await open({ limits: { maxMessageBytes: 100_000 } })
  const live = await publishing(origin)
  live.message(6, 9, 1, Buffer.alloc(100_001))
  await expect.poll(() => live.isClosed).toBe(true)
})

test("the same run can't publish twice while its first connection delivers, another run takes over", async () => {
  const { origin, get, types } = await open()
  const first = await publishing(origin)
  first.sendAll(tags)
  const before = await sessionPath(get)
  const again = publisher(origin)
  await expect.poll(() => again.statuses).toContain("NetStream.Publish.BadName")
  expect(first.isClosed).toBe(false)
  const wrongKey = publisher(origin, "demo?key=x&run=r2")
  await expect.poll(() => wrongKey.statuses).toContain("NetStream.Publish.Denied")
  expect(first.isClosed).toBe(false)
  const next = await publishing(origin, "demo?key=k&run=r2")
  await expect.poll(() => first.isClosed).toBe(true)
  expect(types()).toEqual(["started", "stopped"])
  expect(await (await get(`${before}/live.m3u8`)).text()).toContain("#EXT-X-ENDLIST")
  next.sendAll(tags)
  expect(await sessionPath(get)).not.toBe(before)
})

test("a connection that stalled is replaced even by the same run", async () => {
  const { origin, types } = await open({ stallMs: 200 })
  const first = await publishing(origin)
  first.sendAll(tags)
  await expect.poll(types).toContain("stalled")
  await publishing(origin)
  await expect.poll(() => first.isClosed).toBe(true)
})

test("a publisher that may no longer is disconnected, and only the run that was meant", async () => {
  const over: PublishedRun[] = []
  const { origin, types } = await open({ reviewMs: 20, review: async () => ({ cut: over, shown: [] }) })
  const live = await publishing(origin)
  live.sendAll(tags)
  await expect.poll(types).toEqual(["started"])
  const other = await publishing(origin, "other?key=k&run=r2")
  over.push({ name: "demo", key: "k", run: "r1" }, { name: "other", key: "k", run: "r1" })
  await expect.poll(() => live.isClosed).toBe(true)
  expect(types()).toEqual(["started", "stopped"])
  expect(other.isClosed).toBe(false)
})

test("an application that can't be asked about its publishers cuts nobody", async () => {
  let asked = 0
  const { origin } = await open({
    reviewMs: 20,
    review: () => {
      asked++
      return Promise.reject(new Error("the application is away"))
    },
  })
  const live = await publishing(origin)
  await expect.poll(() => asked).toBeGreaterThan(2)
  expect(live.isClosed).toBe(false)
})

test("a listener of notices that throws doesn't disturb the stream", async () => {
  const { origin, get } = await open({
    notify: () => {
      throw new Error("listener failed")
    },
  })
  const live = await publishing(origin)
  live.sendAll(tags)
  await sessionPath(get)
})

test("playback and silent connections are refused", async () => {
  const { origin } = await open({ limits: { handshakeMs: 300 } })
  const live = await publishing(origin)
  live.command(["play", 9, null, "demo"], 1)
  await expect.poll(() => live.statuses).toContain("NetStream.Play.Failed")
  const idle = publisher(origin, "")
  await expect.poll(() => idle.isClosed).toBe(true)
})

test("connections full of noise end alone, and the next publisher finds everything as it was", async () => {
  const { origin, get } = await open({ limits: { handshakeMs: 500 } })
  const random = seededRandom(21)
  const noisy = Array.from({ length: 20 }, () => publisher(origin))
  await expect.poll(() => noisy.every((one) => one.statuses.length > 0)).toBe(true)
  for (const one of noisy) one.write(randomBytesOf(random, 20_000))
  for (const one of noisy) one.close()
  const live = await publishing(origin, "demo?key=k&run=r9")
  live.sendAll(tags)
  await sessionPath(get)
})

test("too many connections from one address are not let in, and publishers don't count among them", async () => {
  const { origin } = await open({ limits: { maxWaitingPerAddress: 1 }, authorize: onlyTheFirst() })
  const first = await publishing(origin)
  const second = publisher(origin, "other?key=k")
  await expect.poll(() => second.statuses).toContain("NetConnection.Connect.Success")
  const third = publisher(origin, "third?key=k")
  await expect.poll(() => third.isClosed).toBe(true)
  expect([first.isClosed, second.isClosed]).toEqual([false, false])
})

test("HTTP answers GET and HEAD for known shapes of paths only, with CORS and cache headers", async () => {
  const { origin, get } = await open({ statusToken: "token" })
  const live = await publishing(origin)
  live.sendAll(tags)
  const path = await sessionPath(get)
  for (const bad of [
    "/",
    "/status",
    `/hls/demo/${PLAY_KEY}/..%2f..%2fetc/live.m3u8`,
    `${path}/..%2finit.mp4`,
    `/hls/__proto__/${PLAY_KEY}/index.m3u8`,
  ]) {
    expect((await get(bad)).status).toBe(404)
  }
  expect((await get("/health", { method: "POST" })).status).toBe(405)
  expect((await get("/status", { headers: { authorization: "Bearer token" } })).status).toBe(200)
  const segment = await get(`${path}/seg-0.m4s`, { method: "HEAD" })
  expect(segment.headers.get("cache-control")).toBe("public, max-age=3600, immutable")
  expect(segment.headers.get("access-control-allow-origin")).toBe("*")
  expect(segment.headers.get("access-control-expose-headers")).toBe("Date")
  expect(Number(segment.headers.get("content-length"))).toBe(
    (await bytesOf(await get(`${path}/seg-0.m4s`))).length,
  )
  expect((await get(`${path}/live.m3u8`)).headers.get("cache-control")).toBe("max-age=1")
})

function later(tag: FlvTag): FlvTag {
  return { ...tag, timestamp: tag.timestamp + 12_000 }
}
