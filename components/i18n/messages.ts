import type { AbstractIntlMessages } from "next-intl"
import type { Locale } from "./locale.ts"

export const NAMESPACES = [
  "common",
  "errors",
  "auth",
  "account",
  "events",
  "live",
  "chat",
  "questions",
  "pulse",
  "moderation",
  "player",
  "webinar",
  "control",
  "transcript",
  "health",
  "admin",
  "operations",
  "graveyard",
  "encoder",
  "setup",
  "help",
  "join",
] as const
export type Namespace = (typeof NAMESPACES)[number]

/**
 * What travels to the browser with every page; `help` and `events` are read on the server only, and `moderation` is
 * fetched by moderators' pages.
 */
const EVERYWHERE: readonly Namespace[] = [
  "common",
  "errors",
  "auth",
  "live",
  "chat",
  "questions",
  "pulse",
  "player",
  "join",
]

/** What only some pages need in the browser, so that thousands of listeners don't fetch it. */
const AREAS = {
  account: ["account"],
  webinars: ["webinar", "control", "transcript", "health"],
  admin: ["admin", "operations", "graveyard", "encoder", "setup", "webinar", "control", "health"],
} as const satisfies Record<string, readonly Namespace[]>
export type Area = keyof typeof AREAS

export async function loadMessages(locale: Locale): Promise<AbstractIntlMessages> {
  const loaded = await Promise.all(
    NAMESPACES.map(async (name) => {
      const module: { default: AbstractIntlMessages } = await import(`./${locale}/${name}.json`)
      return [name, module.default] as const
    }),
  )
  return Object.fromEntries(loaded)
}

export function forBrowser(messages: AbstractIntlMessages, area?: Area): AbstractIntlMessages {
  const wanted: readonly string[] = [...EVERYWHERE, ...(area ? AREAS[area] : [])]
  return Object.fromEntries(Object.entries(messages).filter(([name]) => wanted.includes(name)))
}
