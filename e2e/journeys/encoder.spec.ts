import { expect, test } from "@playwright/test"
import { askForEvent, createEvent, type Encoder, makeKey, startEncoder } from "./encoder.ts"
import { personIn, quietDay, streamUrlOf, uniqueTitle } from "./people.ts"
import { expectMovingPicture } from "./picture.ts"

const encoders: Encoder[] = []

test.afterEach(async () => {
  for (const encoder of encoders.splice(0)) await encoder.stop()
})

function push(address: string) {
  const encoder = startEncoder(address)
  encoders.push(encoder)
  return encoder
}

test("an encoder's event runs from its plan to its end, and a listener's page follows without a reload", async ({
  browser,
}) => {
  test.setTimeout(360_000)
  const title = uniqueTitle("Inaugural lecture")
  const admin = await personIn(browser, "admin")
  await createEvent(admin, { title, broadcaster: uniqueTitle("Hall") })
  const address = await makeKey(admin)

  const guest = await personIn(browser, "anonymous")
  await guest.goto("/")
  await guest.getByRole("link", { name: title }).click()
  await expect(guest.getByRole("heading", { name: "The presenters are getting ready" })).toBeVisible()
  await guest.evaluate(() => {
    document.body.dataset.sameDocument = "yes"
  })

  const refused = push(address.replace(/.$/, (last) => (last === "a" ? "b" : "a")))
  await expect.poll(refused.hasEnded).toBe(true)

  const first = push(address)
  await expectMovingPicture(guest, 5)
  await expect(guest.locator("[data-live-state=live]")).toBeVisible()
  const picture = await streamUrlOf(guest, guest.url())
  expect((await fetch(picture)).status).toBe(200)
  const visitor = await personIn(browser, "anonymous")
  await visitor.goto("/")
  await expect(
    visitor.getByRole("region", { name: "Live now" }).getByRole("link", { name: title }),
  ).toBeVisible()
  await visitor.goto(`${guest.url()}/embed`)
  await expectMovingPicture(visitor, 3)

  await first.stop()
  await expect(guest.getByText("Interrupted since")).toBeVisible()
  // The last picture has been played to its end, so that what moves next is the new one.
  await expect(guest.locator("[data-player-state=waiting]")).toBeVisible()
  const second = push(address)
  await expectMovingPicture(guest, 5)

  await admin.reload()
  expect(await admin.content()).not.toContain(address.split("?key=")[1])
  await expect(admin.getByText("On air")).toBeVisible()
  await admin.getByRole("button", { name: "End the event" }).click()
  await admin
    .getByRole("alertdialog", { name: `End “${title}” for everybody?` })
    .getByRole("button", { name: "End the event" })
    .click()
  for (const page of [guest, visitor])
    await expect(page.getByRole("heading", { name: "Thank you for having been here" })).toBeVisible()
  expect(await guest.evaluate(() => document.body.dataset.sameDocument)).toBe("yes")
  // Whatever still comes, and whoever kept the address: it is over.
  await expect.poll(async () => (await fetch(picture)).status).toBe(404)
  await expect.poll(second.hasEnded, { timeout: 60_000 }).toBe(true)
  const late = push(address)
  await expect.poll(late.hasEnded).toBe(true)
  for (const page of [admin, guest, visitor]) await page.context().close()
})

test("a second event on a taken broadcaster is refused with who has it, and a free time is one click away", async ({
  browser,
}) => {
  const startAt = quietDay()
  const broadcaster = uniqueTitle("Shared hall")
  const admin = await personIn(browser, "admin")
  const first = uniqueTitle("First come")
  await createEvent(admin, { title: first, startAt, broadcaster })
  const title = uniqueTitle("Second come")
  await askForEvent(admin, { title, startAt, broadcaster })
  const problem = admin.getByRole("alert").filter({ hasText: "One field needs another look" })
  await expect(problem).toContainText(first)
  await expect(admin.getByLabel(/^Title/)).toHaveValue(title)
  await expect(admin.getByLabel(/^Broadcaster/)).not.toHaveValue("")
  await problem.getByRole("button").first().click()
  await admin.getByRole("button", { name: "Create the event" }).click()
  await expect(admin.getByRole("heading", { level: 1, name: title })).toBeVisible()

  await admin.getByRole("button", { name: "Delete" }).click()
  const asking = admin.getByRole("alertdialog", { name: `Delete the event “${title}”?` })
  await asking.getByRole("button", { name: "Delete the event" }).click()
  await expect(admin).toHaveURL(/\/admin\/events$/)
  await expect(admin.getByRole("link", { name: title })).toHaveCount(0)
  await admin.context().close()
})

test("an event's form that was left open moves nothing back, and says what another made of the same field", async ({
  browser,
}) => {
  const title = uniqueTitle("Planned twice")
  const admin = await personIn(browser, "admin")
  await createEvent(admin, { title, startAt: quietDay(), broadcaster: uniqueTitle("Hall") })
  const [theirs, mine] = [uniqueTitle("Theirs"), uniqueTitle("Mine")]
  const other = await personIn(browser, "admin")
  await other.goto(admin.url())
  await other.getByLabel(/^Title/).fill(theirs)
  await other.getByLabel(/^Duration/).selectOption("90")
  await other.getByRole("switch", { name: "Listed" }).click()
  await other.getByRole("button", { name: "Save" }).click()
  await expect(other).toHaveURL(/\/admin\/events$/)
  await other.context().close()

  await admin.getByLabel(/^Title/).fill(mine)
  await admin.getByLabel(/^Description/).fill("Doors open at nine")
  await admin.getByRole("button", { name: "Save" }).click()
  await expect(admin.getByText("One field needs another look")).toBeVisible()
  await expect(admin.getByLabel(/^Title/)).toHaveAccessibleDescription(
    new RegExp(`Somebody else changed this.* to: ${theirs}`),
  )
  await expect(admin.getByLabel(/^Title/)).toHaveValue(mine)
  await expect(admin.getByLabel(/^Description/)).toHaveValue("Doors open at nine")
  await expect(admin.getByLabel(/^Duration/)).toHaveValue("90")
  await expect(admin.getByRole("switch", { name: "Listed" })).not.toBeChecked()

  const eventPage = admin.url()
  await admin.getByRole("button", { name: "Save" }).click()
  await expect(admin).toHaveURL(/\/admin\/events$/)
  await admin.goto(eventPage)
  await expect(admin.getByLabel(/^Title/)).toHaveValue(mine)
  await expect(admin.getByLabel(/^Duration/)).toHaveValue("90")
  await expect(admin.getByRole("switch", { name: "Listed" })).not.toBeChecked()
  await admin.context().close()
})
