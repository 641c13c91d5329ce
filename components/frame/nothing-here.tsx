import { Compass } from "lucide-react"
import Link from "next/link"
import { useTranslations } from "next-intl"
import { Button } from "#components/ui/button.tsx"

export function NothingHere() {
  const t = useTranslations("common")
  return (
    <div className="flex max-w-text flex-col items-start gap-5 py-8">
      <Compass aria-hidden className="size-10 text-accent" strokeWidth={1.5} />
      <h1 className="font-semibold text-3xl tracking-tight">{t("notFoundTitle")}</h1>
      <p className="text-lg text-muted">{t("notFoundBody")}</p>
      <Button asChild>
        <Link href="/">{t("notFoundAction")}</Link>
      </Button>
    </div>
  )
}
