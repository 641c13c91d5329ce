import { expect, type Page, test } from "@playwright/test"
import { dialStart, meetingNamed, resetGateway } from "./outside.ts"
import {
  command,
  createWebinar,
  emailOf,
  livePageOf,
  personIn,
  quietDay,
  uniqueTitle,
  wallClock,
  webinarIdOf,
} from "./people.ts"

const SLIDES = {
  name: "acoustics.pdf",
  mimeType: "application/pdf",
  buffer: Buffer.from("%PDF-1.4\n%%EOF\n"),
}

test("every mistake is told at its field, and everything typed stays", async ({ browser }) => {
  const page = await personIn(browser, "presenter")
  await page.goto("/webinars/new")
  const title = page.getByLabel(/^Title/)
  const description = page.getByLabel(/^Description/)
  const participants = page.getByLabel("Most people in the meeting")
  await title.fill("A")
  await description.fill("What a hall does to a voice")
  await page.getByLabel(/^Date/).fill("")
  await page.getByLabel(/^Start time/).fill("")
  await page.getByLabel(/^Duration/).selectOption("120")
  await page.getByLabel("Co-presenters").fill("not-an-address")
  await page.getByLabel("Welcome text").fill("Welcome!")
  await participants.fill("1")
  await page.locator("input[type=file]").setInputFiles({ ...SLIDES, name: "setup.exe" })
  await expect(page.getByText("BigBlueButton doesn’t take this kind of file.")).toBeVisible()
  await page.getByRole("button", { name: "Create the webinar" }).click()

  const summary = page.getByText("5 fields need another look")
  await expect(summary).toBeVisible()
  const wrong = [
    [title, "A title needs at least 2 characters."],
    [page.getByLabel(/^Date/), "Choose a date"],
    [page.getByLabel(/^Start time/), "Choose a time"],
    [participants, "Choose a whole number within the limits."],
  ] as const
  for (const [field, message] of wrong) {
    await expect(field).toHaveAttribute("aria-invalid", "true")
    await expect(field).toHaveAccessibleDescription(new RegExp(message))
  }
  await expect(page.getByText("not-an-address: This is not an e-mail address.").last()).toBeVisible()

  await page.getByRole("link", { name: /^Most people in the meeting/ }).click()
  await expect(participants).toBeFocused()
  await expect(title).toHaveValue("A")
  await expect(description).toHaveValue("What a hall does to a voice")
  await expect(page.getByLabel(/^Duration/)).toHaveValue("120")
  await expect(page.getByLabel("Welcome text")).toHaveValue("Welcome!")
  await expect(participants).toHaveValue("1")

  const corrected = uniqueTitle("Corrected")
  const { date, time } = wallClock(quietDay())
  await title.fill(corrected)
  await expect(title).not.toHaveAttribute("aria-invalid", "true")
  await page.getByLabel(/^Date/).fill(date)
  await page.getByLabel(/^Start time/).fill(time)
  await participants.fill("50")
  await page.getByRole("button", { name: "Remove not-an-address" }).click()
  await page.getByRole("button", { name: "Create the webinar" }).click()
  await expect(page.getByRole("heading", { level: 1, name: corrected })).toBeVisible()
  await page.context().close()
})

test("unsaved changes are not lost by a click, and come back after a reload", async ({ browser }) => {
  const page = await personIn(browser, "presenter")
  await page.goto("/webinars/new")
  await page.getByLabel(/^Title/).fill("Half written")
  const leave = () => page.getByRole("banner").getByRole("link", { name: "Help" }).click()
  await leave()
  const dialog = page.getByRole("dialog", { name: "Leave without saving?" })
  await dialog.getByRole("button", { name: "Stay on this page" }).click()
  await expect(page.getByLabel(/^Title/)).toHaveValue("Half written")

  page.once("dialog", (warning) => void warning.accept())
  await page.reload()
  await expect(page.getByText("What you had typed is back")).toBeVisible()
  await expect(page.getByLabel(/^Title/)).toHaveValue("Half written")

  await leave()
  await dialog.getByRole("button", { name: "Leave without saving" }).click()
  await expect(page).toHaveURL(/\/help$/)
  await page.goto("/webinars/new")
  await expect(page.getByLabel(/^Title/)).toHaveValue("")
  await page.context().close()
})

test("when every gateway is reserved the form says when, and keeps everything", async ({ browser }) => {
  const page = await personIn(browser, "presenter")
  const startAt = quietDay()
  for (const each of ["first", "second"])
    await createWebinar(page, { title: uniqueTitle(`The ${each}`), startAt })
  await page.goto("/webinars/new")
  const { date, time } = wallClock(startAt)
  const title = uniqueTitle("One too many")
  await page.getByLabel(/^Title/).fill(title)
  await page.getByLabel(/^Date/).fill(date)
  await page.getByLabel(/^Start time/).fill(time)
  await page.getByRole("button", { name: "Create the webinar" }).click()
  const refusal = page.getByText(/No live gateway is free between .* and /)
  await expect(refusal).toContainText(time)
  await expect(page.getByLabel(/^Title/)).toHaveValue(title)
  await expect(page.getByLabel(/^Date/)).toHaveValue(date)

  // One of the nearest free times, with a click.
  await page.getByRole("list", { name: "The nearest free times:" }).getByRole("button").last().click()
  await expect(refusal).toBeHidden()
  await expect(page.getByText("A live gateway is free then.")).toBeVisible()
  await expect(page.getByLabel(/^Start time/)).not.toHaveValue(time)
  await expect(page.getByLabel(/^Title/)).toHaveValue(title)
  await page.getByLabel(/^Date/).fill(date)
  await page.getByLabel(/^Start time/).fill(time)
  await expect(refusal).toBeVisible()

  // The same meeting without an audience needs no gateway.
  await page.getByRole("switch", { name: "Webinar mode" }).click()
  await page.getByRole("button", { name: "Create the webinar" }).click()
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible()
  await page.context().close()
})

test("a form that was left open undoes nothing, and says what somebody else made of the same field", async ({
  browser,
}) => {
  const page = await personIn(browser, "presenter")
  await createWebinar(page, { title: uniqueTitle("Edited twice"), startAt: quietDay() })
  const editPage = `/webinars/${webinarIdOf(page)}/edit`
  await page.goto(editPage)
  const [theirs, mine] = [uniqueTitle("Theirs"), uniqueTitle("Mine")]

  const other = await personIn(browser, "presenter")
  await other.goto(editPage)
  await other.getByLabel(/^Title/).fill(theirs)
  await other.getByLabel(/^Duration/).selectOption("90")
  await other.getByRole("button", { name: "Save" }).click()
  await expect(other.getByText("Your changes are saved.")).toBeVisible()
  await other.context().close()

  const title = page.getByLabel(/^Title/)
  await title.fill(mine)
  await page.getByLabel("Welcome text").fill("Good morning")
  await page.getByRole("button", { name: "Save" }).click()
  await expect(page.getByText("One field needs another look")).toBeVisible()
  await expect(title).toHaveAccessibleDescription(new RegExp(`Somebody else changed this.* to: ${theirs}`))
  await expect(title).toHaveValue(mine)
  await expect(page.getByLabel("Welcome text")).toHaveValue("Good morning")
  await expect(page.getByLabel(/^Duration/)).toHaveValue("90")

  await page.getByRole("button", { name: "Save" }).click()
  await expect(page.getByRole("heading", { level: 1, name: mine })).toBeVisible()
  await page.goto(editPage)
  await expect(page.getByLabel(/^Title/)).toHaveValue(mine)
  await expect(page.getByLabel(/^Duration/)).toHaveValue("90")
  await expect(page.getByLabel("Welcome text")).toHaveValue("Good morning")
  await page.context().close()
})

test.describe("what is set in the form", () => {
  test.describe.configure({ mode: "serial" })
  const title = uniqueTitle("With slides")
  let presenter: Page
  let listener: Page
  let webinarId = ""

  test.beforeAll(async ({ browser }) => {
    presenter = await personIn(browser, "presenter")
    await createWebinar(presenter, { title, startAt: quietDay() })
    webinarId = webinarIdOf(presenter)
    listener = await personIn(browser, "listener")
    await listener.goto(await livePageOf(presenter))
    await listener.evaluate(() => {
      document.body.dataset.sameDocument = "yes"
    })
  })

  test.afterAll(async () => {
    await command(presenter, "endAll", webinarId)
    await presenter.context().close()
    await listener.context().close()
    await resetGateway("classic")
    await resetGateway("launcher")
  })

  test("a co-presenter added by e-mail finds the webinar and may start it", async ({ browser }) => {
    await presenter.goto(`/webinars/${webinarId}/edit`)
    await presenter.getByLabel("Co-presenters").fill(emailOf("copresenter"))
    await presenter.getByLabel("Co-presenters").press("Enter")
    await presenter.locator("input[type=file]").setInputFiles(SLIDES)
    await expect(presenter.getByText(/Chosen: acoustics\.pdf/)).toBeVisible()
    await presenter.getByRole("button", { name: "Save" }).click()
    await expect(presenter.getByText("Your changes are saved.")).toBeVisible()

    const colleague = await personIn(browser, "copresenter")
    await colleague.goto("/webinars")
    await colleague.getByRole("link", { name: title, exact: true }).click()
    await Promise.all([dialStart("classic", "played", 9), dialStart("launcher", "played", 9)])
    await colleague.getByRole("button", { name: "Start the webinar" }).click()
    await expect(listener.getByRole("heading", { name: "The presenters are getting ready" })).toBeVisible()
    await colleague.context().close()
  })

  test("the slides are in the meeting", async () => {
    await expect.poll(() => meetingNamed(title)).not.toBeNull()
    const meeting = await meetingNamed(title)
    expect(meeting?.presentations).toContainEqual(
      expect.objectContaining({ name: "acoustics.pdf", current: true }),
    )
  })

  test("listeners' composer goes and comes with the chat, without a reload", async () => {
    await presenter.goto(`/webinars/${webinarId}`)
    const composer = listener.getByRole("textbox", { name: "Your message" })
    const chat = presenter.getByRole("switch", { name: "Listeners can write" })
    await expect(composer).toBeVisible()
    await chat.click()
    await expect(composer).toBeHidden()
    // A click while the first is still under way counts for nothing.
    await expect(presenter.getByText("The chat is off: listeners don’t see it.")).toBeVisible()
    await chat.click()
    await expect(composer).toBeVisible()
  })

  test("webinar mode off stops the live and withdraws the page under its listeners; on brings it back", async ({
    browser,
  }) => {
    const mode = presenter.getByRole("switch", { name: "Webinar mode" })
    await presenter.goto(`/webinars/${webinarId}/edit`)
    await mode.click()
    const warning = presenter.getByRole("alertdialog", {
      name: "Switch webinar mode off while the live is running?",
    })
    await warning.getByRole("button", { name: "Switch it off" }).click()
    await expect(presenter.getByText(/its event is withdrawn/)).toBeVisible()
    await presenter.getByRole("button", { name: "Save" }).click()
    await expect(listener.getByRole("heading", { name: "This event has been withdrawn" })).toBeVisible()

    const stranger = await personIn(browser, "anonymous")
    await stranger.goto(listener.url())
    await expect(stranger.getByRole("heading", { name: "There is no page here" })).toBeVisible()
    await stranger.goto("/")
    await expect(stranger.getByRole("link", { name: title })).toHaveCount(0)

    await presenter.goto(`/webinars/${webinarId}/edit`)
    await mode.click()
    await presenter.getByRole("button", { name: "Save" }).click()
    await expect(presenter.getByText("Your changes are saved.")).toBeVisible()
    await expect(listener.getByRole("heading", { name: "This event has not started yet" })).toBeVisible()
    await stranger.goto(listener.url())
    await expect(stranger.getByRole("heading", { level: 1, name: title })).toBeVisible()
    expect(await listener.evaluate(() => document.body.dataset.sameDocument)).toBe("yes")
    await stranger.context().close()
  })
})
