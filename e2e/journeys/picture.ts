import { expect, type Page } from "@playwright/test"

type Sample = { time: number; stalls: number; luma: number; hash: number }

/** Looks at the displayed frame itself: brightness and a fingerprint of its pixels. */
async function sample(page: Page): Promise<Sample> {
  return page.evaluate(() => {
    const video = document.querySelector("video")
    if (!video) throw new Error("no video on the page")
    const canvas = document.createElement("canvas")
    canvas.width = 320
    canvas.height = 180
    const pen = canvas.getContext("2d", { willReadFrequently: true })
    if (!pen) throw new Error("no canvas")
    pen.drawImage(video, 0, 0, canvas.width, canvas.height)
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height)
    let sum = 0
    let hash = 0
    for (let index = 0; index < data.length; index += 4) {
      const luma = ((data[index] ?? 0) + (data[index + 1] ?? 0) + (data[index + 2] ?? 0)) / 3
      sum += luma
      hash = (hash * 31 + Math.round(luma)) | 0
    }
    const stalls = Number(document.body.dataset.stalls ?? 0)
    return { time: video.currentTime, stalls, luma: (sum * 4) / data.length, hash }
  })
}

/** `HTMLMediaElement.HAVE_CURRENT_DATA`. */
const HAVE_CURRENT_DATA = 2
const BLACK = 8
/** Long enough for a busy machine to find its breath; what is asked for is one stretch without a stall. */
const PATIENCE_MS = 90_000

/** There is a stretch of so many seconds in which the picture plays on without a stall, isn't black, and changes. */
export async function expectMovingPicture(page: Page, seconds: number) {
  await expect(page.locator("[data-player-state=playing]")).toBeVisible({ timeout: PATIENCE_MS })
  // A stream that has just been loaded has no frame to look at yet.
  await expect
    .poll(() => page.evaluate(() => document.querySelector("video")?.readyState ?? 0), {
      timeout: PATIENCE_MS,
    })
    .toBeGreaterThanOrEqual(HAVE_CURRENT_DATA)
  await page.evaluate(() => {
    const video = document.querySelector("video")
    if (!video) throw new Error("no video on the page")
    document.body.dataset.stalls ??= "0"
    video.addEventListener("waiting", () => {
      document.body.dataset.stalls = String(Number(document.body.dataset.stalls) + 1)
    })
  })
  let start = await sample(page)
  let hashes = new Set<number>()
  await expect
    .poll(
      async () => {
        const now = await sample(page)
        // The player counts as playing a moment before its first frame is painted.
        const isBlack = now.luma <= BLACK
        if (isBlack || now.stalls !== start.stalls || now.time < start.time) {
          start = now
          hashes = new Set()
        }
        if (!isBlack) hashes.add(now.hash)
        // How often a busy machine comes to look says nothing about the picture.
        return { plays: now.time - start.time > seconds, changes: hashes.size > 5 }
      },
      { timeout: PATIENCE_MS, intervals: [500] },
    )
    .toEqual({ plays: true, changes: true })
}
