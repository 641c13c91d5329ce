// Serves the meeting page; its script is bundled once, when the first browser asks.

import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Meeting, User } from "./meeting.ts"
import { ICONS } from "./page/icons.ts"
import type { PageSettings } from "./page/protocol.ts"
import { type Answer, escapeXml } from "./xml.ts"

type Assets = { html: string; css: string; script: string }

export function createMeetingPage(modern: boolean) {
  let assets: Promise<Assets> | null = null
  return {
    async answer(meeting: Meeting, user: User): Promise<Answer> {
      assets ??= loadAssets()
      const { html, css, script } = await assets
      const settings: PageSettings = {
        meetingName: meeting.name,
        userdata: user.customdata,
        logoutUrl: user.logoutUrl,
        modern,
      }
      const customStyle = user.customdata.bbb_custom_style ?? ""
      const values = new Map([
        ["TITLE", escapeXml(user.customdata.bbb_client_title ?? `BigBlueButton - ${meeting.name}`)],
        ["STYLES", `<style>${css}</style><style>${customStyle.replaceAll("</", "<\\/")}</style>`],
        ["SCRIPTS", scripts(settings, script)],
        ["ICON_SEND", ICONS.send],
        ["ICON_PEOPLE", ICONS.people],
        ["ICON_HAND", ICONS.hand],
      ])
      const body = html.replaceAll(/<!--([A-Z_]+)-->/g, (whole, name) => values.get(name) ?? whole)
      const headers = { "content-type": "text/html;charset=utf-8", "cache-control": "no-store" }
      return { status: 200, headers, body }
    },
  }
}

function scripts(settings: PageSettings, script: string) {
  const json = JSON.stringify(settings).replaceAll("<", "\\u003c")
  const code = script.replaceAll("</script", "<\\/script")
  return `<script id="settings" type="application/json">${json}</script><script>${code}</script>`
}

async function loadAssets(): Promise<Assets> {
  const folder = pageFolder()
  const { build } = await import("esbuild")
  const [html, css, dialogs, bundle] = await Promise.all([
    readFile(join(folder, "meeting.html"), "utf8"),
    readFile(join(folder, "meeting.css"), "utf8"),
    readFile(join(folder, "dialogs.css"), "utf8"),
    build({
      entryPoints: [join(folder, "meeting.ts")],
      bundle: true,
      write: false,
      format: "iife",
      target: "es2022",
      logLevel: "error",
    }),
  ])
  return { html, css: css + dialogs, script: bundle.outputFiles[0]?.text ?? "" }
}

/** The page's sources, wherever this module was bundled to inside the repository. */
function pageFolder() {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, "e2e/sims/bbb/page")
    if (existsSync(candidate)) return candidate
    if (folder === dirname(folder)) throw new Error("the meeting page's sources were not found")
  }
}
