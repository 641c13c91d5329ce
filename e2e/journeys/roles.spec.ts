import { expect, type Page, test } from "@playwright/test"
import {
  createWebinar,
  emailOf,
  livePageOf,
  PASSWORD,
  personIn,
  quietDay,
  signInByForm,
  uniqueTitle,
  webinarIdOf,
} from "./people.ts"

const ADMIN_PAGES = [
  "/admin/gateways",
  "/admin/gateways/new",
  "/admin/broadcasters",
  "/admin/sessions",
  "/admin/events",
  "/admin/events/new",
]

test.describe("who may see what", () => {
  test.describe.configure({ mode: "serial" })
  const title = uniqueTitle("For its presenters only")
  let control = ""
  let live = ""

  test.beforeAll(async ({ browser }) => {
    const page = await personIn(browser, "presenter")
    await createWebinar(page, { title, startAt: quietDay() })
    control = `/webinars/${webinarIdOf(page)}`
    live = await livePageOf(page)
    await page.context().close()
  })

  test("who is not signed in is asked to, and comes to the page they wanted", async ({ browser }) => {
    const page = await personIn(browser, "anonymous")
    for (const path of ["/webinars", "/webinars/new", control, `${control}/edit`, ...ADMIN_PAGES]) {
      await page.goto(path)
      await expect(page).toHaveURL(/\/sign-in\?/)
      await expect(page.getByText("Sign in to open the page you asked for.")).toBeVisible()
    }
    await page.goto(control)
    await signInByForm(page, "presenter")
    await expect(page).toHaveURL(new RegExp(`${control}$`))
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible()
    await page.context().close()
  })

  test("a listener watches, and finds no page of the presenters or of the administrators", async ({
    browser,
  }) => {
    const page = await personIn(browser, "listener")
    await page.goto(live)
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible()
    for (const path of [control, `${control}/edit`]) {
      await page.goto(path)
      await expect(page.getByRole("heading", { level: 1, name: "There is no page here" })).toBeVisible()
    }
    await expectNoAdminPage(page)
    await page.goto("/webinars")
    await expect(page.getByText("Your account can’t create webinars")).toBeVisible()
    await expect(page.getByRole("link", { name: "Create a webinar" })).toHaveCount(0)
    await page.context().close()
  })

  test("somebody else's webinar stays closed to a presenter, and administration too", async ({ browser }) => {
    const page = await personIn(browser, "copresenter")
    await page.goto("/webinars")
    await expect(page.getByRole("link", { name: title })).toHaveCount(0)
    await page.goto(control)
    await expect(page.getByRole("heading", { level: 1, name: "There is no page here" })).toBeVisible()
    await expectNoAdminPage(page)
    await page.context().close()
  })

  test("the server refuses what the pages don't offer", async ({ browser }) => {
    const webinarId = control.split("/").at(-1)
    for (const [role, status] of [
      ["anonymous", 401],
      ["listener", 403],
      ["copresenter", 403],
    ] as const) {
      const page = await personIn(browser, role)
      for (const action of ["start", "stop", "restart", "endAll"]) {
        const data = { json: { webinarId } }
        const answer = await page.request.post(`/api/trpc/control.${action}`, { data })
        expect([role, action, answer.status()]).toEqual([role, action, status])
      }
      await page.context().close()
    }
  })

  test("an administrator opens every page of administration", async ({ browser }) => {
    const page = await personIn(browser, "admin")
    for (const path of [...ADMIN_PAGES, control]) {
      await page.goto(path)
      await expect(page).toHaveURL(new RegExp(`${path}$`))
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
      await expect(page.getByText("This page is for administrators")).toHaveCount(0)
    }
    await page.context().close()
  })
})

async function expectNoAdminPage(page: Page) {
  for (const path of ADMIN_PAGES) {
    await page.goto(path)
    await expect(page.getByRole("heading", { name: "This page is for administrators" })).toBeVisible()
    await expect(page.getByRole("table")).toHaveCount(0)
  }
  await expect(page.getByRole("banner").getByRole("link", { name: "Admin" })).toHaveCount(0)
}

test("signing in says what is wrong, at its place, and leaks no account", async ({ browser }) => {
  const page = await personIn(browser, "anonymous")
  const submit = page.getByRole("main").getByRole("button", { name: "Sign in" })
  await page.goto("/sign-in")
  await submit.click()
  await expect(page.getByText("Enter your e-mail address.")).toBeVisible()
  await expect(page.getByText("Enter your password.")).toBeVisible()
  for (const email of [emailOf("presenter"), "nobody@amphi.example"]) {
    await page.getByLabel("E-mail address").fill(email)
    await page.getByLabel(/^Password/).fill("not the password")
    await submit.click()
    await expect(page.getByText("This address and this password don’t go together")).toBeVisible()
    await expect(page.getByLabel("E-mail address")).toHaveValue(email)
  }
  await page.getByLabel("E-mail address").fill(emailOf("presenter"))
  await page.getByLabel(/^Password/).fill(PASSWORD)
  await submit.click()
  const account = page.getByRole("banner").getByRole("button", { name: /Claire/ })
  await account.click()
  await page.getByRole("menuitem", { name: "Sign out" }).click()
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible()
  await page.goto("/webinars")
  await expect(page).toHaveURL(/\/sign-in\?/)
  await page.context().close()
})

test("nobody is sent to another site by signing in", async ({ browser }) => {
  const page = await personIn(browser, "anonymous")
  await page.goto(`/sign-in?callbackUrl=${encodeURIComponent("https://elsewhere.example/")}`)
  await signInByForm(page, "listener")
  expect(new URL(page.url()).hostname).toBe("localhost")
  await page.context().close()
})

test("language and theme are kept from page to page and after a reload", async ({ browser }) => {
  const page = await personIn(browser, "anonymous")
  await page.goto("/")
  await page.getByRole("button", { name: "Afficher en français" }).first().click()
  await expect(page.getByRole("heading", { level: 1, name: "Événements" })).toBeVisible()
  await page.getByRole("button", { name: /^Thème/ }).click()
  const kept = page.waitForResponse((answer) => answer.request().method() === "POST")
  await page.getByRole("menuitemradio", { name: "Sombre" }).click()
  await kept
  const html = page.locator("html")
  await expect(html).toHaveAttribute("data-theme", "dark")
  await page.goto("/help")
  await expect(html).toHaveAttribute("lang", "fr")
  await expect(html).toHaveAttribute("data-theme", "dark")
  await page.reload()
  await expect(html).toHaveAttribute("lang", "fr")
  await expect(html).toHaveAttribute("data-theme", "dark")
  await page.context().close()
})

test("a gateway's token is stored and never shown again", async ({ browser }) => {
  const page = await personIn(browser, "admin")
  const token = `secret-${Date.now()}`
  const name = uniqueTitle("Gateway")
  await page.goto("/admin/gateways/new")
  await page.getByLabel(/^Name/).fill(name)
  await page.getByLabel(/^Server address/).fill("http://127.0.0.1:9")
  await page.getByLabel(/^Bearer token/).fill(token)
  await page.getByRole("button", { name: "Create a broadcaster" }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel(/^Name/).fill(`${name} out`)
  await dialog.getByLabel(/^Stream name/).fill(`s-${Date.now().toString(36)}`)
  await dialog.getByRole("button", { name: "Save" }).click()
  await expect(dialog).toBeHidden()
  await page.getByRole("switch", { name: "Enabled" }).setChecked(false)
  await page.getByRole("button", { name: "Save" }).click()
  await expect(page).toHaveURL(/\/admin\/gateways$/)
  const row = page.getByRole("row", { name: new RegExp(name) })
  await expect(row).toContainText("Disabled")

  await row.getByRole("link", { name }).first().click()
  await expect(page.getByLabel(/^Bearer token/)).toHaveValue("")
  await expect(page.getByText("A token is stored; leave empty to keep it.")).toBeVisible()
  expect(await page.content()).not.toContain(token)
  await page.goto("/admin/sessions")
  await expect(page.getByRole("heading", { level: 1, name: "Sessions" })).toBeVisible()
  await page.context().close()
})
