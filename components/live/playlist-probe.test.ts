import { expect, test } from "vitest"
import { probePlaylist, readPlaylist } from "./playlist-probe.ts"
import { targetLatencySeconds } from "./shaka-playback.ts"

const MEDIA = "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\ns1.m4s\n"
const answer = { ok: true, text: MEDIA, date: null, lastModified: null }

test("a playlist with segments is on air, and says how long they are", () => {
  expect(readPlaylist(answer)).toEqual({ onAir: true, targetDurationSeconds: 3 })
})

test("what isn't there, isn't a playlist or has ended is off air", () => {
  expect(readPlaylist({ ...answer, ok: false }).onAir).toBe(false)
  expect(readPlaylist({ ...answer, text: "<html>" }).onAir).toBe(false)
  expect(readPlaylist({ ...answer, text: `${MEDIA}#EXT-X-ENDLIST\n` }).onAir).toBe(false)
})

test("a playlist that its server hasn't touched for twelve seconds is off air, whatever our clock says", () => {
  const date = "Mon, 23 Nov 2026 10:00:20 GMT"
  const at = (lastModified: string) => readPlaylist({ ...answer, date, lastModified }).onAir
  expect(at("Mon, 23 Nov 2026 10:00:05 GMT")).toBe(false)
  expect(at("Mon, 23 Nov 2026 10:00:15 GMT")).toBe(true)
})

test("a main playlist is never touched, and on air as long as it is served", () => {
  const main = {
    ok: true,
    text: "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=2000000\ns1/live.m3u8\n",
    date: "Mon, 23 Nov 2026 11:00:00 GMT",
    lastModified: "Mon, 23 Nov 2026 10:00:00 GMT",
  }
  expect(readPlaylist(main)).toEqual({ onAir: true, targetDurationSeconds: null })
})

test("no network is off air, not an error", async () => {
  const probe = await probePlaylist("http://media.test/a.m3u8", () =>
    Promise.reject(new TypeError("offline")),
  )
  expect(probe.onAir).toBe(false)
})

test("the aim follows what the server can do: 1.5 s with low-latency parts, else by its segments", () => {
  const segments = (targetDurationSeconds: number | null) => ({ onAir: true, targetDurationSeconds })
  expect(targetLatencySeconds(true, segments(3))).toBe(1.5)
  expect(targetLatencySeconds(false, segments(1))).toBe(3)
  expect(targetLatencySeconds(false, segments(3))).toBe(8)
  expect(targetLatencySeconds(false, segments(null))).toBe(8)
})
