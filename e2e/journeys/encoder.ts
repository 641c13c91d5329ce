import { type ChildProcess, spawn } from "node:child_process"
import { expect, type Page } from "@playwright/test"
import { wallClock } from "./people.ts"

// A lecture hall's encoder, and what an administrator prepares for it.

const PICTURE = [
  "-f",
  "lavfi",
  "-i",
  "testsrc2=size=640x360:rate=30",
  "-f",
  "lavfi",
  "-i",
  "sine=frequency=440",
]
const CODING = [
  "-c:v",
  "libx264",
  "-preset",
  "ultrafast",
  "-tune",
  "zerolatency",
  "-pix_fmt",
  "yuv420p",
  "-g",
  "30",
]
const SOUND = ["-c:a", "aac", "-b:a", "64k", "-ar", "44100"]

export type Encoder = { stop(): Promise<void>; hasEnded(): boolean }

/** Pushes a moving picture to this address until it is stopped, or sent away. */
export function startEncoder(address: string): Encoder {
  const args = [
    "-hide_banner",
    "-loglevel",
    "error",
    "-re",
    ...PICTURE,
    ...CODING,
    ...SOUND,
    "-f",
    "flv",
    address,
  ]
  const ffmpeg: ChildProcess = spawn("ffmpeg", args, { stdio: "ignore" })
  const gone = new Promise<void>((resolve) => {
    ffmpeg.once("exit", () => resolve())
    ffmpeg.once("error", () => resolve())
  })
  return {
    async stop() {
      ffmpeg.kill("SIGTERM")
      await gone
    },
    hasEnded: () => ffmpeg.exitCode !== null || ffmpeg.signalCode !== null,
  }
}

export type NewEvent = { title: string; startAt?: Date; broadcaster: string }

async function fillIn(admin: Page, { title, startAt = new Date() }: NewEvent) {
  await admin.goto("/admin/events")
  await admin.getByRole("link", { name: "Create an event" }).first().click()
  // The list has a search box that begins with the same word.
  await expect(admin.getByRole("heading", { level: 1, name: "Create an event" })).toBeVisible()
  const { date, time } = wallClock(startAt)
  await admin.getByLabel(/^Title/).fill(title)
  await admin.getByLabel(/^Date/).fill(date)
  await admin.getByLabel(/^Start time/).fill(time)
}

/** With a broadcaster of its own, as for a hall that was never used before; ends on the event's page. */
export async function createEvent(admin: Page, event: NewEvent) {
  await fillIn(admin, event)
  await admin.getByRole("button", { name: "Create a broadcaster" }).click()
  const dialog = admin.getByRole("dialog", { name: "Create a broadcaster" })
  await dialog.getByLabel(/^Name/).fill(event.broadcaster)
  await dialog.getByLabel(/^Stream name/).fill(event.broadcaster.toLowerCase().replaceAll(" ", "-"))
  await dialog.getByRole("button", { name: "Save" }).click()
  await expect(dialog).toBeHidden()
  await admin.getByRole("button", { name: "Create the event" }).click()
  await expect(admin.getByRole("heading", { level: 1, name: event.title })).toBeVisible()
}

/** On a broadcaster that is there already; whether it is saved is the server's to say. */
export async function askForEvent(admin: Page, event: NewEvent) {
  await fillIn(admin, event)
  await admin.getByLabel(/^Broadcaster/).selectOption(event.broadcaster)
  await admin.getByRole("button", { name: "Create the event" }).click()
}

/** The address that the event's page shows this once. */
export async function makeKey(admin: Page) {
  await admin.getByRole("button", { name: "Make the key" }).click()
  const address = admin.locator("code", { hasText: /^rtmp:\/\// }).first()
  await expect(address).toHaveText(/\?key=[a-z0-9]{32}$/)
  return address.innerText()
}
