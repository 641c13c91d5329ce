import { CalendarClock, DoorOpen, MessagesSquare, Timer } from "lucide-react"
import Link from "next/link"
import { useTranslations } from "next-intl"

const FACTS = [
  { key: "twoDoors", Icon: DoorOpen },
  { key: "dates", Icon: CalendarClock },
  { key: "chat", Icon: MessagesSquare },
  { key: "delay", Icon: Timer },
] as const
const AVOID = ["avoidBreakout", "avoidEnd", "avoidRemove"] as const

/** What a presenter has to know, beside the edit form. A server component: its texts don't go to the browser as data. */
export function PresenterGuide() {
  const t = useTranslations("help.guide")
  return (
    <aside aria-labelledby="presenter-guide" className="flex flex-col gap-6 rounded-xl border bg-surface p-6">
      <h2 id="presenter-guide" className="font-semibold text-lg">
        {t("title")}
      </h2>
      <ul className="flex flex-col gap-5">
        {FACTS.map(({ key, Icon }) => (
          <li key={key} className="flex gap-3.5">
            <Icon aria-hidden className="mt-0.5 size-5 shrink-0 text-accent" strokeWidth={1.75} />
            <div>
              <h3 className="font-medium">{t(key)}</h3>
              <p className="text-[0.9375rem] text-muted">{t(`${key}Text`)}</p>
            </div>
          </li>
        ))}
      </ul>
      <div className="border-t pt-5">
        <h3 className="font-medium">{t("avoid")}</h3>
        <ul className="mt-1.5 flex list-disc flex-col gap-1.5 pl-5 text-[0.9375rem] text-muted marker:text-border-strong">
          {AVOID.map((key) => (
            <li key={key}>{t(key)}</li>
          ))}
        </ul>
      </div>
      <Link
        href="/help"
        target="_blank"
        className="font-medium text-[0.9375rem] text-accent underline underline-offset-4 hover:text-accent-hover"
      >
        {t("more")}
      </Link>
    </aside>
  )
}
