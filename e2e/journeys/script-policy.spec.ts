import { type Browser, expect, type Page, test } from "@playwright/test"
import {
  createWebinar,
  livePageOf,
  personIn,
  quietDay,
  type Role,
  uniqueTitle,
  webinarIdOf,
} from "./people.ts"

/** A person, and what their browser says that it didn't run or load. */
async function watched(browser: Browser, role: Role | "anonymous") {
  const page = await personIn(browser, role)
  const refused: string[] = []
  page.on("console", (line) => {
    if (line.text().includes("Content Security Policy")) refused.push(line.text())
  })
  return { page, refused }
}

/** As if somebody had got their words into the page as HTML. */
async function smuggle(page: Page) {
  await page.evaluate(() => {
    const script = document.createElement("script")
    script.textContent = "document.title = 'smuggled'"
    document.body.append(script)
    document.body.insertAdjacentHTML(
      "beforeend",
      "<img src='/no-picture' onerror=\"document.title = 'smuggled'\">",
    )
  })
}

test("every page runs its own scripts, and none that got into it", async ({ browser }) => {
  const presenter = await watched(browser, "presenter")
  await createWebinar(presenter.page, { title: uniqueTitle("Its own scripts"), startAt: quietDay() })
  const control = `/webinars/${webinarIdOf(presenter.page)}`
  const live = new URL(await livePageOf(presenter.page)).pathname
  const room = new URL(await presenter.page.getByText(/\/join\/[a-z0-9]+$/).innerText()).pathname
  const walks = [
    { person: presenter, paths: [control, `${control}/edit`] },
    {
      person: await watched(browser, "admin"),
      paths: ["/admin/gateways", "/admin/sessions", "/admin/setup"],
    },
    {
      person: await watched(browser, "anonymous"),
      paths: ["/", "/sign-in", live, `${live}/embed?chat=1`, room, "/nowhere"],
    },
  ]
  for (const { person, paths } of walks) {
    const { page, refused } = person
    for (const path of paths) {
      await page.goto(path)
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
      expect(refused, path).toEqual([])
      await smuggle(page)
      await expect.poll(() => refused.length, path).toBe(2)
      await expect(page, path).not.toHaveTitle("smuggled")
      refused.length = 0
    }
    await page.context().close()
  }
})
