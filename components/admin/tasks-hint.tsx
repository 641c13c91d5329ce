import Link from "next/link"
import { useTranslations } from "next-intl"
import { Button } from "#components/ui/button.tsx"
import { Notice } from "#components/ui/notice.tsx"

/** Where administrators arrive: that something waits for one of them. */
export function TasksHint({ count }: { count: number }) {
  const t = useTranslations("graveyard")
  if (count === 0) return null
  return (
    <Notice
      tone="warn"
      title={t("hintTitle", { count })}
      action={
        <Button asChild variant="secondary" size="sm">
          <Link href="/admin/tasks">{t("hintAction")}</Link>
        </Button>
      }
    >
      {t("hintBody")}
    </Notice>
  )
}
