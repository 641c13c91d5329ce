// Runs in every page of the bench: notes when things were done and shown, and reads the clock in the picture.
import { BARCODE, readBarcode } from "../sims/bbb/barcode.ts"

const FIND_VIDEO_MS = 50
/** Reading every third frame leaves the processor to the player. */
const READ_EVERY = 3
const FREEZE_MS = 500
const BARCODE_ROW = 708

const done = { click: 0, Enter: 0 }
const expected = []
const frames = []
const freezes = []
const waits = []

addEventListener("click", () => note("click"), true)
addEventListener("keydown", (event) => event.key === "Enter" && note("Enter"), true)
addEventListener("DOMContentLoaded", () =>
  new MutationObserver(look).observe(document.documentElement, {
    childList: true,
    subtree: true,
    characterData: true,
  }),
)
setInterval(() => attach(document.querySelector("video")), FIND_VIDEO_MS)

function note(name) {
  done[name] = Date.now()
}

let watched = null
function attach(video) {
  if (!video || video === watched) return
  watched = video
  const canvas = new OffscreenCanvas(BARCODE.pictureWidth, 1)
  const pen = canvas.getContext("2d", { willReadFrequently: true })
  let count = 0
  let lastAt = Number.NaN
  video.addEventListener("waiting", () => waits.push(Date.now()))
  video.requestVideoFrameCallback(function onFrame(_now, { expectedDisplayTime }) {
    video.requestVideoFrameCallback(onFrame)
    const at = Date.now() - performance.now() + expectedDisplayTime
    if (at - lastAt > FREEZE_MS) freezes.push({ at, ms: Math.round(at - lastAt) })
    lastAt = at
    if (count++ % READ_EVERY === 0) frames.push({ at, clock: readClock(video, pen) })
  })
}

function readClock(video, pen) {
  const row = (BARCODE_ROW / BARCODE.pictureHeight) * video.videoHeight
  pen.drawImage(video, 0, row, video.videoWidth, 1, 0, 0, BARCODE.pictureWidth, 1)
  const { data } = pen.getImageData(0, 0, BARCODE.pictureWidth, 1)
  return readBarcode((x) => data[Math.round(x) * 4] ?? 0)
}

/** Shown means: in the document, and the next picture of the page is being made. */
function look() {
  for (const one of expected) {
    if (one.isFound || !isThere(one)) continue
    one.isFound = true
    requestAnimationFrame(() => {
      one.shownAt = Date.now()
    })
  }
}

function isThere({ selector, text }) {
  return [...document.querySelectorAll(selector)].some((element) => element.textContent.includes(text))
}

globalThis.bench = {
  doneAt: (name) => done[name],
  expect(selector, text) {
    expected.push({ selector, text, isFound: false, shownAt: 0 })
    look()
  },
  shownAt: (text) => expected.findLast((one) => one.text === text)?.shownAt ?? 0,
  /** The first frame that shows a moment after `since`, once a later moment has followed it: the picture moves. */
  firstPictureAt(since) {
    const read = frames.filter(({ clock }) => clock !== null && clock > since)
    return read.some(({ clock }) => clock > read[0].clock) ? read[0].at : 0
  },
  /** Milliseconds from the meeting page to the screen, for every frame read in a span of time. */
  delays(from, to) {
    const inside = ({ at }) => at >= from && at < to
    const seen = frames.filter(inside)
    return {
      delays: seen.flatMap(({ at, clock }) => (clock === null ? [] : [at - clock])),
      unreadable: seen.filter(({ clock }) => clock === null).length,
      stalls: waits.filter((at) => at >= from && at < to).length,
      freezes: freezes.filter(inside).length,
      /** What Amphi's player itself says, from arrival at the origin to the screen. */
      ownSeconds: Number(document.querySelector("[data-latency]")?.dataset.latency ?? Number.NaN),
    }
  },
}
