import { type Browser, expect, type Page, test } from "@playwright/test"
import { addGateway, changeGateway } from "./administration.ts"
import { APP_PORT, dialBbb, dialStart, resetGateway } from "./outside.ts"
import {
  command,
  createWebinar,
  livePageOf,
  personIn,
  quietDay,
  stateLine,
  uniqueTitle,
  webinarIdOf,
} from "./people.ts"
import { expectMovingPicture } from "./picture.ts"

// Several outages at once, each on a webinar of its own: the deadlines of the slow ones run side by side. Each holds
// its gateway, by running or by being planned for now, so that none can take over another's.

test.afterEach(async () => {
  await resetGateway("classic")
  await resetGateway("launcher")
})

type Room = { page: Page; guest: Page; webinarId: string }

test("every outage is told with its system and its remedy, in both languages, and is over when it is over", async ({
  browser,
}) => {
  test.setTimeout(360_000)
  const admin = await personIn(browser, "admin")
  const startAt = quietDay()
  const liar = await openRoom(browser, "Gateway that lies", startAt)
  const silent = await openRoom(browser, "Gateway that refuses", startAt)
  // The first free gateway by name is the one that is reserved.
  const third = uniqueTitle("A third gateway")
  const access = { token: "not the token" }
  const url = `http://localhost:${APP_PORT + 11}`
  await addGateway(admin, { name: third, url, access, streamName: `third-${Date.now().toString(36)}` })
  const broken = await openRoom(browser, "Meeting server in trouble", new Date())

  await dialStart("classic", "lie", 1)
  await dialStart("launcher", "refuse", 200)
  await start(liar)
  await start(silent)
  await expect(stateLine(liar.page)).toContainText("The live gateway is joining the meeting")

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
  await test.step("the gateway refuses the token", async () => {
    await start(broken)
    await expectFailure(
      broken,
      `The live gateway “${third}” refuses Amphi’s token`,
      "administrator to correct",
    )
    await inFrench(broken.page, `La passerelle de live « ${third} » refuse le jeton`, "corriger")
  })
  await test.step("with the right token the same button brings the picture", async () => {
    await changeGateway(admin, third, { token: "1234" })
    await start(broken)
    await expect(stateLine(broken.page)).toContainText("On air", { timeout: 120_000 })
    await expectMovingPicture(broken.guest, 3)
  })
  await test.step("the gateway can't be reached", async () => {
    await expectFailure(silent, "The live gateway “Gateway 2” doesn’t answer", "Press Start again", 150_000)
    await inFrench(silent.page, "La passerelle de live « Gateway 2 » ne répond pas", "injoignable")
  })
  // Its gateway isn't free for the other one yet.
  await start(silent)
  await test.step("the gateway says that it started, and never comes", async () => {
    await expectFailure(
      liar,
      "The live gateway “Gateway 1” never entered the meeting",
      "may not reach Amphi",
      180_000,
    )
    await inFrench(liar.page, "La passerelle de live « Gateway 1 » n’est jamais entrée", "n’est pas arrivée")
  })
  for (const room of [liar, silent]) {
    await expect(room.page.getByText("Listeners saw the picture")).toHaveCount(0)
    await expect(room.guest.getByRole("heading", { name: "The presenters are getting ready" })).toBeVisible()
    await expect(room.guest.locator("[data-player-state=playing]")).toHaveCount(0)
  }

  for (const room of [liar, silent, broken]) await command(room.page, "endAll", room.webinarId)
  await changeGateway(admin, third, { enabled: false })
  for (const page of [admin, ...[liar, silent, broken].flatMap((room) => [room.page, room.guest])])
    await page.context().close()
})

async function openRoom(browser: Browser, words: string, startAt: Date): Promise<Room> {
  const page = await personIn(browser, "presenter")
  await createWebinar(page, { title: uniqueTitle(words), startAt })
  const guest = await personIn(browser, "anonymous")
  await guest.goto(await livePageOf(page))
  return { page, guest, webinarId: webinarIdOf(page) }
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
