import { expect, test } from "vitest"
import { type MediaPlaylist, renderMasterPlaylist, renderMediaPlaylist } from "./playlist.ts"

function playlistOf(complete: number, openParts: number, isEnded = false): MediaPlaylist {
  const part = { durationSeconds: 0.333, isIndependent: false }
  const segments = Array.from({ length: complete + (openParts > 0 ? 1 : 0) }, (_, index) => ({
    sequence: 4 + index,
    programDateTime: Date.UTC(2026, 0, 1) + index * 3_000,
    durationSeconds: index < complete ? 3 : openParts * 0.333,
    isComplete: index < complete,
    parts: Array.from({ length: index < complete ? 9 : openParts }, (_, at) => ({
      ...part,
      isIndependent: at === 0,
    })),
  }))
  return { targetSeconds: 4, partTargetSeconds: 0.33537, areSegmentsIndependent: true, isEnded, segments }
}

test("the hint names the next part of the open segment, or the first part of the next one", () => {
  expect(renderMediaPlaylist(playlistOf(8, 2))).toContain('PRELOAD-HINT:TYPE=PART,URI="part-12-2.m4s"')
  expect(renderMediaPlaylist(playlistOf(8, 0))).toContain('PRELOAD-HINT:TYPE=PART,URI="part-12-0.m4s"')
})

test("an ended playlist ends and hints at nothing", () => {
  const text = renderMediaPlaylist(playlistOf(8, 0, true))
  expect(text.trimEnd().endsWith("#EXT-X-ENDLIST")).toBe(true)
  expect(text).not.toContain("PRELOAD-HINT")
})

test("hold-backs are at least three times what the playlist announces", () => {
  const text = renderMediaPlaylist(playlistOf(8, 2))
  const partTarget = Number(/PART-TARGET=([\d.]+)/.exec(text)?.[1])
  const partHoldBack = Number(/PART-HOLD-BACK=([\d.]+)/.exec(text)?.[1])
  expect(partHoldBack).toBeGreaterThanOrEqual(3 * partTarget - 1e-9)
  expect(Number(/,HOLD-BACK=([\d.]+)/.exec(text)?.[1])).toBe(12)
})

test("parts are listed only near the end", () => {
  const text = renderMediaPlaylist(playlistOf(8, 2))
  expect(text).not.toContain("part-5-0")
  expect(text).toContain("part-11-8")
  expect(text).toContain("seg-4.m4s")
  expect(text).not.toContain("seg-12.m4s")
})

test("nothing is ever called a discontinuity", () => {
  expect(renderMediaPlaylist(playlistOf(8, 2))).not.toContain("DISCONTINUITY")
})

test("the master names one session, its codecs and its size", () => {
  const text = renderMasterPlaylist({
    session: "0123456789abcdef",
    codecs: ["avc1.42c01e", "mp4a.40.2"],
    width: 640,
    height: 360,
    frameRate: 30,
    bitsPerSecond: 1_234_567.5,
  })
  expect(text).toContain(
    'BANDWIDTH=1234568,CODECS="avc1.42c01e,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=30.000',
  )
  expect(text).toContain("0123456789abcdef/live.m3u8")
})
