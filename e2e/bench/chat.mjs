import { setTimeout as sleep } from "node:timers/promises"
import { untilShown } from "./browser.mjs"
import { isQuick, median, quantile, report, say } from "./figures.mjs"
import { doneAt } from "./webinar.mjs"

const LINES = isQuick ? 5 : 20
/** Nobody may write more than 6 lines in 10 s. */
const PACE_MS = 1_800
const SHOWN_WITHIN_MS = 30_000
const IN_MEETING = '[data-test="chatUserMessageText"]'

/** One listener writes; another listener and the presenter in the meeting read. */
export async function measureChat(browser, presenter, guest) {
  say(`chat: ${LINES} lines of a listener`)
  const meeting = await enterMeeting(presenter)
  const { origin } = new URL(guest.url())
  const listener = await browser.person(origin, "listener")
  await listener.goto(guest.url())
  const composer = listener.getByRole("textbox", { name: "Your message" })
  await composer.waitFor()
  const delays = { guest: [], meeting: [] }
  for (let number = 1; number <= LINES; number++) {
    const text = `Line ${number} of ${LINES}, ${Date.now().toString(36)}`
    await guest.evaluate((line) => globalThis.bench.expect('[role="log"] li', line), text)
    await meeting.evaluate(([where, line]) => globalThis.bench.expect(where, line), [IN_MEETING, text])
    await composer.fill(text)
    await composer.press("Enter")
    const sentAt = await doneAt(listener, "Enter")
    delays.guest.push(await untilShown(guest, text, sentAt, SHOWN_WITHIN_MS))
    delays.meeting.push(await untilShown(meeting, text, sentAt, SHOWN_WITHIN_MS))
    await sleep(Math.max(0, sentAt + PACE_MS - Date.now()))
  }
  reportDelays("chat.listener", delays.guest, "until another listener's page shows the line")
  reportDelays("chat.meeting", delays.meeting, "until the meeting page shows it")
  await listener.context().close()
  await meeting.close()
}

async function enterMeeting(presenter) {
  const [meeting] = await Promise.all([
    presenter.context().waitForEvent("page"),
    presenter.getByRole("button", { name: "Enter the meeting" }).click(),
  ])
  await meeting.locator('[data-test="audioModal"]').waitFor()
  await meeting.keyboard.press("Escape")
  return meeting
}

function reportDelays(name, delays, what) {
  const p95 = Math.round(quantile(delays, 0.95))
  report({
    name,
    value: median(delays),
    unit: "ms",
    p95,
    lines: delays.length,
    note: `median of ${delays.length}, ${what}; p95 ${p95} ms`,
  })
}
