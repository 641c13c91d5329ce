import Link from "next/link"
import { useTranslations } from "next-intl"
import { Button } from "#components/ui/button.tsx"
import { Field } from "#components/ui/field.tsx"
import { FilterLinks } from "#components/ui/filter-links.tsx"
import { Select } from "#components/ui/select.tsx"
import { SESSION_STATES, type SessionFilter } from "#server/domain/session-filter.ts"
import { orderWord } from "#server/domain/table-order.ts"
import { DayFields } from "./day-fields.tsx"
import { sessionsPath } from "./session-filter.ts"

type SessionFiltersProps = { filter: SessionFilter; gateways: readonly { id: string; name: string }[] }

/** A plain form: the address holds the filter, and works without script. */
export function SessionFilters({ filter, gateways }: SessionFiltersProps) {
  const t = useTranslations("admin.sessions")
  const { query, state, gatewayId, from, to, order } = filter
  const links = SESSION_STATES.map((value) => ({
    href: sessionsPath({ ...filter, state: value }),
    label: t(value),
    isCurrent: value === state,
  }))
  return (
    <>
      <FilterLinks label={t("filter")} links={links} />
      <form action="/admin/sessions" className="flex flex-wrap items-end gap-3">
        {state !== "all" && <input type="hidden" name="state" value={state} />}
        {query && <input type="hidden" name="q" value={query} />}
        {order && <input type="hidden" name="sort" value={orderWord(order)} />}
        <Field label={t("gateway")}>
          <Select name="gateway" defaultValue={gatewayId ?? ""}>
            <option value="">{t("allGateways")}</option>
            {gateways.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <DayFields from={from} to={to} labels={{ from: t("from"), to: t("to") }} />
        <Button type="submit" variant="secondary">
          {t("apply")}
        </Button>
        {(gatewayId || from || to) && (
          <Button asChild variant="ghost">
            <Link href={sessionsPath({ query, state, order })}>{t("clear")}</Link>
          </Button>
        )}
      </form>
    </>
  )
}
