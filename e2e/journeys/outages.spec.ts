import { type Browser, expect, type Page, test } from "@playwright/test"
import { addGateway, changeGateway, DEMO_GATEWAYS, type NewGateway, putInService } from "./administration.ts"
import { dialBbb, dialStart, GATEWAYS, resetGateway } from "./outside.ts"
import {
  command,
  createWebinar,
  livePageOf,
  personIn,
  stateLine,
  uniqueTitle,
  webinarIdOf,
} from "./people.ts"

// Several outages at once, each on a webinar of its own: the deadlines of the slow ones run side by side. Each has a
// gateway of its own that is reserved for it now, and the demo's are out of service: no gateway is left to take over.

const ownGateways: string[] = []

test.afterEach(async () => {
  await resetGateway("classic")
  await resetGateway("launcher")
  await putInService(ownGateways, false)
  await putInService(DEMO_GATEWAYS, true)
})

type Room = { page: Page; guest: Page; webinarId: string; gateway: string }

test("every outage is told with its system and its remedy, in both languages, and is over when it is over", async ({
  browser,
}) => {
  test.setTimeout(360_000)
  await putInService(DEMO_GATEWAYS, false)
  const admin = await personIn(browser, "admin")
  const launcher = GATEWAYS.launcher
  const liar = await openRoom(browser, admin, "A liar", { url: launcher, access: { gwId: "liar" } })
  const silent = await openRoom(browser, admin, "A silent one", { url: launcher, access: { gwId: "silent" } })
  const url = GATEWAYS.classic.replace("127.0.0.1", "localhost")
  const broken = await openRoom(browser, admin, "A third", { url, access: { token: "not the token" } })

  await dialStart("launcher", "lie", 1)
  await start(liar)
  await expect(stateLine(liar.page)).toContainText("The live gateway is joining the meeting")
  await dialStart("launcher", "refuse", 200)
  await start(silent)
  await expect(stateLine(silent.page)).toContainText("the live gateway is being called")

  await test.step("BigBlueButton refuses the secret", async () => {
    await dialBbb("create", "failed:checksumError", 1)
    await start(broken)
    await expectFailure(broken, "BigBlueButton refuses Amphi’s secret", "setting BBB_SECRET_KEY")
    await inFrench(
      broken.page,
      "BigBlueButton refuse le secret d’Amphi",
      "Appelez votre administrateur Amphi",
    )
  })
  await test.step("the gateway refuses the token", async () => {
    await start(broken)
    await expectFailure(
      broken,
      `The live gateway “${broken.gateway}” refuses Amphi’s token`,
      "administrator to correct",
    )
    await inFrench(broken.page, `La passerelle de live « ${broken.gateway} » refuse le jeton`, "corriger")
  })
  await test.step("BigBlueButton is unreachable", async () => {
    // One try every 3 s: enough for the 45 s after which nobody waits any longer.
    await dialBbb("create", "refuse", 17)
    await start(broken)
    await expectFailure(
      broken,
      "BigBlueButton doesn’t answer",
      "Call the people who run BigBlueButton",
      90_000,
    )
    await inFrench(broken.page, "BigBlueButton ne répond pas", "Appelez les responsables de BigBlueButton")
  })
  await test.step("with the right token the same button brings the picture", async () => {
    await changeGateway(admin, broken.gateway, { token: "1234" })
    await start(broken)
    await expect(stateLine(broken.page)).toContainText("On air", { timeout: 120_000 })
    await expect(broken.guest.locator("[data-player-state=playing]")).toBeVisible({ timeout: 60_000 })
  })
  await test.step("the gateway can't be reached", async () => {
    await expectFailure(
      silent,
      `The live gateway “${silent.gateway}” doesn’t answer`,
      "Press Start again",
      150_000,
    )
    await inFrench(silent.page, `La passerelle de live « ${silent.gateway} » ne répond pas`, "injoignable")
  })
  await test.step("the gateway says that it started, and never comes", async () => {
    await expectFailure(
      liar,
      `The live gateway “${liar.gateway}” never entered the meeting`,
      "may not reach Amphi",
      180_000,
    )
    await inFrench(
      liar.page,
      `La passerelle de live « ${liar.gateway} » n’est jamais entrée`,
      "n’est pas arrivée",
    )
  })
  for (const room of [liar, silent]) {
    await expect(room.page.getByText("Listeners saw the picture")).toHaveCount(0)
    await expect(room.guest.getByRole("heading", { name: "The presenters are getting ready" })).toBeVisible()
    await expect(room.guest.locator("[data-player-state=playing]")).toHaveCount(0)
  }

  for (const room of [liar, silent, broken]) await command(room.page, "endAll", room.webinarId)
  for (const page of [admin, ...[liar, silent, broken].flatMap((room) => [room.page, room.guest])])
    await page.context().close()
})

type OwnGateway = Pick<NewGateway, "url" | "access">

/** The first free gateway by name is the one that is reserved: the one that was just added. */
async function openRoom(browser: Browser, admin: Page, words: string, own: OwnGateway): Promise<Room> {
  const gateway = uniqueTitle(words)
  ownGateways.push(gateway)
  await addGateway(admin, { ...own, name: gateway, streamName: gateway.toLowerCase().replaceAll(" ", "-") })
  const page = await personIn(browser, "presenter")
  await createWebinar(page, { title: `Webinar of ${gateway}` })
  const guest = await personIn(browser, "anonymous")
  await guest.goto(await livePageOf(page))
  return { page, guest, webinarId: webinarIdOf(page), gateway }
}

async function start({ page }: Room) {
  await page.getByRole("button", { name: /^Start the (webinar|live)$/ }).click()
}

async function expectFailure({ page }: Room, title: string, remedy: string, timeout = 30_000) {
  await expect(stateLine(page)).toContainText(`The live could not go on: ${title}`, { timeout })
  await expect(stateLine(page)).toContainText(remedy)
  await expect(page.getByRole("button", { name: /^Start the (webinar|live)$/ })).toBeVisible()
}

async function inFrench(page: Page, title: string, remedy: string) {
  await page.getByRole("button", { name: "Afficher en français" }).first().click()
  const line = page.getByRole("region", { name: "État" })
  await expect(line).toContainText(title)
  await expect(line).toContainText(remedy)
  await page.getByRole("button", { name: "Show in English" }).first().click()
  await expect(page.getByRole("region", { name: "State" })).toBeVisible()
}
