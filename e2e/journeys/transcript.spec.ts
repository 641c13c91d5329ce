import { readFile } from "node:fs/promises"
import { expect, type Locator, type Page, test } from "@playwright/test"
import {
  command,
  createWebinar,
  livePageOf,
  personIn,
  signInByForm,
  uniqueTitle,
  webinarIdOf,
} from "./people.ts"

/** What people paste, and what some paste on purpose. */
const HOSTILE = {
  "a word without end": "x".repeat(1_000),
  "an address without end": `https://example.org/${"path".repeat(200)}`,
  "turned round": "\u202eevil\u202c \u2067שלום\u2069 abc \u2066def",
  "right to left": "مرحبا بكم في هذه المحاضرة، هل يسمعني الجميع؟ (test 123)",
  "heaps of marks": `zalgo ${"Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324".repeat(20)}`,
  "joined emoji": "👩‍👩‍👧‍👦🏳️‍🌈👨🏽‍🚀".repeat(40),
  "many lines": Array.from({ length: 30 }, (_, line) => `line ${line}`).join("\n"),
}
const HOSTILE_NAME = `\u202eDean\u202c ${"Ż\u0351\u036b\u0343\u036a\u0302".repeat(6)}${"W".repeat(60)}`

test.describe("a chat, while it lasts and afterwards", () => {
  test.describe.configure({ mode: "serial" })
  const title = uniqueTitle("What remains")
  let presenter: Page
  let listener: Page
  let guest: Page
  let webinarId = ""
  let live = ""

  test.beforeAll(async ({ browser }) => {
    presenter = await personIn(browser, "presenter")
    await createWebinar(presenter, { title })
    webinarId = webinarIdOf(presenter)
    live = await livePageOf(presenter)
    listener = await personIn(browser, "listener")
    guest = await personIn(browser, "anonymous")
    for (const page of [listener, guest]) {
      await page.goto(live)
      await page.evaluate(() => {
        document.body.dataset.sameDocument = "yes"
      })
    }
  })

  test.afterAll(async () => {
    await command(presenter, "endAll", webinarId)
    for (const page of [presenter, listener, guest]) await page.context().close()
  })

  test("new messages are read aloud one line at a time, and not where somebody switched that off", async () => {
    const spoken = guest.getByRole("status", { name: "New messages" })
    await expect(guest.getByRole("log")).toHaveAttribute("aria-live", "off")
    await say(presenter, "Welcome to everybody")
    await expect(spoken).toHaveText("Claire Fontaine: Welcome to everybody")
    await expect(presenter.getByRole("status", { name: "New messages" }), "not one's own").toBeEmpty()

    await guest.getByRole("button", { name: "Chat options" }).click()
    await guest.getByRole("menuitemcheckbox", { name: /Read new messages aloud/ }).click()
    await guest.keyboard.press("Escape")
    await say(presenter, "The slides follow")
    await expect(guest.getByRole("log")).toContainText("The slides follow")
    await guest.reload()
    await guest.getByRole("button", { name: "Chat options" }).click()
    await expect(guest.getByRole("menuitemcheckbox", { name: /Read new messages aloud/ })).not.toBeChecked()
    await guest.keyboard.press("Escape")
    await guest.evaluate(() => {
      document.body.dataset.sameDocument = "yes"
    })
  })

  test("paused, the list holds still, counts, and leaves the focus where it was", async () => {
    const log = guest.getByRole("log")
    await guest.getByRole("button", { name: "Hold the list still" }).click()
    await say(presenter, "While you were reading")
    await expect(guest.getByRole("button", { name: "1 new message" })).toBeVisible()
    await expect(log).not.toContainText("While you were reading")
    await expect(guest.getByRole("button", { name: "Follow again" })).toBeFocused()
    await guest.getByRole("button", { name: "Follow again" }).press("Enter")
    await expect(log).toContainText("While you were reading")
    await expect(guest.getByRole("button", { name: "1 new message" })).toBeHidden()
  })

  test("the keyboard goes through the messages, to the newest, and out of them", async () => {
    const log = listener.getByRole("log")
    await log.focus()
    await listener.keyboard.press("End")
    await expect(log).toBeFocused()
    await listener.keyboard.press("Escape")
    await expect(composerOf(listener)).toBeFocused()
  })

  test("whatever people write and are called, nothing is wider than a small phone", async () => {
    await listener.setViewportSize({ width: 360, height: 740 })
    for (const text of Object.values(HOSTILE)) await say(presenter, text)
    const log = listener.getByRole("log")
    const rows = log.getByRole("listitem")
    await expect(rows.last()).toContainText("line 29")
    await log.locator("bdi").evaluateAll((names, name) => {
      for (const each of names) each.textContent = name
    }, HOSTILE_NAME)
    expect(await overflowOf(log)).toEqual([])
    expect(
      await listener.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0)
    for (const scheme of ["light", "dark"] as const) {
      await listener.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" })
      await test.info().attach(`hostile text, ${scheme}`, {
        body: await listener.screenshot(),
        contentType: "image/png",
      })
    }
    expect(await movementsOf(listener), "nothing moves where people asked for that").toEqual([])
    await listener.setViewportSize({ width: 1280, height: 800 })
  })

  test("what was typed when the session was over is there after the sign-in, and what was sent is sent", async () => {
    await listener.goto(live)
    await listener.context().clearCookies()
    await say(listener, "Sent without a session")
    await expect(listener.getByText(/Your session has ended/)).toBeVisible()
    await composerOf(listener).fill("half a thou")
    await listener.getByRole("link", { name: "Sign in again" }).click()
    await signInByForm(listener, "listener")
    await expect(listener).toHaveURL(live)
    await expect(guest.getByRole("log")).toContainText("Sent without a session")
    await expect(listener.getByText(/Your session has ended/)).toBeHidden()
    await expect(composerOf(listener)).toHaveValue("half a thou")
    await composerOf(listener).fill("")
  })

  test("presenters take the chat home; listeners don't, and nobody without signing in", async ({
    browser,
  }) => {
    await presenter.getByRole("button", { name: "Download the chat" }).click()
    const [download] = await Promise.all([
      presenter.waitForEvent("download"),
      presenter.getByRole("menuitem", { name: "Messages and questions (text)" }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^what-remains-[a-z0-9-]+-chat\.txt$/)
    const text = await readFile(await download.path(), "utf8")
    expect(text).toContain(title)
    expect(text).toMatch(/ {2}Claire Fontaine \(presenter\): Welcome to everybody\n/)
    expect(text).toMatch(/ {2}Léa Martin: Sent without a session\n/)

    const path = `/webinars/${webinarId}/transcript`
    const answer = await presenter.request.get(`${path}?format=json`)
    expect(answer.headers()).toMatchObject({
      "cache-control": "no-store",
      "content-disposition": expect.stringMatching(/^attachment; filename="what-remains-[a-z0-9-]+\.json"$/),
    })
    expect((await answer.json()).messages.length).toBeGreaterThan(8)
    expect((await presenter.request.get(`${path}?format=exe`)).status()).toBe(400)
    expect((await listener.request.get(`${path}?format=json`)).status()).toBe(404)
    const stranger = await personIn(browser, "anonymous")
    await stranger.goto(`${path}?format=json`)
    await expect(stranger).toHaveURL(/\/sign-in\?/)
    await stranger.context().close()
  })

  test("presenters choose how long it is kept", async () => {
    await presenter.goto(`/webinars/${webinarId}/edit`)
    await presenter.getByLabel("Keep messages and questions").selectOption({ label: "30 days" })
    const kept = presenter.getByRole("region", { name: "Chat transcript" })
    await expect(kept.getByText(/They are deleted on/)).toBeVisible()
    await kept.getByRole("button", { name: "Apply" }).click()
    await expect(presenter.getByText("The time is saved.")).toBeVisible()
    await presenter.goto(`/webinars/${webinarId}`)
    await expect(presenter.getByText(/They are deleted on/)).toBeVisible()
  })

  test("people see what is kept of them, take it along, and take back what they wrote", async () => {
    await listener.getByRole("banner").getByRole("button", { name: /Léa/ }).click()
    await listener.getByRole("menuitem", { name: "My data" }).click()
    await expect(listener.getByRole("heading", { level: 1, name: "My data" })).toBeVisible()
    await expect(listener.getByText(/^\d+ messages? in \d+ events?$/)).toBeVisible()
    const [download] = await Promise.all([
      listener.waitForEvent("download"),
      listener.getByRole("link", { name: "Download my data" }).click(),
    ])
    const data = JSON.parse(await readFile(await download.path(), "utf8"))
    expect(data.account.name).toBe("Léa Martin")
    expect(data.messages).toContainEqual(
      expect.objectContaining({ event: title, text: "Sent without a session" }),
    )

    await listener.getByRole("button", { name: "Erase what I wrote" }).click()
    const dialog = listener.getByRole("alertdialog", { name: "Erase all your messages and questions?" })
    await expect(dialog).toContainText("What a meeting has seen already can’t be taken back there.")
    await dialog.getByRole("button", { name: "Erase them" }).click()
    const done = listener.getByRole("status").filter({ hasText: "What you wrote is erased." })
    await expect(done, "the button that had the focus is gone").toBeFocused()
    await expect(listener.getByRole("button", { name: "Erase what I wrote" })).toBeHidden()

    for (const page of [guest, presenter]) {
      await expect(page.getByRole("log").getByText("Its author erased this message.")).toBeVisible()
      await expect(page.getByRole("log")).not.toContainText("Sent without a session")
      await expect(page.getByRole("log")).not.toContainText("Léa Martin")
    }
    expect(await guest.evaluate(() => document.body.dataset.sameDocument)).toBe("yes")
  })

  test("moderators still find out who erased something, for as long as the event lasts", async () => {
    const row = presenter.getByRole("listitem").filter({ hasText: "Its author erased this message." }).first()
    await row.hover()
    await row.getByRole("button", { name: "Moderate who erased this" }).click()
    await presenter.getByRole("menuitem", { name: "Everything this person wrote" }).click()
    const person = presenter.getByRole("dialog", { name: "Everything this person wrote" })
    await expect(person).toContainText("Léa Martin")
    await expect(person).toContainText("Erased by its author.")
    await expect(person.getByRole("button", { name: "Restore" })).toBeHidden()
    await presenter.keyboard.press("Escape")
  })
})

function composerOf(page: Page) {
  return page.getByRole("textbox", { name: "Your message" })
}

async function say(page: Page, text: string) {
  await composerOf(page).fill(text)
  await composerOf(page).press("Enter")
}

/** What a person could see moving; a transition of a hundredth of a millisecond is none. */
function movementsOf(page: Page) {
  return page.evaluate(() =>
    document
      .getAnimations()
      .map((each) => Number(each.effect?.getComputedTiming().duration))
      .filter((durationMs) => durationMs > 1),
  )
}

/** Everything in the list that sticks out of it, sideways. */
function overflowOf(log: Locator) {
  return log.evaluate((list) => {
    const { left, right } = list.getBoundingClientRect()
    const sticksOut = (each: Element) => {
      const box = each.getBoundingClientRect()
      return box.left < left - 1 || box.right > right + 1
    }
    const found = Array.from(list.querySelectorAll("*")).filter(
      (each) => !each.closest(".sr-only") && sticksOut(each),
    )
    return list.scrollWidth > list.clientWidth
      ? ["the list itself", ...found.map(String)]
      : found.map((each) => each.outerHTML.slice(0, 120))
  })
}
