// Real Chromium, people in it, and the meter in every page.
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { chromium } from "playwright"
import { atEnd } from "./processes.mjs"

const PASSWORD = "amphi-demo"
const ARGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--autoplay-policy=no-user-gesture-required",
]

export async function openBrowser() {
  const meter = await bundleMeter()
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ARGS,
    // The bench ends it, so that it can still say what went wrong.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
  atEnd(() => browser.close())
  return {
    version: browser.version(),
    /** A browser profile of their own, signed in without the form. */
    async person(baseURL, role = "anonymous") {
      const context = await browser.newContext({ baseURL, locale: "en-GB", timezoneId: "Europe/Paris" })
      await context.addInitScript({ content: meter })
      const page = await context.newPage()
      if (role !== "anonymous") await signIn(page.request, role)
      return page
    },
    async keepPictures(folder) {
      const pages = browser.contexts().flatMap((context) => context.pages())
      const shots = pages.map((page, index) => page.screenshot({ path: `${folder}/page-${index + 1}.png` }))
      // A page that can't be pictured must not hide why we came here.
      await Promise.allSettled(shots)
    },
  }
}

async function bundleMeter() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("meter.page.mjs", import.meta.url))],
    bundle: true,
    format: "iife",
    write: false,
  })
  return outputFiles[0].text
}

async function signIn(request, role) {
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json()
  const answer = await request.post("/api/auth/callback/credentials", {
    form: {
      csrfToken,
      email: `${role}@amphi.example`,
      password: PASSWORD,
      json: "true",
      callbackUrl: "/",
    },
  })
  if (!answer.ok()) throw new Error(`${role} can't sign in: ${answer.status()}`)
}

/** Milliseconds between what somebody did in one page and what another page then showed. */
export async function untilShown(page, text, since, withinMs) {
  const handle = await page.waitForFunction((wanted) => globalThis.bench.shownAt(wanted), text, {
    timeout: withinMs,
    polling: 100,
  })
  return (await handle.jsonValue()) - since
}
