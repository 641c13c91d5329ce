import { type Browser, expect, type Page, test } from "@playwright/test"
import { row, write } from "./chatting.ts"
import {
  command,
  createWebinar,
  livePageOf,
  personIn,
  signInByForm,
  signInByRequest,
  uniqueTitle,
  webinarIdOf,
} from "./people.ts"

// What open pages make of an event that is restricted to signed-in listeners meanwhile, and of a session that ends.

async function openPage(browser: Browser, role: "listener" | "anonymous", address: string) {
  const page = await personIn(browser, role)
  await page.goto(address)
  await page.evaluate(() => {
    document.body.dataset.sameDocument = "yes"
  })
  return page
}

async function expectSameDocument(page: Page) {
  expect(await page.evaluate(() => document.body.dataset.sameDocument)).toBe("yes")
}

/** The page notices at once that it may have missed something. */
async function comeBackOnline(page: Page) {
  await page.context().setOffline(true)
  await page.context().setOffline(false)
}

test("an event that is restricted meanwhile asks people to sign in, on open pages, and takes nobody's text", async ({
  browser,
}) => {
  const presenter = await personIn(browser, "presenter")
  await createWebinar(presenter, { title: uniqueTitle("Behind the door") })
  const webinarId = webinarIdOf(presenter)
  const address = new URL(await livePageOf(presenter)).pathname
  const guest = await openPage(browser, "anonymous", address)
  const embedded = await openPage(browser, "anonymous", `${address}/embed?chat=1`)
  const listener = await openPage(browser, "listener", address)
  const field = listener.getByRole("textbox", { name: "Your message" })
  await field.fill("Half a thought")

  await presenter.goto(`/webinars/${webinarId}/edit`)
  await presenter.getByRole("switch", { name: "Only for signed-in listeners" }).setChecked(true)
  await presenter.getByRole("button", { name: "Save" }).click()
  await expect(presenter.getByRole("heading", { level: 1, name: /Behind the door/ })).toBeVisible()

  for (const page of [guest, embedded]) {
    await expect(
      page.getByRole("heading", { name: "This event is now only for signed-in listeners" }),
    ).toBeVisible()
    await expect(page.locator("video")).toHaveCount(0)
    await expectSameDocument(page)
  }
  const wayIn = embedded.getByRole("link", { name: "Sign in", exact: true })
  await expect(wayIn).toHaveAttribute("target", "_top")
  await expect(wayIn).toHaveAttribute("href", `/sign-in?callbackUrl=${encodeURIComponent(address)}`)
  await expect(field).toHaveValue("Half a thought")

  await guest.getByRole("main").getByRole("link", { name: "Sign in", exact: true }).click()
  await signInByForm(guest, "copresenter")
  await expect(guest).toHaveURL(new RegExp(`${address}$`))
  await write(guest, "I am in")
  await expect(row(listener, "I am in")).toBeVisible()

  // A session that ends is told at the latest when the page has to ask again.
  await listener.context().clearCookies()
  await comeBackOnline(listener)
  await expect(listener.getByRole("heading", { name: "Your session has ended" })).toBeVisible()
  await expect(field).toHaveCount(0)
  await write(guest, "Who is left?")

  await signInByRequest(listener.request, "listener")
  await comeBackOnline(listener)
  await expect(field).toHaveValue("Half a thought")
  await expect(row(listener, "Who is left?")).toBeVisible()
  // Sooner than the page would ask by itself: it listens again.
  await write(guest, "Good to have you back")
  await expect(row(listener, "Good to have you back")).toBeVisible({ timeout: 15_000 })
  await expectSameDocument(listener)

  await command(presenter, "endAll", webinarId)
  for (const page of [presenter, guest, embedded, listener]) await page.context().close()
})
