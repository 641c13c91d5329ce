import { expect, type Page } from "@playwright/test"
import { readBarcode } from "../sims/bbb/barcode.ts"

type Sample = { time: number; isMoving: boolean; luma: number; hash: number }

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
    return { time: video.currentTime, isMoving: !video.paused, luma: (sum * 4) / data.length, hash }
  })
}

/** The picture plays on for these seconds without a stall, isn't black, and changes. */
export async function expectMovingPicture(page: Page, seconds: number) {
  await expect(page.locator("[data-player-state=playing]")).toBeVisible({ timeout: 90_000 })
  await page.evaluate(() => {
    const video = document.querySelector("video")
    if (!video) throw new Error("no video on the page")
    document.body.dataset.stalls = "0"
    video.addEventListener("waiting", () => {
      document.body.dataset.stalls = String(Number(document.body.dataset.stalls) + 1)
    })
  })
  const first = await sample(page)
  const hashes = new Set([first.hash])
  await expect
    .poll(
      async () => {
        const now = await sample(page)
        hashes.add(now.hash)
        expect(now.luma).toBeGreaterThan(8)
        return now.time - first.time
      },
      { timeout: seconds * 4_000, intervals: [500] },
    )
    .toBeGreaterThan(seconds)
  expect(hashes.size).toBeGreaterThan(5)
  expect(await page.evaluate(() => document.body.dataset.stalls)).toBe("0")
}

/** Milliseconds between what the picture shows and now, from the clock that the meeting page draws into it. */
export async function glassToGlassMs(page: Page): Promise<number | null> {
  const shot = await page.evaluate(() => {
    const video = document.querySelector("video")
    if (!video) throw new Error("no video on the page")
    const canvas = document.createElement("canvas")
    canvas.width = 1280
    canvas.height = 720
    const pen = canvas.getContext("2d", { willReadFrequently: true })
    if (!pen) throw new Error("no canvas")
    pen.drawImage(video, 0, 0, 1280, 720)
    const row = pen.getImageData(0, 708, 1280, 1).data
    return { at: Date.now(), luma: Array.from({ length: 1280 }, (_, x) => row[x * 4] ?? 0) }
  })
  const shownAt = readBarcode((x) => shot.luma[Math.round(x)] ?? 0)
  return shownAt === null ? null : shot.at - shownAt
}
