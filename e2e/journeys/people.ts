import { type APIRequestContext, type Browser, expect, type Page } from "@playwright/test"
import { z } from "zod"

export const PASSWORD = "amphi-demo"
export type Role = "presenter" | "copresenter" | "listener" | "admin"

export function emailOf(role: Role) {
  return `${role}@amphi.example`
}

/** A browser of their own, signed in without the form: the form has its own test. */
export async function personIn(browser: Browser, role: Role | "anonymous"): Promise<Page> {
  const context = await browser.newContext()
  const page = await context.newPage()
  if (role !== "anonymous") await signInByRequest(page.request, role)
  return page
}

export async function signInByRequest(request: APIRequestContext, role: Role) {
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json()
  const answer = await request.post("/api/auth/callback/credentials", {
    form: { csrfToken, email: emailOf(role), password: PASSWORD, json: "true", callbackUrl: "/" },
  })
  expect(answer.ok()).toBe(true)
}

export async function signInByForm(page: Page, role: Role) {
  await page.getByLabel("E-mail address").fill(emailOf(role))
  await page.getByLabel(/^Password/).fill(PASSWORD)
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click()
  await expect(page.getByRole("banner").getByRole("button", { name: /Claire|Karim|Léa|Alex/ })).toBeVisible()
}

/** "2026-11-24" and "14:05" in the zone that the demo plans in. */
export function wallClock(at: Date) {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Europe/Paris",
    dateStyle: "short",
    timeStyle: "short",
  })
  const [date = "", time = ""] = parts.format(at).split(" ")
  return { date, time }
}

export type NewWebinar = { title: string; startAt?: Date; chat?: boolean; restricted?: boolean }

/** Through the form, as a presenter does; ends in the control room. */
export async function createWebinar(
  page: Page,
  { title, startAt = new Date(), chat = true, restricted = false }: NewWebinar,
) {
  await page.goto("/webinars")
  await page.getByRole("link", { name: "Create a webinar" }).click()
  const { date, time } = wallClock(startAt)
  await page.getByLabel(/^Title/).fill(title)
  await page.getByLabel(/^Date/).fill(date)
  await page.getByLabel(/^Start time/).fill(time)
  await page.getByRole("switch", { name: "Chat for listeners" }).setChecked(chat)
  if (restricted) await page.getByRole("switch", { name: "Only for signed-in listeners" }).setChecked(true)
  await page.getByRole("button", { name: "Create the webinar" }).click()
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible()
}

/** A day on which nobody else of the journeys needs a gateway. */
export function quietDay() {
  return new Date(Date.now() + (30 + Math.random() * 2_000) * 86_400_000)
}

export function uniqueTitle(words: string) {
  return `${words} ${Date.now().toString(36)}`
}

/** The id in the control room's address. */
export function webinarIdOf(page: Page) {
  const id = /\/webinars\/([^/?#]+)/.exec(page.url())?.[1]
  if (!id) throw new Error(`no webinar at ${page.url()}`)
  return id
}

/** Asks the server what the control room's buttons ask, without the page. */
export async function command(page: Page, action: "start" | "stop" | "endAll", webinarId: string) {
  const answer = await page.request.post(`/api/trpc/control.${action}`, { data: { json: { webinarId } } })
  expect(answer.ok(), await answer.text()).toBe(true)
}

/** The address of the live page, from the control room. */
export async function livePageOf(page: Page) {
  const address = await page.getByRole("link", { name: "Open the live page" }).getAttribute("href")
  if (!address) throw new Error("the control room has no link to the live page")
  return address
}

/** Where this person's live page is told to take the picture from. */
export async function streamUrlOf(page: Page, livePage: string) {
  const slug = new URL(livePage, "http://localhost").pathname.split("/").at(-1)
  const input = encodeURIComponent(JSON.stringify({ json: { slug } }))
  const answer = await page.request.get(`/api/trpc/live.get?input=${input}`)
  expect(answer.ok(), await answer.text()).toBe(true)
  const { result } = await answer.json()
  return z.string().parse(result.data.json.streamUrl)
}

/** As the gateway's browser: the streaming user of this room is then in the meeting. */
export async function joinAsGateway(page: Page, room: string) {
  await page.goto(`/join/${room}`)
  await page.locator("#joinFormName").fill("streaming")
  await page.getByRole("button", { name: "Join" }).click()
  await expect(page).toHaveURL(/sessionToken/)
}

/** What sentence of state the control room shows. */
export function stateLine(page: Page) {
  return page
    .getByRole("region", { name: "State" })
    .or(page.getByRole("status", { name: "State" }))
    .first()
}
