"use client"

import { X } from "lucide-react"
import { useTranslations } from "next-intl"
import { type KeyboardEvent, useState } from "react"
import { fieldId } from "#components/forms/field-id.ts"
import { Button } from "#components/ui/button.tsx"
import { cn } from "#components/ui/cn.ts"
import { FieldError } from "#components/ui/field.tsx"
import { Input } from "#components/ui/input.tsx"
import type { Person } from "#server/domain/views.ts"
import { splitEmails, uniqueEmails } from "./webinar-draft.ts"
import type { SectionProps } from "./webinar-form-state.ts"

const FIELD = "presenterEmails"

type EmailListProps = Pick<SectionProps, "draft" | "change" | "errorOf"> & {
  /** Why one of the addresses can't be taken. */
  emailErrorOf: (email: string) => string | undefined
  known: readonly Person[]
}

/** Addresses as chips; what is still in the box is taken when the box is left. */
export function EmailList({ draft, change, errorOf, emailErrorOf, known }: EmailListProps) {
  const t = useTranslations("webinar.field")
  const [typed, setTyped] = useState("")
  const id = fieldId(FIELD)
  const emails = draft.presenterEmails
  const error = errorOf(FIELD)
  const setEmails = (presenterEmails: string[]) => change({ presenterEmails })
  const take = () => {
    const added = splitEmails(typed)
    if (added.length > 0) setEmails(uniqueEmails([...emails, ...added]))
    setTyped("")
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const takes = event.key === "Enter" || event.key === "," || event.key === ";"
    if (takes && typed.trim()) {
      event.preventDefault()
      take()
    } else if (event.key === "Enter") event.preventDefault()
  }
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium text-[0.9375rem]">
        {t("presenterEmails")}
      </label>
      <Chips emails={emails} known={known} errorOf={emailErrorOf} onRemove={setEmails} />
      <div className="flex gap-2">
        <Input
          id={id}
          inputMode="email"
          autoComplete="off"
          value={typed}
          aria-describedby={`${error ? `${id}-error ` : ""}${id}-help`}
          aria-invalid={error ? true : undefined}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={take}
        />
        <Button variant="secondary" onClick={take}>
          {t("addEmail")}
        </Button>
      </div>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
      <p id={`${id}-help`} className="max-w-text text-muted text-sm">
        {t("presenterEmailsHelp")}
      </p>
    </div>
  )
}

type ChipsProps = {
  emails: readonly string[]
  known: readonly Person[]
  errorOf: (email: string) => string | undefined
  onRemove: (rest: string[]) => void
}

function Chips({ emails, known, errorOf, onRemove }: ChipsProps) {
  const t = useTranslations("webinar.field")
  if (emails.length === 0) return null
  return (
    <ul className="flex flex-col gap-2">
      {emails.map((email) => {
        const error = errorOf(email)
        const person = known.find((each) => each.email.toLowerCase() === email)
        return (
          <li key={email} className="flex flex-col items-start gap-1">
            <span
              className={cn(
                "inline-flex min-h-9 max-w-full items-center gap-2 rounded-full border bg-surface-2 pr-1 pl-3 text-sm",
                error && "border-bad bg-bad-soft",
              )}
            >
              <span className="truncate">
                {person ? `${person.name} · ` : ""}
                {email}
              </span>
              <button
                id={fieldId(email)}
                type="button"
                aria-label={t("removeEmail", { email })}
                className="flex size-7 shrink-0 items-center justify-center rounded-full hover:bg-border"
                onClick={() => onRemove(emails.filter((each) => each !== email))}
              >
                <X aria-hidden className="size-4" />
              </button>
            </span>
            {error && <FieldError>{t("errorOf", { what: email, message: error })}</FieldError>}
          </li>
        )
      })}
    </ul>
  )
}
