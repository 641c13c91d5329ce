import { expect, type Page, test } from "@playwright/test"
import { moderate, openPseudonym, PANEL, row, settings, write } from "./chatting.ts"
import { command, createWebinar, livePageOf, personIn, uniqueTitle, webinarIdOf } from "./people.ts"

// What the chat's pages make of signals that don't come, of answers that are lost, and of rules that change under a typist.

test("pages whose channels can't be joined, or stay silent, show what is written all the same", async ({
  browser,
}) => {
  const presenter = await personIn(browser, "presenter")
  await createWebinar(presenter, { title: uniqueTitle("Hard of hearing"), restricted: true })
  const address = await livePageOf(presenter)
  const writer = await personIn(browser, "copresenter")
  await writer.goto(address)

  const refused = await personIn(browser, "listener")
  let refusals = 0
  await refused.route("**/api/realtime/auth", (route) => {
    refusals += 1
    return refusals > 4 ? route.continue() : route.fulfill({ status: 503, body: "busy" })
  })
  await refused.goto(address)
  await expect.poll(() => refusals).toBeGreaterThan(4)

  await deafen(presenter)
  await presenter.reload()
  await expect(presenter.getByRole("log")).toBeVisible()
  await presenter.getByRole("tab", { name: /Questions/ }).waitFor()

  await write(writer, "Can everybody read this?")
  // Sooner than the page would ask by itself.
  await expect(row(refused, "Can everybody read this?")).toBeVisible({ timeout: 25_000 })
  await writer.getByRole("tab", { name: "Questions" }).click()
  await writer.getByRole("textbox", { name: "Your question" }).fill("And this?")
  await writer.getByRole("button", { name: "Ask", exact: true }).click()
  await expect(row(presenter, "Can everybody read this?")).toBeVisible({ timeout: 60_000 })
  await expect(presenter.getByRole("tab", { name: /1 question waits/ })).toBeVisible({ timeout: 60_000 })
  await command(presenter, "endAll", webinarIdOf(presenter))
  for (const page of [presenter, writer, refused]) await page.context().close()
})

test("what is typed waits for its time, under the name that was chosen, and stays in its field", async ({
  browser,
}) => {
  test.setTimeout(240_000)
  const presenter = await personIn(browser, "presenter")
  await createWebinar(presenter, { title: uniqueTitle("In its own time") })
  const address = await livePageOf(presenter)
  const [listener, guest] = [await personIn(browser, "listener"), await personIn(browser, "anonymous")]
  for (const page of [listener, guest]) await page.goto(address)
  const bar = presenter.getByRole("region", PANEL)
  const question = listener.getByRole("textbox", { name: "Your question" })

  await test.step("messages written in a cut wait for slow mode, say so, and go out in order", async () => {
    await expect(listener.getByRole("button", { name: "Hold the list still" })).toBeVisible()
    await listener.context().setOffline(true)
    for (const text of ["First", "Second", "Third"]) await write(listener, text)
    await expect(row(listener, "First")).toContainText("no answer from the server")
    await bar.getByRole("button", { name: "Slow mode" }).click()
    await presenter.getByRole("menuitemradio", { name: "Once in 30 seconds" }).click()
    await listener.context().setOffline(false)
    await expect(row(guest, "First")).toBeVisible()
    await expect(row(listener, "Second")).toContainText(/slow mode is on. It is sent by itself in \d+\ss/)
    await expect(row(listener, "Third")).toContainText("Waits for your message before it.")
    await listener.getByRole("button", { name: "Hold the list still" }).click()
    await expect(row(listener, "Third")).toHaveCount(0)
    await listener.getByRole("button", { name: /messages? not sent yet/ }).click()
    await row(listener, "Third").getByRole("button", { name: "Discard" }).click()
    await expect(row(guest, "Second")).toBeVisible({ timeout: 45_000 })
    await expect(listener.getByText(/not sent yet/i)).toHaveCount(0)
    await expect(row(guest, "Third")).toHaveCount(0)
    await bar.getByRole("button", { name: "30 s apart" }).click()
    await presenter.getByRole("menuitemradio", { name: "As often as they like" }).click()
  })

  await test.step("a question waits until it is known under which name it goes", async () => {
    await settings(presenter, async (sheet) => {
      await sheet.getByRole("switch", { name: "Listeners may use a pseudonym" }).click()
    })
    const choosing = await openPseudonym(listener)
    await choosing.getByLabel("Pseudonym").fill("Zorro")
    await listener.reload()
    await openPseudonym(listener)
    await expect(choosing.getByLabel("Pseudonym")).toHaveValue("Zorro")
    await choosing.getByRole("button", { name: "Use it" }).click()
    await expect(choosing).toBeHidden()

    await listener.route(/chat\.standing|questions\.mine/, (route) => route.abort())
    await listener.reload()
    await listener.getByRole("tab", { name: "Questions" }).click()
    await question.fill("Who was that?")
    await question.press("Enter")
    await expect(listener.getByText("It isn’t known yet under which name you write").last()).toBeVisible()
    await expect(question).toBeFocused()
    await expect(question).toHaveValue("Who was that?")
    await listener.unroute(/chat\.standing|questions\.mine/)
    await expect(listener.getByRole("checkbox", { name: "Ask as Zorro" })).toBeChecked()
    await question.press("Enter")
    await expect(question).toHaveValue("")
    await presenter.getByRole("tab", { name: /Questions/ }).click()
    await expect(presenter.getByRole("listitem").filter({ hasText: "Who was that?" })).toContainText("Zorro")
    await presenter.getByRole("tab", { name: "Chat" }).click()
  })

  await test.step("a pause leaves the question in its field, and the typist at it", async () => {
    await question.pressSequentially("Half a ques")
    await bar.getByRole("button", { name: /^Pause/ }).click()
    await expect(listener.getByText("The moderators have paused questions.")).toBeVisible()
    await listener.keyboard.type("tion")
    await listener.keyboard.press("Enter")
    await expect(question).toBeFocused()
    await expect(question).toHaveValue("Half a question")
    await bar.getByRole("button", { name: /^Resume/ }).click()
    await expect(listener.getByText("The moderators have paused questions.")).toHaveCount(0)
    await listener.keyboard.press("Enter")
    await expect(question).toHaveValue("")
  })

  await test.step("an announcement and a list of words that weren't saved are there after a reload", async () => {
    const pinning = presenter.getByRole("dialog", { name: "Pin an announcement" })
    await moderate(presenter, "First", "Pin as announcement")
    await pinning.getByLabel("Announcement").fill("First things first")
    await presenter.reload()
    await moderate(presenter, "First", "Pin as announcement")
    await expect(pinning.getByLabel("Announcement")).toHaveValue("First things first")
    await pinning.getByRole("button", { name: "Cancel" }).click()
    await moderate(presenter, "First", "Pin as announcement")
    await expect(pinning.getByLabel("Announcement")).toHaveValue("First")
    await pinning.getByRole("button", { name: "Cancel" }).click()

    await settings(presenter, (sheet) => sheet.getByLabel("Blocked words").fill("idiot"))
    await presenter.reload()
    await settings(presenter, async (sheet) => {
      await expect(sheet.getByLabel("Blocked words")).toHaveValue("idiot")
      await sheet.getByRole("button", { name: "Save" }).click()
      await expect(sheet.getByRole("button", { name: "Save" })).toHaveCount(0)
    })
  })
  await command(presenter, "endAll", webinarIdOf(presenter))
  for (const page of [presenter, listener, guest]) await page.context().close()
})

/** Connected, and joined to its channels; but nothing is ever said there. */
async function deafen(page: Page) {
  await page.routeWebSocket(/\/app\//, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((message) => {
      if (!message.toString().includes('"event":"signals"')) socket.send(message)
    })
  })
}
