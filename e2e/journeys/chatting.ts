import { expect, type Page } from "@playwright/test"

export const PANEL = { name: "Moderation" }

export async function write(page: Page, text: string) {
  const field = page.getByRole("textbox", { name: "Your message" })
  await field.fill(text)
  await field.press("Enter")
  await expect(field).toHaveValue("")
}

export function row(page: Page, text: string) {
  return page.getByRole("log").getByRole("listitem").filter({ hasText: text })
}

/** By keyboard, as whoever can't hover does. */
export async function moderate(page: Page, text: string, act: string) {
  await row(page, text)
    .getByRole("button", { name: /^Moderate the message of/ })
    .focus()
  await page.keyboard.press("Enter")
  await page.getByRole("menuitem", { name: act }).press("Enter")
}

export async function settings(page: Page, act: (sheet: ReturnType<Page["getByRole"]>) => Promise<void>) {
  await page.getByRole("region", PANEL).getByRole("button", { name: "More for moderators" }).click()
  await page.getByRole("menuitem", { name: "Chat settings" }).click()
  const sheet = page.getByRole("dialog", { name: "Chat settings" })
  await act(sheet)
  await sheet.getByRole("button", { name: "Close" }).click()
  await expect(sheet).toBeHidden()
}

/** Answers the dialog in which a listener chooses it. */
export async function openPseudonym(page: Page) {
  await page.getByRole("button", { name: /^You write as/ }).click()
  await page.getByRole("menuitem", { name: "Choose a pseudonym" }).click()
  return page.getByRole("dialog", { name: "A pseudonym in this chat" })
}
