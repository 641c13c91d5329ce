import { Field } from "#components/ui/field.tsx"
import { Input } from "#components/ui/input.tsx"

type DayFieldsProps = {
  from: string | undefined
  to: string | undefined
  labels: { from: string; to: string }
}

/** The first and the last day of a filter, as its address names them. */
export function DayFields({ from, to, labels }: DayFieldsProps) {
  return (
    <>
      <Field label={labels.from}>
        <Input type="date" name="from" defaultValue={from} />
      </Field>
      <Field label={labels.to}>
        <Input type="date" name="to" defaultValue={to} />
      </Field>
    </>
  )
}
