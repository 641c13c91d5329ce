import { expect, type Page, test } from "@playwright/test"
import { moderate, openPseudonym, PANEL, row, settings, write } from "./chatting.ts"
import { command, createWebinar, emailOf, livePageOf, personIn, uniqueTitle, webinarIdOf } from "./people.ts"

test("a presenter keeps the chat in order, and every page follows without a reload", async ({ browser }) => {
  test.setTimeout(240_000)
  const presenter = await personIn(browser, "presenter")
  await createWebinar(presenter, { title: uniqueTitle("Kept in order") })
  const address = await livePageOf(presenter)
  const [listener, helper, guest] = await Promise.all(
    (["listener", "copresenter", "anonymous"] as const).map(async (role) => {
      const page = await personIn(browser, role)
      await page.goto(address)
      await page.evaluate(() => {
        document.body.dataset.sameDocument = "yes"
      })
      return page
    }),
  )
  if (!listener || !helper || !guest) throw new Error("somebody is missing")
  const everybody = [presenter, listener, helper, guest]
  const bar = presenter.getByRole("region", PANEL)

  await test.step("a message is removed, and comes back", async () => {
    await write(listener, "Hello, off topic")
    await expect(guest.getByRole("log").getByText("Hello, off topic")).toBeVisible()
    await moderate(presenter, "Hello, off topic", "Remove")
    await expect(guest.getByRole("log").getByText("Message removed")).toBeVisible()
    await expect(
      listener.getByRole("log").getByText("A moderator removed this message of yours"),
    ).toBeVisible()
    for (const page of everybody) await expect(page.getByText("Hello, off topic")).toHaveCount(0)
    await moderate(presenter, "Message removed", "Restore")
    await expect(guest.getByRole("log").getByText("Hello, off topic")).toBeVisible()
  })

  await test.step("a muted listener is told until when, keeps the text, and goes on when the mute is lifted", async () => {
    await moderate(presenter, "Hello, off topic", "Mute for 5 min")
    await expect(listener.getByText("A moderator has muted you until")).toBeVisible()
    const field = listener.getByRole("textbox", { name: "Your message" })
    await field.fill("But I was right")
    await field.press("Enter")
    await expect(field).toHaveValue("But I was right")
    await expect(helper.getByText("muted")).toHaveCount(0)
    await moderate(presenter, "Hello, off topic", "Let write again")
    await expect(listener.getByText("A moderator has muted you until")).toHaveCount(0)
    await field.press("Enter")
    await expect(guest.getByRole("log").getByText("But I was right")).toBeVisible()
  })

  await test.step("one click pauses the chat for everybody", async () => {
    await bar.getByRole("button", { name: /^Pause/ }).click()
    for (const page of [listener, helper])
      await expect(page.getByText("The moderators have paused the chat")).toBeVisible()
    await bar.getByRole("button", { name: /^Resume/ }).click()
    await expect(listener.getByText("The moderators have paused the chat")).toHaveCount(0)
  })

  await test.step("an announcement stands on top for everybody", async () => {
    await moderate(presenter, "But I was right", "Pin as announcement")
    const dialog = presenter.getByRole("dialog", { name: "Pin an announcement" })
    await dialog.getByLabel("Announcement").fill("Questions are taken at 11:00")
    await dialog.getByRole("button", { name: "Pin it" }).click()
    await expect(dialog).toBeHidden()
    for (const page of everybody)
      await expect(page.getByRole("status", { name: "Announcement" })).toContainText("Questions are taken")
    await presenter.getByRole("button", { name: "Take the announcement down" }).click()
    await expect(guest.getByText("Questions are taken at 11:00")).toHaveCount(0)
  })

  await test.step("slow mode counts down in the listener's composer", async () => {
    await bar.getByRole("button", { name: "Slow mode" }).click()
    await presenter.getByRole("menuitemradio", { name: "Once in 5 seconds" }).click()
    await expect(listener.getByText("Slow mode: one message in 5 seconds.")).toBeVisible()
    await write(listener, "Slowly")
    await expect(listener.getByRole("timer")).toContainText("You can write again in")
    await expect(listener.getByRole("timer")).toHaveCount(0)
    await write(listener, "And again")
    await expect(guest.getByRole("log").getByText("And again")).toBeVisible()
    await bar.getByRole("button", { name: "5 s apart" }).click()
    await presenter.getByRole("menuitemradio", { name: "As often as they like" }).click()
    await expect(listener.getByText("Slow mode:")).toHaveCount(0)
  })

  await test.step("a held message waits over a reload, is let through or turned down", async () => {
    await settings(presenter, async (sheet) => {
      await sheet.getByRole("switch", { name: "Check every message first" }).click()
    })
    await write(listener, "May I ask")
    await expect(listener.getByText("Waiting for a moderator")).toBeVisible()
    await listener.reload()
    await expect(listener.getByText("Waiting for a moderator")).toBeVisible()
    await write(listener, "Something rude")
    await bar.getByRole("button", { name: "Review: 2" }).click()
    const review = presenter.getByRole("dialog", { name: "Waiting for review" })
    await held(review, "May I ask").getByRole("button", { name: "Let through" }).click()
    await expect(guest.getByRole("log").getByText("May I ask")).toBeVisible()
    await held(review, "Something rude").getByRole("button", { name: "Turn down" }).click()
    await expect(review.getByText("Nothing waits")).toBeVisible()
    await expect(listener.getByText("A moderator did not let it through.")).toBeVisible()
    await expect(guest.getByText("Something rude")).toHaveCount(0)
    await review.getByRole("button", { name: "Close" }).click()
    await settings(presenter, async (sheet) => {
      await sheet.getByRole("switch", { name: "Check every message first" }).click()
    })
  })

  await test.step("under a pseudonym, only moderators learn the name", async () => {
    await settings(presenter, async (sheet) => {
      await sheet.getByRole("switch", { name: "Listeners may use a pseudonym" }).click()
    })
    const choosing = await openPseudonym(listener)
    await choosing.getByLabel("Pseudonym").fill("Zorro")
    await choosing.getByRole("button", { name: "Use it" }).click()
    await expect(choosing).toBeHidden()
    await write(listener, "Nobody knows me")
    await expect(row(guest, "Nobody knows me")).toContainText("Zorro")
    await expect(row(guest, "Nobody knows me")).not.toContainText("Léa")
    await moderate(presenter, "Nobody knows me", "Everything this person wrote")
    const person = presenter.getByRole("dialog", { name: "Everything Zorro wrote" })
    await expect(person).toContainText("Léa")
    await expect(person).toContainText("Something rude")
    await person.getByRole("button", { name: "Close" }).click()
  })

  await test.step("who is named moderator moderates on the page they are on", async () => {
    await expect(helper.getByRole("region", PANEL)).toHaveCount(0)
    await listener.getByRole("tab", { name: "Questions" }).click()
    await listener.getByRole("textbox", { name: "Your question" }).fill("Who am I?")
    await listener.getByRole("button", { name: "Ask", exact: true }).click()
    await expect(listener.getByRole("list", { name: "Waiting for an answer" })).toContainText("Who am I?")
    await listener.getByRole("tab", { name: "Chat" }).click()
    const question = (page: Page) => page.getByRole("listitem").filter({ hasText: "Who am I?" })
    await presenter.getByRole("tab", { name: "Questions" }).click()
    await question(presenter).getByRole("button", { name: "Dismiss" }).click()
    await presenter.getByRole("tab", { name: "Chat" }).click()
    await helper.getByRole("tab", { name: "Questions" }).click()
    await expect(question(helper)).toHaveCount(0)
    await settings(presenter, async (sheet) => {
      await sheet.getByLabel("E-mail address").fill(emailOf("copresenter"))
      await sheet.getByRole("button", { name: "Add as moderator" }).click()
      await expect(sheet.getByText("Karim")).toBeVisible()
    })
    // Also what was set aside before.
    await helper.getByText("Set aside (1)").click()
    await question(helper).getByRole("button", { name: "Reopen" }).click()
    await expect(guest.getByText("Who am I?")).toBeAttached()
    await helper.getByRole("tab", { name: "Chat" }).click()
    await expect(helper.getByRole("region", PANEL)).toBeVisible()
    await moderate(helper, "Nobody knows me", "Ban from writing")
    await expect(listener.getByText("A moderator has closed this chat for you.")).toBeVisible()
    await expect(listener.getByRole("textbox", { name: "Your message" })).toHaveCount(0)
  })

  await test.step("who asks is known and let write again from their question, and from the list of the excluded", async () => {
    await listener.getByRole("tab", { name: "Questions" }).click()
    await presenter.getByRole("tab", { name: "Questions" }).click()
    const question = presenter.getByRole("listitem").filter({ hasText: "Who am I?" })
    await question.getByRole("button", { name: "Moderate who asked" }).click()
    await presenter.getByRole("menuitem", { name: "Everything this person wrote" }).click()
    const person = presenter.getByRole("dialog", { name: /^Everything .* wrote$/ })
    await expect(person).toContainText("Also writes as “Zorro”")
    await expect(person.getByRole("region", { name: "Questions" })).toContainText("Who am I?")
    await expect(person).toContainText("Banned from writing.")
    await person.getByRole("button", { name: "Close" }).click()
    await presenter.getByRole("tab", { name: "Chat" }).click()
    await listener.getByRole("tab", { name: "Chat" }).click()
    await settings(presenter, async (sheet) => {
      await expect(sheet.getByText("Zorro")).toBeVisible()
      await expect(sheet).not.toContainText("Léa")
      await sheet.getByRole("button", { name: "Everything Zorro wrote" }).click()
      const dialog = presenter.getByRole("dialog", { name: "Everything Zorro wrote" })
      await expect(dialog).toContainText("Léa")
      await dialog.getByRole("button", { name: "Close" }).click()
      await sheet.getByRole("button", { name: "Let write again" }).click()
      await expect(sheet.getByText("Nobody is muted or banned.")).toBeVisible()
    })
    await expect(listener.getByRole("textbox", { name: "Your message" })).toBeVisible()
  })

  await test.step("the control room's chat scrolls instead of growing", async () => {
    const height = () => presenter.getByRole("log").evaluate((log) => log.clientHeight)
    const before = await height()
    for (let line = 1; line <= 12; line++) await write(presenter, `Line ${line}`)
    await expect(row(presenter, "Line 12")).toBeVisible()
    expect(await height()).toBe(before)
  })

  for (const page of [helper, guest])
    expect(await page.evaluate(() => document.body.dataset.sameDocument)).toBe("yes")
  await command(presenter, "endAll", webinarIdOf(presenter))
  for (const page of everybody) await page.context().close()
})

function held(dialog: ReturnType<Page["getByRole"]>, text: string) {
  return dialog.getByRole("listitem").filter({ hasText: text })
}
