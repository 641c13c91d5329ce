import { useTranslations } from "next-intl"
import { Notice } from "#components/ui/notice.tsx"

const BBB_PROBLEMS = ["bbb_unreachable", "bbb_unauthorized", "bbb_tls", "bbb_failed"] as const

/** Why "Enter the meeting" led back here; `code` comes with the address. */
export function EntryProblem({ code }: { code: string }) {
  const t = useTranslations("control")
  const errors = useTranslations("errors")
  const bbb = BBB_PROBLEMS.find((each) => each === code)
  if (bbb)
    return (
      <Notice tone="bad" title={t("notEntered.title")}>
        {t(`failure.${bbb}.title`)}. {t("notEntered.again")}
      </Notice>
    )
  return (
    <Notice tone={code === "conflict" ? "warn" : "bad"} title={t("notEntered.title")}>
      {code === "conflict" ? t("notEntered.conflict") : errors(errors.has(code) ? code : "internal")}
    </Notice>
  )
}
