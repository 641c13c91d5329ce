import { type Browser, expect, type Page, test } from "@playwright/test"
import { putInService } from "./administration.ts"
import { dialStart, lastStart, meetingNamed, resetGateway } from "./outside.ts"
import { command, createWebinar, personIn, quietDay, uniqueTitle, webinarIdOf } from "./people.ts"

/** What SIPMediaGW allows from the loaded page to the meeting's address. */
const WITHIN_MS = 10_000

test.describe.configure({ mode: "serial" })

test.describe("the join page", () => {
  const title = uniqueTitle("Join page")
  let presenter: Page
  let webinarId = ""
  let speakersLink = ""
  let room = ""
  const gateways: Page[] = []

  test.beforeAll(async ({ browser }) => {
    presenter = await personIn(browser, "presenter")
    // No other one to take over: the room stays the same.
    await putInService(["Gateway 2"], false)
    await createWebinar(presenter, { title, startAt: quietDay() })
    webinarId = webinarIdOf(presenter)
    speakersLink = await presenter.getByText(/\/join\/[a-z0-9]+$/).innerText()
  })

  test.afterAll(async () => {
    await command(presenter, "endAll", webinarId)
    for (const page of [presenter, ...gateways]) await page.context().close()
    await resetGateway("classic")
    await putInService(["Gateway 2"], true)
  })

  test("an invited speaker who is early waits, and goes in by themselves when the meeting opens", async ({
    browser,
  }) => {
    const speaker = await personIn(browser, "anonymous")
    await speaker.goto(speakersLink)
    await expect(speaker.getByRole("heading", { name: title })).toBeVisible()
    await expect(speaker.getByText("The meeting has not started yet")).toBeVisible()
    await speaker.getByRole("button", { name: "Enter the meeting" }).click()
    await expect(speaker.getByText("Write your name to enter.")).toBeVisible()
    await speaker.getByLabel("Your name").fill("Ada Lovelace")
    await speaker.getByRole("button", { name: "Enter the meeting" }).click()
    await expect(speaker.getByText("You are expected.")).toBeVisible()

    // Opens the meeting; the gateway only says that it started, so that the next tests can play its browser.
    await dialStart("classic", "played", 9)
    await command(presenter, "start", webinarId)
    await expect(speaker).toHaveURL(/sessionToken=/)
    const meeting = await meetingNamed(title)
    expect(meeting?.users).toContainEqual(expect.objectContaining({ name: "Ada Lovelace", role: "VIEWER" }))
    await speaker.context().close()
  })

  test("a gateway is told a room that is not the speakers' key", async () => {
    await expect.poll(() => lastStart("classic")).not.toBeNull()
    room = (await lastStart("classic"))?.room ?? ""
    expect(room).toMatch(/^[a-z0-9]{16,}$/)
    expect(speakersLink).not.toContain(room)
  })

  for (const version of ["1.5 and 1.6", "1.7", "1.8 and later"] as const) {
    test(`the browser of SIPMediaGW ${version} gets into the meeting`, async ({ browser }) => {
      const page = await gatewayBrowser(browser)
      // It stays in the meeting, as a gateway's does.
      gateways.push(page)
      const loadedBy = Date.now()
      await page.goto(`/join/${room}`)
      await AUTOMATIONS[version](page)
      await page.waitForURL(/sessionToken/, { timeout: WITHIN_MS, waitUntil: "commit" })
      expect(Date.now() - loadedBy).toBeLessThan(WITHIN_MS)
      const meeting = await meetingNamed(title)
      expect(meeting?.users).toContainEqual(
        expect.objectContaining({ userID: expect.stringMatching(/^stream-/) }),
      )
    })
  }

  test("an unknown key, and a room whose live is over, lead to a page that says so", async ({ browser }) => {
    const page = await personIn(browser, "anonymous")
    await page.goto("/join/nobody-has-this-key")
    await expect(page.getByRole("heading", { name: "This invitation leads nowhere" })).toBeVisible()
    await command(presenter, "endAll", webinarId)
    await expect(async () => {
      await page.goto(`/join/${room}`)
      await expect(page.getByRole("heading", { name: "This invitation leads nowhere" })).toBeVisible({
        timeout: 1_000,
      })
    }).toPass()
    await expect(page.getByRole("link", { name: "See the events" })).toHaveAttribute("href", "/")
    await page.context().close()
  })
})

/** A new profile, in American English. */
async function gatewayBrowser(browser: Browser) {
  const context = await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 720 } })
  return context.newPage()
}

/** As the automation of each version does it, untrusted events included (wire notes on SIPMediaGW). */
const AUTOMATIONS = {
  async "1.5 and 1.6"(page: Page) {
    await page.locator("#okcookie").click()
    await page.locator("#id_name").pressSequentially("streaming")
    await submitByWebDriver(page, "id_name")
  },
  async "1.7"(page: Page) {
    await page.locator("#okcookie").click()
    await page.locator("#joinFormName").pressSequentially("streaming")
    await submitByWebDriver(page, "joinFormName")
  },
  async "1.8 and later"(page: Page) {
    await expect(page.locator("input#joinFormName")).toBeVisible()
    await page.evaluate(() => {
      const input = document.querySelector("#joinFormName")
      const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set
      setter?.call(input, "streaming")
      input?.dispatchEvent(new Event("input", { bubbles: true }))
      const button = document.querySelector("button[type='submit']")
      button?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }))
    })
  },
}

/** Selenium's submit(): an untrusted event without submitter, and the native way if nobody prevents it. */
async function submitByWebDriver(page: Page, fieldId: string) {
  await page.evaluate((id) => {
    const field = document.getElementById(id)
    const form = field instanceof HTMLInputElement ? field.form : null
    if (!form) throw new Error(`#${id} is in no form`)
    if (form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }))) form.submit()
  }, fieldId)
}
