import { expect, type Locator, type Page, test } from "@playwright/test"
import { installWebhooks } from "./outside.ts"
import { command, createWebinar, livePageOf, personIn, uniqueTitle, webinarIdOf } from "./people.ts"

const MEETING_MESSAGES = '[data-test="chatUserMessageText"]'

test.afterEach(() => installWebhooks(true))

test("what is written in the meeting is read by listeners and in the control room, once; what they write doesn't come back", async ({
  browser,
}) => {
  const presenter = await personIn(browser, "presenter")
  await createWebinar(presenter, { title: uniqueTitle("Chat both ways") })
  const guest = await personIn(browser, "anonymous")
  await guest.goto(await livePageOf(presenter))
  const listener = await personIn(browser, "listener")
  await listener.goto(guest.url())
  const meeting = await enterMeeting(presenter)
  await expect(presenter.getByText("public chat shows here and on the live page.")).toBeVisible()

  await writeInMeeting(meeting, "Bonjour à tous <b>et merci</b>")
  for (const page of [guest, listener, presenter])
    await expect(lineIn(page, "Bonjour à tous <b>et merci</b>")).toHaveCount(1)
  await expect(rowIn(guest, "Bonjour à tous")).toContainText("Claire Fontaine")
  await expect(rowIn(guest, "Bonjour à tous")).toContainText("Meeting")
  await expect(rowIn(presenter, "Bonjour à tous")).toContainText("You")

  await listener.getByRole("textbox", { name: "Your message" }).fill("Peut-on avoir les diapositives ?")
  await listener.getByRole("textbox", { name: "Your message" }).press("Enter")
  await expect(meeting.locator(MEETING_MESSAGES, { hasText: "les diapositives" })).toHaveCount(1)
  await presenter.getByRole("textbox", { name: "Your message" }).fill("Elles sont sur le site.")
  await presenter.getByRole("textbox", { name: "Your message" }).press("Enter")
  await expect(meeting.locator(MEETING_MESSAGES, { hasText: "sur le site" })).toHaveCount(1)

  // What came back would have come before this.
  await writeInMeeting(meeting, "Et voilà.")
  for (const page of [guest, listener, presenter]) {
    await expect(lineIn(page, "Et voilà.")).toHaveCount(1)
    await expect(page.getByRole("log").getByRole("listitem")).toHaveCount(4)
  }
  await expect(meeting.locator(MEETING_MESSAGES)).toHaveCount(4)
  await command(presenter, "endAll", webinarIdOf(presenter))
  for (const page of [presenter, guest, listener]) await page.context().close()
})

test("where BigBlueButton has no webhooks the control room says so, in both languages", async ({
  browser,
}) => {
  await installWebhooks(false)
  const presenter = await personIn(browser, "presenter")
  await createWebinar(presenter, { title: uniqueTitle("Chat one way") })
  await enterMeeting(presenter)
  const chat = presenter.getByRole("switch", { name: "Listeners can write" })
  await expect(chat).toHaveAccessibleDescription(/Listeners’ messages reach the meeting’s public chat\./)
  await expect(chat).toHaveAccessibleDescription(/stays in the meeting: this BigBlueButton has no webhooks\./)
  await presenter.getByRole("button", { name: "Afficher en français" }).first().click()
  await expect(
    presenter.getByRole("switch", { name: "Les auditeurs peuvent écrire" }),
  ).toHaveAccessibleDescription(/reste dans la réunion\s: ce BigBlueButton n’a pas de webhooks\./)
  await presenter.getByRole("button", { name: "Show in English" }).first().click()
  await command(presenter, "endAll", webinarIdOf(presenter))
  await presenter.context().close()
})

async function enterMeeting(presenter: Page) {
  const [meeting] = await Promise.all([
    presenter.context().waitForEvent("page"),
    presenter.getByRole("button", { name: "Enter the meeting" }).click(),
  ])
  await meeting.getByRole("button", { name: "Listen only" }).click()
  await meeting.getByRole("button", { name: "Close Session Details" }).click()
  return meeting
}

async function writeInMeeting(meeting: Page, text: string) {
  await meeting.getByRole("textbox", { name: "Send message to public chat" }).fill(text)
  await meeting.getByRole("button", { name: "Send message", exact: true }).click()
}

function rowIn(page: Page, text: string): Locator {
  return page.getByRole("log").getByRole("listitem").filter({ hasText: text })
}

function lineIn(page: Page, text: string): Locator {
  return page.getByRole("log").getByText(text, { exact: true })
}
