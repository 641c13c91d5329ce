// The main job, run by run: start, and on the last run chat and glass to glass; then stop and end.
import { openBrowser } from "./browser.mjs"
import { measureChat } from "./chat.mjs"
import { isQuick, median, report, round, say } from "./figures.mjs"
import { measureGlass } from "./glass.mjs"
import { createWebinar, endWebinar, startLive, stopLive } from "./webinar.mjs"

const RUNS = isQuick ? 1 : 3

export async function measureLives(demo, groups) {
  const browser = await openBrowser()
  say(`Chromium ${browser.version}`)
  try {
    await runLives(browser, demo, groups)
  } catch (error) {
    await browser.keepPictures(demo.folder)
    throw error
  }
}

async function runLives(browser, demo, groups) {
  const runs = groups.has("start") || groups.has("stop") ? RUNS : 1
  const seconds = { start: [], stop: [] }
  const presenter = await browser.person(demo.url, "presenter")
  const guest = await browser.person(demo.url)
  // The same webinar each time: a second one would need a gateway of its own for the same hour.
  await createWebinar(presenter, guest, `Bench ${Date.now().toString(36)}`)
  for (let run = 1; run <= runs; run++) {
    say(`live ${run} of ${runs}`)
    seconds.start.push(await startLive(presenter, guest))
    if (run === runs) {
      if (groups.has("start")) reportRuns("start.visible", seconds.start, "from Start to a moving picture")
      await measureOneLive({ browser, demo, presenter, guest, groups })
    }
    seconds.stop.push(await stopLive(presenter, guest))
    if (run === runs && groups.has("stop"))
      reportRuns("stop.told", seconds.stop, "from Stop until the listener's page says it")
    await endWebinar(presenter)
  }
}

async function measureOneLive({ browser, demo, presenter, guest, groups }) {
  if (groups.has("chat")) await measureChat(browser, presenter, guest)
  if (!groups.has("glass")) return
  // The control room is a page of its own cost; listeners don't have it open.
  const controlRoom = presenter.url()
  await presenter.goto("about:blank")
  await measureGlass(browser, demo, guest)
  await presenter.goto(controlRoom)
}

function reportRuns(name, values, what) {
  const runs = round(values)
  report({
    name,
    value: median(values),
    unit: "s",
    runs,
    note: `${what}; median of ${runs.length} (${runs.join(", ")})`,
  })
}
