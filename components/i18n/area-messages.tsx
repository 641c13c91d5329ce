import { NextIntlClientProvider } from "next-intl"
import { getMessages } from "next-intl/server"
import type { ReactNode } from "react"
import { type Area, forBrowser } from "./messages.ts"

/** Gives the client components below the texts of their area, besides those of every page. */
export async function AreaMessages({ area, children }: { area: Area; children: ReactNode }) {
  const messages = await getMessages()
  return <NextIntlClientProvider messages={forBrowser(messages, area)}>{children}</NextIntlClientProvider>
}
