"use client"

import { usePathname } from "next/navigation"
import { useTranslations } from "next-intl"
import { signInPath } from "#components/frame/return-path.ts"
import { Button } from "#components/ui/button.tsx"

/** Leads back to this page, where what could not be sent waits; from another site's frame, to the event's own page. */
export function SignInAgain() {
  const t = useTranslations("chat")
  const page = usePathname().replace(/\/embed$/, "")
  return (
    <Button asChild variant="link" size="sm">
      <a href={signInPath(page)} target="_top">
        {t("signInAgain")}
      </a>
    </Button>
  )
}
