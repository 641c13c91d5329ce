"use client"

import Link from "next/link"
import { useTranslations } from "next-intl"
import { type ReactNode, useEffect, useRef } from "react"
import { fieldId } from "#components/forms/field-id.ts"
import { usePeriod } from "#components/forms/schedule-fields.tsx"
import { SlotButtons } from "#components/forms/slot-buttons.tsx"
import { Button } from "#components/ui/button.tsx"
import { Notice } from "#components/ui/notice.tsx"
import type { WebinarDraft } from "./webinar-draft.ts"
import type { FormSettings, WebinarFormState } from "./webinar-form-state.ts"

type FormNoticeProps = {
  state: WebinarFormState
  /** What is typed now; the server judged `state.values`. */
  draft: WebinarDraft
  change: (part: Partial<WebinarDraft>) => void
  settings: FormSettings
  signInTo: string
  losesFile: boolean
  messageOf: (field: string, key: string) => string
}

/** What stands between the form and being saved; takes the focus each time the server says no. */
export function FormNotice({
  state,
  draft,
  change,
  settings,
  signInTo,
  losesFile,
  messageOf,
}: FormNoticeProps) {
  const box = useRef<HTMLDivElement>(null)
  const isMended = state.formError === "no_gateway" && !areDatesRefused(state, draft)
  const failed = !isMended && (state.formError !== null || Object.keys(state.errors).length > 0)
  // Once for each answer: dates typed back to refused ones must not take the focus from their field.
  const shownAttempt = useRef(0)
  useEffect(() => {
    if (!failed || state.attempt === shownAttempt.current) return
    shownAttempt.current = state.attempt
    box.current?.focus()
  }, [state.attempt, failed])
  if (!failed) return null
  return (
    <div ref={box} tabIndex={-1} className="rounded-md">
      {state.formError === "no_gateway" ? (
        <NoGateway state={state} settings={settings} choose={change} />
      ) : state.formError ? (
        <Failure code={state.formError} signInTo={signInTo} losesFile={losesFile} />
      ) : (
        <Summary state={state} messageOf={messageOf} />
      )}
    </div>
  )
}

/** The refusal belongs to dates and mode: other ones haven't been judged yet. */
export function areDatesRefused({ formError, values }: WebinarFormState, draft: WebinarDraft) {
  return (
    formError === "no_gateway" &&
    draft.isWebinar &&
    draft.startDate === values.startDate &&
    draft.startTime === values.startTime &&
    draft.durationMinutes === values.durationMinutes
  )
}

type NoGatewayProps = Pick<FormNoticeProps, "state" | "settings"> & {
  choose: (moment: Partial<WebinarDraft>) => void
}

function NoGateway({ state, settings, choose }: NoGatewayProps) {
  const t = useTranslations("webinar.errors")
  const period = usePeriod(state.values, settings.timeZone)
  return (
    <Notice tone="bad" title={t("noGatewayTitle")}>
      {period && <p>{t("noGateway", period)}</p>}
      <SlotButtons slots={state.slots} timeZone={settings.timeZone} choose={choose} />
    </Notice>
  )
}

type FailureProps = Pick<FormNoticeProps, "signInTo" | "losesFile"> & { code: string }

function Failure({ code, signInTo, losesFile }: FailureProps): ReactNode {
  const t = useTranslations("webinar.errors")
  const messages = useTranslations("errors")
  if (code === "unauthenticated") {
    return (
      <Notice
        tone="warn"
        title={t("sessionTitle")}
        action={
          <Button asChild>
            <Link href={`/sign-in?callbackUrl=${encodeURIComponent(signInTo)}`} data-keeps-draft>
              {t("signIn")}
            </Link>
          </Button>
        }
      >
        {t("session")} {losesFile && t("sessionFile")}
      </Notice>
    )
  }
  return (
    <Notice tone="bad" title={t("networkTitle")}>
      {messages.has(code) ? messages(code) : t("network")}
    </Notice>
  )
}

function Summary({ state, messageOf }: Pick<FormNoticeProps, "state" | "messageOf">) {
  const t = useTranslations("webinar.field")
  const messages = useTranslations("errors")
  const wrong = Object.entries(state.errors)
  return (
    <Notice tone="bad" title={messages("summaryTitle", { count: wrong.length })}>
      <ul className="mt-1 flex list-disc flex-col gap-1 pl-5">
        {wrong.map(([field, key]) => {
          const [name = field, index] = field.split(".")
          const what =
            name === "presenterEmails" && index ? state.values.presenterEmails[Number(index)] : null
          return (
            <li key={field}>
              <a
                href={`#${fieldId(what ?? name)}`}
                className="underline underline-offset-4"
                onClick={(event) => focusField(event, what ?? name)}
              >
                {t("errorOf", {
                  what: what ?? t(name),
                  message: messageOf(field, key),
                })}
              </a>
            </li>
          )
        })}
      </ul>
    </Notice>
  )
}

function focusField(event: { preventDefault: () => void }, name: string) {
  const control = document.getElementById(fieldId(name))
  if (!control) return
  event.preventDefault()
  control.focus()
}
