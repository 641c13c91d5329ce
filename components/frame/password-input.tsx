"use client"

import { Eye, EyeOff } from "lucide-react"
import { useTranslations } from "next-intl"
import { type ComponentProps, useState } from "react"
import { Button } from "#components/ui/button.tsx"
import { Input } from "#components/ui/input.tsx"

export function PasswordInput(props: Omit<ComponentProps<"input">, "type">) {
  const t = useTranslations("auth")
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOff : Eye
  return (
    <span className="relative block">
      <Input {...props} type={shown ? "text" : "password"} className="pr-12" />
      <Button
        variant="ghost"
        size="icon"
        className="absolute top-0 right-0 text-muted"
        aria-label={shown ? t("hidePassword") : t("showPassword")}
        onClick={() => setShown(!shown)}
      >
        <Icon aria-hidden />
      </Button>
    </span>
  )
}
