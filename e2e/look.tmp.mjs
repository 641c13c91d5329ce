import { spawn } from "node:child_process"
import { mkdirSync, rmSync } from "node:fs"
import { AxeBuilder } from "@axe-core/playwright"
import { chromium } from "@playwright/test"

const PORT = 4620
const base = `http://localhost:${PORT}`
const OUT = "/tmp/wtb/shots"
rmSync(OUT, { recursive: true, force: true })
mkdirSync(OUT, { recursive: true })
rmSync("/work/wt/b/.amphi/look", { recursive: true, force: true })
const demo = spawn(process.execPath, ["e2e/demo.mjs"], {
  cwd: "/work/wt/b",
  env: { ...process.env, AMPHI_PORT: String(PORT), AMPHI_DATA: ".amphi/look" },
  stdio: ["ignore", "pipe", "inherit"],
})
await new Promise((ok) => demo.stdout.on("data", (d) => String(d).includes("ready: ") && ok()))
let ffmpeg
try {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"],
  })
  const context = await browser.newContext({
    locale: process.argv[2] === "fr" ? "en-GB" : "en-GB",
    timezoneId: "Europe/Paris",
  })
  const page = await context.newPage()
  const { csrfToken } = await (await page.request.get(`${base}/api/auth/csrf`)).json()
  await page.request.post(`${base}/api/auth/callback/credentials`, {
    form: { csrfToken, email: "admin@amphi.example", password: "amphi-demo", json: "true", callbackUrl: "/" },
  })
  if (process.argv[2] === "fr") {
    await page.goto(base)
    await page.getByRole("button", { name: "Afficher en français" }).first().click()
    await page.getByRole("heading", { level: 1, name: "Événements" }).waitFor()
  }
  const shoot = async (name, sizes = [360, 768, 1280]) => {
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" })
      for (const width of sizes) {
        await page.setViewportSize({ width, height: 900 })
        await page.waitForTimeout(250)
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        if (overflow > 0) console.log("OVERFLOW", name, width, overflow)
        await page.screenshot({ path: `${OUT}/${name}-${width}-${scheme}.png`, fullPage: true })
        const { violations } = await new AxeBuilder({ page })
          .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
          .analyze()
        for (const v of violations)
          console.log("AXE", name, width, scheme, v.id, v.nodes.map((n) => n.html.slice(0, 200)).join(" | "))
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 })
  }
  const now = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Europe/Paris",
    dateStyle: "short",
    timeStyle: "short",
  })
    .format(new Date())
    .split(" ")
  const id = (name) => page.locator(`#webinar-${name}`)
  await page.goto(`${base}/admin/events`)
  await shoot("events-empty", [1280])
  await page.goto(`${base}/admin/events/new`)
  await shoot("new")
  await id("title").fill("Inaugural lecture: the thermodynamics of old lecture halls")
  await id("description").fill("Hall A.\nDoors open at nine.")
  await id("startDate").fill(now[0])
  await id("startTime").fill(now[1])
  await page.locator("form button", { hasText: /Create a broadcaster|Créer un diffuseur/ }).click()
  await page.locator("#broadcaster-name").fill("Hall A")
  await page.locator("#broadcaster-streamName").fill("hall-a")
  await page.locator("[role=dialog] button[type=submit]").click()
  await page.locator("[role=dialog]").waitFor({ state: "hidden" })
  await page.locator("form button[type=submit]").last().click()
  await page.waitForURL(/\/admin\/events\/(?!new)/)
  await shoot("event-nokey", [1280])
  await page.getByRole("button", { name: /Make the key|Créer la clé/ }).click()
  const address = await page
    .locator("code", { hasText: /^rtmp:.*key=[a-z0-9]{32}/ })
    .first()
    .innerText()
  await shoot("event-key")
  const eventUrl = page.url()
  await page.goto(`${base}/admin/events/new`)
  await id("title").fill("Second event")
  await id("startDate").fill(now[0])
  await id("startTime").fill(now[1])
  await id("broadcasterId").selectOption({ label: "Hall A" })
  await page.locator("form button[type=submit]").last().click()
  await page.getByRole("alert").filter({ hasText: "Inaugural" }).waitFor()
  await shoot("taken")
  ffmpeg = spawn(
    "ffmpeg",
    [
      "-loglevel",
      "error",
      "-re",
      "-f",
      "lavfi",
      "-i",
      "testsrc2=size=640x360:rate=30",
      "-f",
      "lavfi",
      "-i",
      "sine",
      "-c:v",
      "libx264",
      "-preset",
      "ultrafast",
      "-tune",
      "zerolatency",
      "-pix_fmt",
      "yuv420p",
      "-g",
      "30",
      "-c:a",
      "aac",
      "-f",
      "flv",
      address,
    ],
    { stdio: "ignore" },
  )
  await page.waitForTimeout(5000)
  await page.goto(eventUrl)
  await shoot("event-live")
  await page.getByRole("button", { name: /End the event|Terminer/ }).click()
  await page.waitForTimeout(400)
  await page.screenshot({ path: `${OUT}/end-dialog.png` })
  await page.keyboard.press("Escape")
  await page.goto(`${base}/admin/events`)
  await shoot("events")
  await page.goto(`${base}/admin/broadcasters`)
  await shoot("broadcasters", [1280])
  await page.getByRole("link", { name: "Hall A" }).first().click()
  await page.waitForURL(/broadcasters\/.+/)
  await page.waitForTimeout(800)
  await shoot("broadcaster")
  await page.goto(`${base}/admin/setup`)
  await shoot("setup", [360, 1280])
  await page.goto(`${base}/`)
  await page
    .getByRole("link", { name: /Inaugural/ })
    .first()
    .click()
  await page.waitForTimeout(5000)
  await shoot("live", [360, 1280])
  await browser.close()
} finally {
  ffmpeg?.kill()
  demo.kill("SIGTERM")
  await new Promise((ok) => demo.once("exit", ok))
}
