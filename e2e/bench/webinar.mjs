// A webinar from the presenter's hands, as in the journeys.
import { untilShown } from "./browser.mjs"

const ON_AIR_WITHIN_MS = 180_000
const STOPPED = "The live is stopped"

/** Ends in the control room, with a listener who waits on the public page. */
export async function createWebinar(presenter, guest, title) {
  await presenter.goto("/webinars")
  await presenter.getByRole("link", { name: "Create a webinar" }).click()
  const [date = "", time = ""] = new Date()
    .toLocaleString("sv-SE", { timeZone: "Europe/Paris", dateStyle: "short", timeStyle: "short" })
    .split(" ")
  await presenter.getByLabel(/^Title/).fill(title)
  await presenter.getByLabel(/^Date/).fill(date)
  await presenter.getByLabel(/^Start time/).fill(time)
  await presenter.getByRole("switch", { name: "Chat for listeners" }).setChecked(true)
  await presenter.getByRole("button", { name: "Create the webinar" }).click()
  await presenter.getByRole("heading", { level: 1, name: title }).waitFor()
  await guest.goto("/")
  await guest.getByRole("link", { name: title }).click()
  await guest.getByRole("heading", { level: 1, name: title }).waitFor()
}

/** Seconds from the click to the picture that moves in the listener's player. */
export async function startLive(presenter, guest) {
  await presenter.getByRole("button", { name: "Start the webinar" }).click()
  const clickedAt = await doneAt(presenter, "click")
  const first = await guest.waitForFunction((since) => globalThis.bench.firstPictureAt(since), clickedAt, {
    timeout: ON_AIR_WITHIN_MS,
    polling: 100,
  })
  const seconds = ((await first.jsonValue()) - clickedAt) / 1_000
  await untilState(presenter, "On air", ON_AIR_WITHIN_MS)
  return seconds
}

/** Seconds from the click to the listener's page saying so. */
export async function stopLive(presenter, guest) {
  await guest.evaluate((text) => globalThis.bench.expect("h1, h2, h3", text), STOPPED)
  await presenter.getByRole("button", { name: "Stop only the live" }).click()
  const told = await untilShown(guest, STOPPED, await doneAt(presenter, "click"), 60_000)
  await presenter.getByRole("button", { name: "Start the live" }).waitFor({ timeout: 60_000 })
  return told / 1_000
}

export async function endWebinar(presenter) {
  await presenter.getByRole("button", { name: "End for everybody" }).click()
  await presenter.getByRole("alertdialog").getByRole("button", { name: "End for everybody" }).click()
  await untilState(presenter, "over for everybody", 60_000)
}

function untilState(page, text, withinMs) {
  const state = page.getByRole("region", { name: "State" }).or(page.getByRole("status", { name: "State" }))
  return state.first().filter({ hasText: text }).waitFor({ timeout: withinMs })
}

export function doneAt(page, what) {
  return page.evaluate((name) => globalThis.bench.doneAt(name), what)
}
