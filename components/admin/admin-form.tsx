"use client"

import Link from "next/link"
import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { LeaveGuard } from "#components/forms/leave-guard.tsx"
import { Button } from "#components/ui/button.tsx"
import type { Draft } from "./admin-form-state.ts"
import { FormProblems } from "./form-problems.tsx"
import type { useAdminForm } from "./use-admin-form.ts"

type AdminFormProps<Values extends Draft> = {
  form: ReturnType<typeof useAdminForm<Values>>
  idOf: (field: string) => string
  labelOf: (field: string) => string
  /** The list it was opened from. */
  back: string
  children: ReactNode
}

/** A form that fills a page: what is wrong above its sections, saving and leaving below them. */
export function AdminForm<Values extends Draft>({
  form,
  idOf,
  labelOf,
  back,
  children,
}: AdminFormProps<Values>) {
  const words = useTranslations("admin.form")
  return (
    <form noValidate onSubmit={form.submit} className="flex min-w-0 max-w-3xl flex-col gap-6">
      <FormProblems state={form.state} idOf={idOf} labelOf={labelOf} messageOf={form.messageOf} />
      {children}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" size="lg" busy={form.saving}>
          {words(form.saving ? "saving" : "save")}
        </Button>
        <Button variant="ghost" size="lg" asChild>
          <Link href={back}>{words("cancel")}</Link>
        </Button>
        {form.dirty && <p className="text-muted text-sm">{words("unsaved")}</p>}
      </div>
      <LeaveGuard active={form.dirty && !form.saving} onLeave={form.leave} />
    </form>
  )
}
