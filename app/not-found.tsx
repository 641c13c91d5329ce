import { Compass } from "lucide-react"
import type { Metadata } from "next"
import Link from "next/link"
import { getTranslations } from "next-intl/server"
import { Button } from "#components/ui/button.tsx"
import { SiteFrame } from "./site-frame.tsx"

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common")
  return { title: t("notFoundTitle") }
}

export default async function NotFound() {
  const t = await getTranslations("common")
  return (
    <SiteFrame>
      <div className="flex max-w-text flex-col items-start gap-5 py-8">
        <Compass aria-hidden className="size-10 text-accent" strokeWidth={1.5} />
        <h1 className="font-semibold text-3xl tracking-tight">{t("notFoundTitle")}</h1>
        <p className="text-lg text-muted">{t("notFoundBody")}</p>
        <Button asChild>
          <Link href="/">{t("notFoundAction")}</Link>
        </Button>
      </div>
    </SiteFrame>
  )
}
