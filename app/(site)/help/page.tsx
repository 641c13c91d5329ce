import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { HelpSection } from "#components/help/help-section.tsx"
import { Advice, FiveActions, TwoDoors, WhoSeesWhat } from "#components/help/help-sections.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"

const SECTIONS = ["what", "who", "delay", "chat", "actions", "advice"] as const

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("help")
  return { title: t("title"), description: t("description") }
}

export default async function HelpPage() {
  const t = await getTranslations("help")
  return (
    <div className="grid gap-x-16 gap-y-10 lg:grid-cols-[minmax(0,44rem)_minmax(0,1fr)]">
      <div className="flex flex-col gap-14 text-[1.0625rem] leading-relaxed">
        <PageHeader title={t("title")} description={t("description")} />
        <HelpSection id="what" title={t("what.title")}>
          <TwoDoors />
        </HelpSection>
        <HelpSection id="who" title={t("who.title")}>
          <WhoSeesWhat />
        </HelpSection>
        <HelpSection id="delay" title={t("delay.title")}>
          <p>{t("delay.text")}</p>
          <p>{t("delay.advice")}</p>
        </HelpSection>
        <HelpSection id="chat" title={t("chat.title")}>
          <p>{t("chat.toMeeting")}</p>
          <p>{t("chat.ticks")}</p>
          <p>{t("chat.fromMeeting")}</p>
          <p>{t("chat.unavailable")}</p>
          <p>{t("chat.switch")}</p>
          <p>{t("chat.yours")}</p>
        </HelpSection>
        <HelpSection id="actions" title={t("actions.title")}>
          <FiveActions />
        </HelpSection>
        <HelpSection id="advice" title={t("advice.title")}>
          <Advice />
        </HelpSection>
      </div>
      <nav aria-labelledby="on-this-page" className="hidden lg:block">
        <div className="sticky top-8 flex flex-col gap-3 border-l pl-5">
          <p id="on-this-page" className="text-muted text-sm">
            {t("onThisPage")}
          </p>
          <ul className="flex flex-col gap-2">
            {SECTIONS.map((section) => (
              <li key={section}>
                <a href={`#${section}`} className="text-[0.9375rem] text-muted hover:text-accent">
                  {t(`${section}.title`)}
                </a>
              </li>
            ))}
          </ul>
        </div>
      </nav>
    </div>
  )
}
