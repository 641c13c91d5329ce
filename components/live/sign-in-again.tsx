"use client"

import { useTranslations } from "next-intl"
import { Button } from "#components/ui/button.tsx"
import { useSignInPath } from "./use-sign-in-path.ts"

/** Where what could not be sent waits. */
export function SignInAgain() {
  const t = useTranslations("chat")
  const signInHref = useSignInPath()
  return (
    <Button asChild variant="link" size="sm">
      <a href={signInHref} target="_top">
        {t("signInAgain")}
      </a>
    </Button>
  )
}
