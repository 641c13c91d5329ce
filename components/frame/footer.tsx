import Link from "next/link"
import { useTranslations } from "next-intl"

export function Footer({ timeZone }: { timeZone: string }) {
  const t = useTranslations("common")
  return (
    <footer className="mt-auto border-t text-muted text-sm">
      <div className="page flex group-has-[[data-wide]]/frame:max-w-[100rem] flex-wrap items-center justify-between gap-x-8 gap-y-2 py-5">
        <p>{t("footerSource")}</p>
        <p className="flex flex-wrap gap-x-6 gap-y-2">
          <span>{t("timesIn", { zone: timeZone })}</span>
          <Link href="/help" className="underline underline-offset-4 hover:text-text">
            {t("footerHelp")}
          </Link>
        </p>
      </div>
    </footer>
  )
}
