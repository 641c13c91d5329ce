import type { Metadata, Viewport } from "next"
import localFont from "next/font/local"
import { cookies } from "next/headers"
import { NextIntlClientProvider } from "next-intl"
import { getLocale, getMessages, getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import { THEME_COOKIE, toTheme } from "#components/frame/preferences.ts"
import { forBrowser } from "#components/i18n/messages.ts"
import { TrpcProvider } from "#components/trpc.tsx"
import { Toaster } from "#components/ui/toaster.tsx"
import { getDeps } from "#server/deps.ts"
import "./globals.css"

const inter = localFont({
  src: "../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  variable: "--font-inter",
  weight: "100 900",
  display: "swap",
})

export async function generateMetadata(): Promise<Metadata> {
  const [t, deps] = await Promise.all([getTranslations("common"), getDeps()])
  return {
    metadataBase: new URL(deps.config.publicUrl),
    title: { default: t("product"), template: `%s · ${t("product")}` },
    description: t("tagline"),
  }
}

export const viewport: Viewport = { colorScheme: "light dark", interactiveWidget: "resizes-content" }

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, messages, t, jar] = await Promise.all([
    getLocale(),
    getMessages(),
    getTranslations("common"),
    cookies(),
  ])
  const theme = toTheme(jar.get(THEME_COOKIE)?.value)
  return (
    <html
      lang={locale}
      className={inter.variable}
      data-theme={theme === "system" ? undefined : theme}
      data-scroll-behavior="smooth"
    >
      <body>
        <NextIntlClientProvider messages={forBrowser(messages)}>
          <a
            href="#content"
            className="sr-only rounded-md bg-accent px-4 py-2 font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50"
          >
            {t("skipToContent")}
          </a>
          <TrpcProvider>{children}</TrpcProvider>
          <Toaster />
        </NextIntlClientProvider>
      </body>
    </html>
  )
}
