import { CircleAlert, Info } from "lucide-react"
import { useTranslations } from "next-intl"
import type { ReactNode } from "react"

type JoinMessagesProps = { first: "notStarted" | null }

/** Every sentence is in the page from the start; `public/join.js` shows one at a time. */
export function JoinMessages({ first }: JoinMessagesProps) {
  const t = useTranslations("join")
  return (
    <div role="status">
      <Sentence name="notStarted" isShown={first === "notStarted"}>
        <span>
          <strong className="block">{t("notStarted")}</strong>
          {t("notStartedBody")}
        </span>
      </Sentence>
      <Sentence name="waiting">{t("waiting")}</Sentence>
      <Sentence name="opened">{t("opened")}</Sentence>
      <Sentence name="entering">{t("entering")}</Sentence>
      <Sentence name="invalid" isBad>
        {t("error.invalid")}
      </Sentence>
      <Sentence name="not_found" isBad>
        {t("error.not_found")}
      </Sentence>
      <Sentence name="network" isBad>
        {t("error.network")}
      </Sentence>
      <Sentence name="other" isBad>
        {t("error.other")}
      </Sentence>
    </div>
  )
}

type SentenceProps = { name: string; isShown?: boolean; isBad?: boolean; children: ReactNode }

function Sentence({ name, isShown = false, isBad = false, children }: SentenceProps) {
  const Icon = isBad ? CircleAlert : Info
  return (
    <div data-message={name} hidden={!isShown} suppressHydrationWarning>
      <p
        className={
          isBad
            ? "flex gap-2 rounded-md bg-bad-soft px-4 py-3 text-bad"
            : "flex gap-2 rounded-md bg-accent-soft px-4 py-3 text-text"
        }
      >
        <Icon aria-hidden className="mt-0.5 size-5 shrink-0" />
        {children}
      </p>
    </div>
  )
}
