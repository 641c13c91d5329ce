"use client"

import { useFormatter, useTranslations } from "next-intl"
import { type ReactNode, useEffect, useRef } from "react"
import { Button } from "#components/ui/button.tsx"
import { Notice } from "#components/ui/notice.tsx"
import type { AdminFormState, Stranded } from "./admin-form-state.ts"

type FormProblemsProps = {
  state: AdminFormState<unknown>
  idOf: (field: string) => string
  labelOf: (field: string) => string
  messageOf: (field: string, key: string) => string | undefined
  /** What more there is to say of the fields. */
  children?: ReactNode
}

/** What stands between the form and being saved; takes the focus each time the server says no. */
export function FormProblems({ state, idOf, labelOf, messageOf, children }: FormProblemsProps) {
  const t = useTranslations("admin.form")
  const messages = useTranslations("errors")
  const box = useRef<HTMLDivElement>(null)
  const wrong = Object.entries(state.errors)
  useEffect(() => {
    if (state.attempt > 0) box.current?.focus()
  }, [state.attempt])
  if (state.formError === "unauthenticated") return <SignedOut box={box} />
  if (state.formError) {
    return (
      <Notice ref={box} tone="bad" title={t("notSavedTitle")}>
        {messages.has(state.formError) ? messages(state.formError) : t("network")}
      </Notice>
    )
  }
  if (wrong.length === 0) return null
  return (
    <Notice ref={box} tone="bad" title={messages("summaryTitle", { count: wrong.length })}>
      <ul className="mt-1 flex list-disc flex-col gap-1 pl-5">
        {wrong.map(([field, key]) => (
          <li key={field}>
            <a
              href={`#${idOf(field)}`}
              className="underline underline-offset-4"
              onClick={(event) => {
                event.preventDefault()
                document.getElementById(idOf(field))?.focus()
              }}
            >
              {t("fieldError", { field: labelOf(field), message: messageOf(field, key) ?? key })}
            </a>
          </li>
        ))}
      </ul>
      {state.stranded && <StrandedList stranded={state.stranded} />}
      {children}
    </Notice>
  )
}

function StrandedList({ stranded }: { stranded: readonly Stranded[] }) {
  const format = useFormatter()
  return (
    <ul className="mt-1 flex list-disc flex-col gap-1 pl-10">
      {stranded.map(({ title, from, to }) => (
        <li key={`${title} ${from.getTime()}`}>
          {title} ({format.dateTime(from, "full")} – {format.dateTime(to, "full")})
        </li>
      ))}
    </ul>
  )
}

function SignedOut({ box }: { box: React.RefObject<HTMLDivElement | null> }) {
  const t = useTranslations("admin.form")
  const common = useTranslations("common")
  return (
    <Notice
      ref={box}
      tone="warn"
      title={t("sessionTitle")}
      action={
        <Button asChild>
          <a href="/sign-in" target="_blank" rel="noreferrer">
            {t("signIn")}
            <span className="sr-only">({common("opensInNewTab")})</span>
          </a>
        </Button>
      }
    >
      {t("session")}
    </Notice>
  )
}
