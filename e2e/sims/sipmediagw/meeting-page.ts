// The gateway's browser automation, version by version: same elements, same events, same waits, same dead ends.
import type { Locator, Page } from "playwright"
import { isClassic, type SipmediagwVersion } from "./versions.ts"

const DISPLAY_NAME = "streaming"
const STEP_TIMEOUT_MS = 20_000
const SESSION_TIMEOUT_MS = 10_000
const CHAT_TIMEOUT_MS = 1_000

export function createMeetingPage(
  page: Page,
  version: SipmediagwVersion,
  log: (line: string) => void,
  isClosed: () => boolean,
) {
  /** No step's failure is ever seen by a client: the next step runs, or the automation gives up silently. */
  async function step(what: string, work: () => Promise<unknown>) {
    if (isClosed()) return false
    try {
      await work()
      log(what)
      return true
    } catch (error) {
      log(`${what} failed: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`)
      return false
    }
  }

  async function visible(selector: string, timeoutMs = STEP_TIMEOUT_MS) {
    const element = page.locator(selector).first()
    await element.waitFor({ state: "visible", timeout: timeoutMs })
    return element
  }

  const press = (selector: string, timeoutMs = STEP_TIMEOUT_MS) =>
    step(`click ${selector}`, async () => (await visible(selector, timeoutMs)).click({ timeout: timeoutMs }))

  /** 1.8+ clicks with an event made in the page: untrusted, and it bubbles. */
  const dispatchClick = (selector: string) =>
    step(`click ${selector}`, async () => (await visible(selector)).dispatchEvent("click"))

  async function joinClassic() {
    const old = version !== "1.7.0"
    await press("#okcookie", old ? 41_000 : 4_000)
    const field = old ? "#id_name" : "#joinFormName"
    const submitted = await step(`name in ${field}`, async () => {
      const input = await visible(field)
      await input.pressSequentially(DISPLAY_NAME)
      await webdriverSubmit(input)
    })
    if (!submitted && !old) return
    if (old) {
      await press("[aria-label=Microphone]")
      await step("choose microphone", () => chooseDefault(page))
      await press("[data-test=joinEchoTestButton]")
    } else {
      await retried(5, () => press("[aria-label='Join audio']", 10_000))
    }
    await startCamera(".icon-bbb-video_off", "high", press)
  }

  async function joinCurrent() {
    const filled = await step("name in #joinFormName", async () =>
      setNatively(await visible("input#joinFormName")),
    )
    // The first such button of the document, whatever it is for.
    if (!filled || !(await dispatchClick("button[type='submit']"))) return
    const inside = await step("session", () =>
      page.waitForURL(/sessionToken/, { timeout: SESSION_TIMEOUT_MS, waitUntil: "commit" }),
    )
    if (!inside) return log("Cannot enter meeting")
    if (!(await dispatchClick("[data-test='audioModal']"))) return
    await retried(5, () => goneAfterClick('[data-test="joinEchoTestButton"]'))
    if (!(await dispatchClick("[data-test='sessionDetailsModal'] [data-test='closeModal']"))) return
    await startCamera("[data-test='joinVideo']", "medium", dispatchClick)
  }

  async function goneAfterClick(selector: string) {
    if (!(await dispatchClick(selector))) return false
    return step(`${selector} gone`, () =>
      page.locator(selector).first().waitFor({ state: "hidden", timeout: 1_000 }),
    )
  }

  async function startCamera(button: string, quality: string, click: (selector: string) => Promise<boolean>) {
    if (!(await click(button))) return
    const chosen = await step(`quality ${quality}`, async () =>
      (await visible("#setQuality")).selectOption(quality, { timeout: STEP_TIMEOUT_MS }),
    )
    if (chosen) await click('[data-test="startSharingWebcam"]')
  }

  return {
    async join(url: string) {
      // Chromium's own error page stays on air when there is nothing to open.
      await step(`page ${url}`, () => page.goto(url, { waitUntil: "load", timeout: 60_000 }))
      await (isClassic(version) ? joinClassic() : joinCurrent())
      if (!isClosed()) log("joined")
    },

    /** Key by key, then the send button; a hidden panel has no field, and the text is lost. */
    async say(text: string) {
      const sent: string[] = []
      await step("chat", async () => {
        const field = await visible("#message-input", CHAT_TIMEOUT_MS)
        await field.focus()
        const [typed = ""] = text.split("\t")
        // The panel may go away while its own text is typed: each key looks at the focused field again.
        for (const line of withEnters(typed)) {
          if (line === "\n") await page.keyboard.press("Enter")
          else await page.keyboard.type(line)
          if (line !== "\n" && line !== "") sent.push(line)
        }
        if (text.includes("\t")) await page.keyboard.press("Tab")
        await (await visible('[data-test="sendMessageButton"]', CHAT_TIMEOUT_MS)).click({
          timeout: CHAT_TIMEOUT_MS,
        })
      })
      return sent
    },

    async toggleChat() {
      await press("#chat-toggle-button", CHAT_TIMEOUT_MS)
    },

    async leave(timeoutMs: number) {
      const left = await press('[data-test="leaveMeetingDropdown"]', timeoutMs / 2)
      if (left) await press('[data-test="directLogoutButton"]', timeoutMs / 2)
    },
  }
}

/** WebDriver keys: U+E006 and U+E007 press Enter, the rest of that area types nothing. */
function withEnters(text: string) {
  return text
    .replace(/\r\n|[\r\u{E006}\u{E007}]/gu, "\n")
    .replace(/[\u{E000}-\u{F8FF}]/gu, "")
    .split(/(\n)/)
}

async function retried(times: number, attempt: () => Promise<boolean>) {
  for (let tries = 0; tries < times; tries++) if (await attempt()) return
}

async function chooseDefault(page: Page) {
  const option = page.locator("option[value='default']").first()
  await option.waitFor({ state: "attached", timeout: STEP_TIMEOUT_MS })
  await option.evaluate((element) => {
    const select = element.closest("select")
    if (!select) return
    select.value = "default"
    select.dispatchEvent(new Event("change", { bubbles: true }))
  })
}

/** WebDriver's submit(): an untrusted event without a submitter, then the native submit unless prevented. */
async function webdriverSubmit(input: Locator) {
  await input.evaluate((element) => {
    const form = element.closest("form")
    if (!form) throw new Error("the field is in no form")
    const event = new Event("submit", { bubbles: true, cancelable: true })
    if (form.dispatchEvent(event)) HTMLFormElement.prototype.submit.call(form)
  })
}

/** Past React's own property: the prototype's setter, then an input event. */
async function setNatively(input: Locator) {
  await input.evaluate((element, name) => {
    const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set
    setter?.call(element, name)
    element.dispatchEvent(new Event("input", { bubbles: true }))
  }, DISPLAY_NAME)
}
