import { expect, test } from "vitest"
import type { MediaOriginOptions } from "./origin.ts"
import type { ShownRun } from "./stream-registry.ts"
import { KEY, open, PLAY_KEY, probeKeyOf, publisher, publishing, sessionPath } from "./test-origin.ts"
import { type FlvTag, fixtureTags, isHeader } from "./test-publisher.ts"

const tags = fixtureTags()
const media = tags.filter((tag) => !isHeader(tag))
const ANOTHER = "another-key-of-the-next-audience"

/** An origin whose application says who may watch: at first `playKey`, then what the test sets. */
async function openFor(playKey: string | null, options: Partial<MediaOriginOptions> = {}) {
  const shown: ShownRun[] = []
  const opened = await open({
    reviewMs: 20,
    authorize: async () => ({ playKey }),
    review: async () => ({ cut: [], shown }),
    ...options,
  })
  const showTo = (next: string | null) =>
    shown.splice(0, shown.length, { name: "demo", key: "k", run: "r1", playKey: next })
  const status = async (path: string) => (await opened.get(path)).status
  return { ...opened, showTo, status }
}

function again(round: number): FlvTag[] {
  return media.map((tag) => ({ ...tag, timestamp: tag.timestamp + round * 12_000 }))
}

test("without the key of the moment there is nothing: no playlist, no segment, no part", async () => {
  const { origin, get, status } = await openFor(PLAY_KEY)
  const live = await publishing(origin)
  live.sendAll(tags)
  const path = await sessionPath(get)
  expect(await status(`${path}/seg-0.m4s`)).toBe(200)
  const session = path.split("/").at(-1)
  const wrong = [
    "/hls/demo/index.m3u8",
    `/hls/demo/${session}/live.m3u8`,
    `/hls/demo/${ANOTHER}/index.m3u8`,
    `/hls/demo/${PLAY_KEY.toUpperCase()}/index.m3u8`,
    ...["live.m3u8", "init.mp4", "seg-0.m4s", "part-0-0.m4s"].map(
      (file) => `/hls/demo/${ANOTHER}/${session}/${file}`,
    ),
  ]
  for (const address of wrong) {
    const answer = await get(address)
    expect([answer.status, answer.headers.get("cache-control")], address).toEqual([404, "no-store"])
  }
})

test("what nobody may watch is on air all the same, and the application sees it move", async () => {
  const { origin, get, types, status } = await openFor(null)
  const live = await publishing(origin)
  live.sendAll(tags)
  await expect.poll(types).toEqual(["started"])
  const session = origin.streams()[0]?.session ?? ""
  for (const key of [PLAY_KEY, "null".padEnd(32, "-")])
    expect(await status(`/hls/demo/${key}/index.m3u8`)).toBe(404)
  const probe = `/hls/demo/${probeKeyOf(session)}`
  expect(await (await get(`${probe}/index.m3u8`)).text()).toContain(`${session}/live.m3u8`)
  expect(await (await get(`${probe}/${session}/live.m3u8`)).text()).toContain("seg-2.m4s")
  expect((await get(`${probe}/${session}/live.m3u8`)).headers.get("cache-control")).toBe("no-store")
  for (const file of ["init.mp4", "seg-0.m4s", "part-0-0.m4s"])
    expect(await status(`${probe}/${session}/${file}`), file).toBe(404)
})

test("who may watch from now on sees nothing of what was there before", async () => {
  const { origin, get, types, showTo, status } = await openFor(null)
  const live = await publishing(origin)
  live.sendAll(tags)
  await expect.poll(types).toEqual(["started"])
  showTo(PLAY_KEY)
  const session = origin.streams()[0]?.session
  expect(await status(`/hls/demo/${PLAY_KEY}/index.m3u8`)).toBe(404)
  const shown = async (round: number) => {
    live.sendAll(again(round))
    return status(`/hls/demo/${PLAY_KEY}/index.m3u8`)
  }
  let round = 0
  await expect.poll(() => shown(++round)).toBe(200)
  const path = await sessionPath(get)
  expect(path).toContain(session)
  const first = Number(/MEDIA-SEQUENCE:(\d+)/.exec(await (await get(`${path}/live.m3u8`)).text())?.[1])
  expect(first).toBeGreaterThan(2)
  expect(await status(`${path}/seg-${first}.m4s`)).toBe(200)
  for (const file of [`seg-${first - 1}.m4s`, `part-${first - 1}-0.m4s`, "seg-2.m4s"])
    expect(await status(`${path}/${file}`), file).toBe(404)
  expect(types()).toEqual(["started"])
})

test("an address of before opens nothing more, and a request that is being held is refused at once", async () => {
  const { origin, get, showTo, status } = await openFor(PLAY_KEY)
  const live = await publishing(origin)
  live.sendAll(tags)
  const path = await sessionPath(get)
  const hint = /URI="(part-(\d+)-(\d+)\.m4s)"\n$/.exec(await (await get(`${path}/live.m3u8`)).text())
  const [, part = "", sequence, index] = hint ?? []
  const askedAt = performance.now()
  const held = [get(`${path}/live.m3u8?_HLS_msn=${sequence}&_HLS_part=${index}`), get(`${path}/${part}`)]
  showTo(ANOTHER)
  for (const answer of held) expect((await answer).status).toBe(404)
  expect(performance.now() - askedAt).toBeLessThan(5_000)
  for (const file of ["live.m3u8", "seg-2.m4s", "init.mp4"])
    expect(await status(`${path}/${file}`), file).toBe(404)
  expect(await status(`/hls/demo/${PLAY_KEY}/index.m3u8`)).toBe(404)
  live.sendAll(again(1))
  await sessionPath(get, ANOTHER)
})

test("an application that can't be asked leaves things as they are, and so does one that names another run", async () => {
  const { origin, get, status } = await openFor(PLAY_KEY, {
    review: async () => ({ cut: [], shown: [{ name: "demo", key: "k", run: "r2", playKey: ANOTHER }] }),
  })
  const live = await publishing(origin)
  live.sendAll(tags)
  const path = await sessionPath(get)
  await expect.poll(() => status(`${path}/live.m3u8`)).toBe(200)
  expect(await status(`/hls/demo/${ANOTHER}/index.m3u8`)).toBe(404)
})

test("an encoder whose frames stop is asked about too, so that it comes back to whom it belongs then", async () => {
  const asked: string[] = []
  const { origin, types } = await openFor(PLAY_KEY, {
    stallMs: 100,
    review: async (publishing) => {
      asked.push(publishing.map(({ name }) => name).join())
      return { cut: [], shown: [] }
    },
  })
  const encoder = await publishing(origin, "demo?key=k")
  encoder.sendAll(tags)
  await expect.poll(types).toEqual(["started", "stalled"])
  const before = asked.length
  await expect.poll(() => asked.length).toBeGreaterThan(before + 2)
  expect(asked.at(-1)).toBe("demo")
})

test("no key is logged", async () => {
  const { origin, get, logged, showTo } = await openFor(PLAY_KEY)
  const live = await publishing(origin, KEY)
  live.sendAll(tags)
  await sessionPath(get)
  showTo(ANOTHER)
  await expect.poll(async () => (await get(`/hls/demo/${PLAY_KEY}/index.m3u8`)).status).toBe(404)
  const refused = publisher(origin, KEY)
  await expect.poll(() => refused.statuses).toContain("NetStream.Publish.BadName")
  expect(logged.length).toBeGreaterThan(1)
  for (const key of [PLAY_KEY, ANOTHER]) expect(logged.join()).not.toContain(key)
})
