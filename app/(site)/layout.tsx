import { cookies } from "next/headers"
import type { ReactNode } from "react"
import { Footer } from "#components/frame/footer.tsx"
import { THEME_COOKIE, toTheme } from "#components/frame/preferences.ts"
import { TopBar } from "#components/frame/top-bar.tsx"
import { getViewer } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { setLocale, setTheme } from "../preferences.ts"

/** Top bar, content, footer. It shows links by rights but protects nothing: each page asks its service. */
export default async function SiteLayout({ children }: { children: ReactNode }) {
  const [viewer, jar, deps] = await Promise.all([getViewer(), cookies(), getDeps()])
  return (
    <div className="group/frame flex min-h-dvh flex-col">
      <TopBar
        account={viewer && { name: viewer.name, isAdmin: viewer.isAdmin }}
        rights={{ canUseWebinars: viewer !== null, isAdmin: viewer?.isAdmin ?? false }}
        theme={toTheme(jar.get(THEME_COOKIE)?.value)}
        setLocale={setLocale}
        setTheme={setTheme}
      />
      {/* A page that wants the whole width marks its outermost element with data-wide. */}
      <main
        id="content"
        tabIndex={-1}
        className="page flex-1 py-8 outline-none has-[>[data-wide]]:max-w-[100rem] md:py-12 has-[>[data-wide]]:md:py-8"
      >
        {children}
      </main>
      <Footer timeZone={deps.config.timeZone} />
    </div>
  )
}
