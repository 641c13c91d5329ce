import Link from "next/link"
import { Button } from "#components/ui/button.tsx"
import { EmptyState } from "#components/ui/empty-state.tsx"

type PastTheEndProps = { title: string; firstHref: string; firstLabel: string }

/** An address of a page that is no longer there is not an empty list. */
export function PastTheEnd({ title, firstHref, firstLabel }: PastTheEndProps) {
  return (
    <EmptyState
      title={title}
      action={
        <Button asChild variant="secondary">
          <Link href={firstHref}>{firstLabel}</Link>
        </Button>
      }
    />
  )
}

export function isPastTheEnd(rows: readonly unknown[], total: number) {
  return rows.length === 0 && total > 0
}
