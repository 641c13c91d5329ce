import { useTranslations } from "next-intl"
import { Skeleton } from "#components/ui/skeleton.tsx"

export function EventsSkeleton() {
  const t = useTranslations("common")
  return (
    <div role="status" className="flex flex-col gap-5">
      <span className="sr-only">{t("loading")}</span>
      <Skeleton className="h-7 w-40" />
      <div className="grid gap-4 md:grid-cols-2">
        {["a", "b", "c", "d"].map((place) => (
          <Skeleton key={place} className="h-36 rounded-xl" />
        ))}
      </div>
    </div>
  )
}
