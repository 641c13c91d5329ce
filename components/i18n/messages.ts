import type { AbstractIntlMessages } from "next-intl"
import type { Locale } from "./locale.ts"

export const NAMESPACES = [
  "common",
  "errors",
  "auth",
  "events",
  "live",
  "chat",
  "player",
  "webinar",
  "control",
  "admin",
  "help",
  "join",
] as const
export type Namespace = (typeof NAMESPACES)[number]

/** Long texts that only server components show; they don't travel to the browser as data. */
const SERVER_ONLY: readonly Namespace[] = ["help", "events"]

export async function loadMessages(locale: Locale): Promise<AbstractIntlMessages> {
  const loaded = await Promise.all(
    NAMESPACES.map(async (name) => {
      const module: { default: AbstractIntlMessages } = await import(`./${locale}/${name}.json`)
      return [name, module.default] as const
    }),
  )
  return Object.fromEntries(loaded)
}

export function forBrowser(messages: AbstractIntlMessages): AbstractIntlMessages {
  const names: readonly string[] = SERVER_ONLY
  return Object.fromEntries(Object.entries(messages).filter(([name]) => !names.includes(name)))
}
