import { type Browser, expect, type Page, test } from "@playwright/test"
import {
  command,
  createWebinar,
  livePageOf,
  personIn,
  stateLine,
  uniqueTitle,
  webinarIdOf,
} from "./people.ts"

const FIRST = "Why is the sky blue?"
const SECOND = "Will the slides be online?"
const THIRD = "Where can I park?"

async function listenerAt(browser: Browser, role: "listener" | "copresenter" | "anonymous", path: string) {
  const page = await personIn(browser, role)
  await page.goto(path)
  await page.evaluate(() => {
    document.body.dataset.sameDocument = "yes"
  })
  await page.getByRole("tab", { name: "Questions" }).click()
  return page
}

async function ask(page: Page, text: string) {
  await page.getByRole("textbox", { name: "Your question" }).fill(text)
  await page.getByRole("button", { name: "Ask", exact: true }).click()
  await expect(waiting(page).getByText(text)).toBeVisible()
  await expect(page.getByRole("textbox", { name: "Your question" })).toHaveValue("")
}

function waiting(page: Page) {
  return page.getByRole("list", { name: "Waiting for an answer" })
}

function row(page: Page, text: string) {
  return page.getByRole("listitem").filter({ hasText: text })
}

function pinned(page: Page) {
  return page.getByRole("region", { name: "Being answered now" })
}

async function waitingTexts(page: Page) {
  const rows = await waiting(page).getByRole("listitem").allInnerTexts()
  return rows.map((text) => [FIRST, SECOND, THIRD].find((each) => text.includes(each)))
}

test.describe("questions", () => {
  test.describe.configure({ mode: "serial" })
  let presenter: Page
  let ada: Page
  let grace: Page
  let guest: Page
  let webinarId = ""

  test.beforeAll(async ({ browser }) => {
    presenter = await personIn(browser, "presenter")
    await createWebinar(presenter, { title: uniqueTitle("Questions and answers") })
    webinarId = webinarIdOf(presenter)
    const path = new URL(await livePageOf(presenter)).pathname
    ada = await listenerAt(browser, "listener", path)
    grace = await listenerAt(browser, "copresenter", path)
    guest = await listenerAt(browser, "anonymous", path)
  })

  test.afterAll(async () => {
    await command(presenter, "endAll", webinarId)
    for (const page of [presenter, ada, grace, guest]) await page.context().close()
  })

  test("two listeners ask and vote, and the most wanted question comes first everywhere", async () => {
    await ask(ada, FIRST)
    await ask(grace, SECOND)
    await ask(ada, THIRD)
    await expect(presenter.getByRole("tab", { name: /3 questions wait/ })).toBeVisible()
    await presenter.getByRole("tab", { name: /Questions/ }).click()
    for (const page of [guest, presenter])
      await expect.poll(() => waitingTexts(page)).toEqual([FIRST, SECOND, THIRD])

    await row(ada, SECOND).getByRole("button", { name: "Upvote: no vote" }).click()
    const vote = row(ada, SECOND).getByRole("button", { name: "Upvote: 1 vote" })
    await expect(vote).toHaveAttribute("aria-pressed", "true")
    await expect(row(ada, FIRST).getByRole("button", { name: /Upvote/ })).toHaveCount(0)
    await expect(row(guest, SECOND).getByText("1 vote")).toBeAttached()
    for (const page of [guest, presenter])
      await expect.poll(() => waitingTexts(page)).toEqual([SECOND, FIRST, THIRD])

    await ada.reload()
    await ada.getByRole("tab", { name: "Questions" }).click()
    await expect(vote).toHaveAttribute("aria-pressed", "true")
    await ada.evaluate(() => {
      document.body.dataset.sameDocument = "yes"
    })
  })

  test("what is typed survives a lost connection and a reload, and is asked once", async () => {
    const text = "Is this kept?"
    await grace.context().setOffline(true)
    await grace.getByRole("textbox", { name: "Your question" }).fill(text)
    await grace.getByRole("button", { name: "Ask", exact: true }).click()
    await expect(grace.getByText("The question did not get through.")).toBeVisible()
    await grace.context().setOffline(false)
    await grace.reload()
    await grace.getByRole("tab", { name: "Questions" }).click()
    await expect(grace.getByRole("textbox", { name: "Your question" })).toHaveValue(text)
    await grace.getByRole("button", { name: "Ask", exact: true }).click()
    await expect(row(guest, text)).toHaveCount(1)
    await row(grace, text).getByRole("button", { name: "Take back" }).click()
    await grace.getByRole("alertdialog").getByRole("button", { name: "Take it back" }).click()
    await expect(row(guest, text)).toHaveCount(0)
    await expect(row(presenter, text)).toHaveCount(0)
    await grace.evaluate(() => {
      document.body.dataset.sameDocument = "yes"
    })
  })

  test("the presenter answers live, in writing, or sets aside, and everybody sees it without a reload", async () => {
    await row(presenter, SECOND).getByRole("button", { name: "Answer now" }).click()
    for (const page of [guest, ada, grace, presenter])
      await expect(pinned(page).getByText(SECOND)).toBeVisible()

    // The next one ends it.
    await row(presenter, FIRST).getByRole("button", { name: "Answer now" }).click()
    await expect(pinned(guest).getByText(FIRST)).toBeVisible()
    await guest.getByText("Answered (1)").click()
    await expect(row(guest, SECOND).getByText(/Answered live at \d\d:\d\d/)).toBeVisible()
    await pinned(presenter).getByRole("button", { name: "Answered" }).click()
    await expect(guest.getByText("Answered (2)")).toBeVisible()

    await row(presenter, THIRD).getByRole("button", { name: "Answer in writing" }).click()
    await presenter.getByRole("textbox", { name: "Answer, shown to everybody" }).fill("Behind the library.")
    await presenter.getByRole("button", { name: "Publish the answer" }).click()
    await expect(row(guest, THIRD).getByText("Behind the library.")).toBeVisible()

    const fourth = "Can I have the answers of the exam?"
    await ask(ada, fourth)
    await row(presenter, fourth).getByRole("button", { name: "Dismiss" }).click()
    await expect(row(guest, fourth)).toHaveCount(0)
    await expect(row(ada, fourth).getByText("Not shown to the others: the moderators decide.")).toBeVisible()
    await presenter.getByText("Set aside (1)").click()
    await row(presenter, fourth).getByRole("button", { name: "Reopen" }).click()
    await expect(waiting(guest).getByText(fourth)).toBeVisible()
    for (const page of [guest, ada, grace])
      expect(await page.evaluate(() => document.body.dataset.sameDocument)).toBe("yes")
  })

  test("listeners tell how they follow while it is on air, and the control room shows it fade", async () => {
    test.setTimeout(240_000)
    await expect(ada.getByRole("button", { name: "Too fast" })).toHaveCount(0)
    await command(presenter, "start", webinarId)
    await expect(stateLine(presenter)).toContainText("On air", { timeout: 120_000 })
    const gauge = presenter.getByRole("region", { name: "Can listeners follow?" })
    await expect(gauge).toContainText("No answer in the last minute.")
    await ada.getByRole("button", { name: "Too fast" }).click()
    await grace.getByRole("button", { name: "Lost" }).click()
    await expect(gauge).toContainText("2 answers of the last minute: too few to tell.")
    await expect(ada.getByRole("button", { name: "Too fast" })).toHaveAttribute("aria-pressed", "true")
    await grace.getByRole("button", { name: "Lost" }).click()
    await expect(gauge).toContainText("1 answer of the last minute")
    await expect(gauge).toContainText("No answer in the last minute.", { timeout: 90_000 })
    await expect(ada.getByRole("button", { name: "Too fast" })).toHaveAttribute("aria-pressed", "false")
    await expect(guest.getByRole("button", { name: "Too fast" })).toHaveCount(0)
  })
})
