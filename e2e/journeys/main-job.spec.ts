import { expect, test } from "@playwright/test"
import { createWebinar, personIn, signInByForm, stateLine, streamUrlOf } from "./people.ts"
import { expectMovingPicture } from "./picture.ts"

const MEETING_MESSAGES = '[data-test="chatUserMessageText"]'

/** Twice in a row: what the first run leaves behind must not trouble the second. */
for (const round of [1, 2]) {
  test(`a webinar runs from start to end on a real stream, round ${round}`, async ({ browser }) => {
    test.setTimeout(420_000)
    const title = `Acoustics of lecture halls ${round}-${Date.now().toString(36)}`
    const presenter = await personIn(browser, "anonymous")
    await presenter.goto("/sign-in")
    await signInByForm(presenter, "presenter")
    await createWebinar(presenter, { title })

    // A second browser, anonymous, is there before the picture and never reloads.
    const guest = await personIn(browser, "anonymous")
    await guest.goto("/")
    await guest.getByRole("link", { name: title }).click()
    await expect(guest.getByRole("heading", { level: 1, name: title })).toBeVisible()
    await guest.evaluate(() => {
      document.body.dataset.sameDocument = "yes"
    })

    await presenter.getByRole("button", { name: "Start the webinar" }).click()
    const [meeting] = await Promise.all([
      presenter.context().waitForEvent("page"),
      presenter.getByRole("button", { name: "Enter the meeting" }).click(),
    ])
    await expect(meeting).toHaveURL(/sessionToken=/)
    await enterMeeting(meeting)

    await expect(stateLine(presenter)).toContainText("On air", { timeout: 120_000 })
    await expectMovingPicture(guest, 10)
    const firstRun = await streamUrlOf(guest, guest.url())
    expect((await fetch(firstRun)).status).toBe(200)

    const listener = await personIn(browser, "anonymous")
    await listener.goto(guest.url())
    await listener.getByRole("link", { name: "Sign in to write" }).click()
    await signInByForm(listener, "listener")
    await expect(listener.getByRole("heading", { level: 1, name: title })).toBeVisible()
    const line = `Bonjour, est-ce que l’on m’entend ? ${Date.now()}`
    await listener.getByRole("textbox", { name: "Your message" }).fill(line)
    await listener.getByRole("textbox", { name: "Your message" }).press("Enter")
    await expect(guest.getByRole("log").getByText(line)).toBeVisible()
    await expect(presenter.getByRole("log").getByText(line)).toBeVisible()
    await expect(meeting.locator(MEETING_MESSAGES, { hasText: line })).toBeVisible()
    await expect(listener.getByRole("log").getByText("Sent and shown in the meeting")).toBeVisible()

    await presenter.getByRole("button", { name: "Stop only the live" }).click()
    await expect(guest.getByRole("heading", { name: "The live is stopped" })).toBeVisible()
    await expect(presenter.getByRole("button", { name: "Start the live" })).toBeVisible({ timeout: 60_000 })
    await expect.poll(async () => (await fetch(firstRun)).status).toBe(404)
    await presenter.getByRole("button", { name: "Start the live" }).click()
    await expect(stateLine(presenter)).toContainText("On air", { timeout: 120_000 })
    await expectMovingPicture(guest, 5)

    await presenter.getByRole("button", { name: "Restart only the live" }).click()
    await expect(guest.getByText("Interrupted since")).toBeVisible()
    await expect(stateLine(presenter)).toContainText("On air", { timeout: 120_000 })
    await expectMovingPicture(guest, 5)

    // A restart is a run of its own, with an address of its own, and the page went along without a reload.
    expect(await streamUrlOf(guest, guest.url())).not.toBe(firstRun)
    expect((await fetch(firstRun)).status).toBe(404)

    await presenter.getByRole("button", { name: "End for everybody" }).click()
    await presenter.getByRole("alertdialog").getByRole("button", { name: "End for everybody" }).click()
    await expect(guest.getByRole("heading", { name: "Thank you for having been here" })).toBeVisible()
    await expect(meeting.locator('[data-test="meetingEndedModal"]')).toBeVisible()
    await expect(stateLine(presenter)).toContainText("over for everybody", { timeout: 60_000 })
    expect(await guest.evaluate(() => document.body.dataset.sameDocument)).toBe("yes")
    for (const page of [presenter, guest, listener]) await page.context().close()
  })
}

/** The presenter's own way through BigBlueButton's sound dialogs. */
async function enterMeeting(meeting: import("@playwright/test").Page) {
  const audio = meeting.locator('[data-test="audioModal"]')
  await expect(audio).toBeVisible()
  await meeting.keyboard.press("Escape")
}
