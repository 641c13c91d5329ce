import { AxeBuilder } from "@axe-core/playwright"
import { expect, type Page, test } from "@playwright/test"
import {
  createWebinar,
  livePageOf,
  personIn,
  quietDay,
  type Role,
  uniqueTitle,
  webinarIdOf,
} from "./people.ts"

const RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
const SIZES = [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
]

/** On a desktop and on a small phone; the dark theme changes nothing but the colours. */
async function expectNoViolation(page: Page, path: string) {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" })
  await page.goto(path)
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
  for (const size of SIZES) {
    await page.setViewportSize(size)
    expect(await violationsOf(axe(page).withTags(RULES)), `${path}, ${size.width} px`).toEqual([])
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow, `${path} is wider than ${size.width} px`).toBeLessThanOrEqual(0)
  }
  await page.emulateMedia({ colorScheme: "dark" })
  for (const size of SIZES.toReversed()) {
    await page.setViewportSize(size)
    await coloursSettled(page)
    const dark = await violationsOf(axe(page).withRules(["color-contrast"]))
    expect(dark, `${path}, dark, ${size.width} px`).toEqual([])
  }
}

async function coloursSettled(page: Page) {
  await page.evaluate(async () => {
    const transitions = document.getAnimations().filter((each) => each instanceof CSSTransition)
    await Promise.allSettled(transitions.map((each) => each.finished))
  })
}

function axe(page: Page) {
  return new AxeBuilder({ page })
}

async function violationsOf(builder: AxeBuilder) {
  const { violations } = await builder.analyze()
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html} ${any[0]?.message}`).join(" | ")}`,
  )
}

test.describe("no barrier for assistive technology", () => {
  test.describe.configure({ mode: "serial" })
  let paths = { live: "", embed: "", control: "", edit: "", join: "" }

  test.beforeAll(async ({ browser }) => {
    const page = await personIn(browser, "presenter")
    await createWebinar(page, { title: uniqueTitle("Accessible to everybody"), startAt: quietDay() })
    const live = new URL(await livePageOf(page)).pathname
    const control = `/webinars/${webinarIdOf(page)}`
    const join = new URL(await page.getByText(/\/join\/[a-z0-9]+$/).innerText()).pathname
    paths = { live, embed: `${live}/embed?chat=1`, control, edit: `${control}/edit`, join }
    await page.context().close()
  })

  test("for anybody", async ({ browser }) => {
    const page = await personIn(browser, "anonymous")
    const all = ["/", "/sign-in", "/help", paths.live, paths.join, "/join/nobody-has-this-key", "/nowhere"]
    for (const path of all) await expectNoViolation(page, path)
    await page.context().close()
  })

  const signedIn: { role: Role; of: () => string[] }[] = [
    { role: "listener", of: () => [paths.live, "/webinars", "/account"] },
    { role: "presenter", of: () => ["/webinars", "/webinars/new", paths.control, paths.edit] },
    {
      role: "admin",
      of: () => [
        "/admin/gateways",
        "/admin/gateways/new",
        "/admin/broadcasters",
        "/admin/broadcasters/new",
        "/admin/sessions",
        "/admin/events",
        "/admin/events/new",
        "/admin/tasks",
      ],
    },
  ]
  for (const { role, of } of signedIn) {
    test(`for a ${role}`, async ({ browser }) => {
      const page = await personIn(browser, role)
      for (const path of of()) await expectNoViolation(page, path)
      await page.context().close()
    })
  }

  test("where the form says what is wrong", async ({ browser }) => {
    const page = await personIn(browser, "presenter")
    await page.goto("/webinars/new")
    await page.getByRole("button", { name: "Create the webinar" }).click()
    await expect(page.getByText("One field needs another look")).toBeVisible()
    expect(await violationsOf(axe(page).withTags(RULES))).toEqual([])
    await page.context().close()
  })
})
