import { Download } from "lucide-react"
import Link from "next/link"
import { useTranslations } from "next-intl"
import { Button } from "#components/ui/button.tsx"
import { Field } from "#components/ui/field.tsx"
import { Select } from "#components/ui/select.tsx"
import { type AuditFilter, THING_KINDS } from "#server/domain/audit.ts"
import { orderWord } from "#server/domain/table-order.ts"
import { auditPath } from "./audit-address.ts"
import { DayFields } from "./day-fields.tsx"

/** A plain form: the address holds the filter, and works without script. */
export function AuditFilters({ filter }: { filter: AuditFilter }) {
  const t = useTranslations("admin.audit")
  const { query, actorId, thing, from, to, order } = filter
  const isFiltered = Boolean(actorId || thing || from || to)
  return (
    <form action="/admin/audit" className="flex flex-wrap items-end gap-3">
      {query && <input type="hidden" name="q" value={query} />}
      {order && <input type="hidden" name="sort" value={orderWord(order)} />}
      {actorId && <input type="hidden" name="by" value={actorId} />}
      <Field label={t("thing")}>
        <Select name="thing" defaultValue={thing?.kind ?? ""}>
          <option value="">{t("allThings")}</option>
          {THING_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t(`kind.${kind}`)}
            </option>
          ))}
        </Select>
      </Field>
      <DayFields from={from} to={to} labels={{ from: t("from"), to: t("to") }} />
      <Button type="submit" variant="secondary">
        {t("apply")}
      </Button>
      {isFiltered && (
        <Button asChild variant="ghost">
          <Link href={auditPath({ query })}>{t("clear")}</Link>
        </Button>
      )}
      <Button asChild variant="secondary">
        <a href={auditPath(filter, "/admin/audit/export")} download>
          <Download aria-hidden />
          {t("export")}
        </a>
      </Button>
    </form>
  )
}
