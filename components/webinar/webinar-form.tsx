"use client"

import Link from "next/link"
import { useTranslations } from "next-intl"
import { type SubmitEvent, startTransition } from "react"
import { LeaveGuard } from "#components/forms/leave-guard.tsx"
import { Button } from "#components/ui/button.tsx"
import { Notice } from "#components/ui/notice.tsx"
import type { Person } from "#server/domain/views.ts"
import { AboutSection, WhenSection } from "./about-section.tsx"
import { areDatesRefused, FormNotice } from "./form-notice.tsx"
import { LiveSection } from "./live-section.tsx"
import { MeetingSection } from "./meeting-section.tsx"
import { PeopleSection } from "./people-section.tsx"
import { useWebinarForm } from "./use-webinar-form.ts"
import type { WebinarDraft } from "./webinar-draft.ts"
import type { FormSettings, SaveWebinarAction, StoredSlides } from "./webinar-form-state.ts"

export type WebinarFormProps = {
  /** null: a webinar that doesn't exist yet. */
  webinarId: string | null
  initial: WebinarDraft
  settings: FormSettings
  save: SaveWebinarAction
  owner: Person | null
  presenters: readonly Person[]
  slides: StoredSlides | null
  livestreamOpen: boolean
}

export function WebinarForm(props: WebinarFormProps) {
  const { webinarId, settings } = props
  const t = useTranslations("webinar")
  const form = useWebinarForm(props)
  const section = { draft: form.draft, change: form.change, errorOf: form.errorOf, settings }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    startTransition(form.submit)
  }
  const back = webinarId ? `/webinars/${webinarId}` : "/webinars"
  return (
    <form noValidate onSubmit={submit} className="flex min-w-0 flex-col gap-6">
      <FormNotice
        state={form.state}
        draft={form.draft}
        change={form.change}
        settings={settings}
        signInTo={webinarId ? `/webinars/${webinarId}/edit` : "/webinars/new"}
        losesFile={form.slides.kind === "replace"}
        messageOf={form.messageOf}
      />
      {form.restored && (
        <Notice
          title={t("restored.title")}
          action={
            <Button variant="secondary" size="sm" onClick={form.discard}>
              {t("restored.discard")}
            </Button>
          }
        >
          {t("restored.text")}
          {form.restored.fileName && <p>{t("restored.file", { name: form.restored.fileName })}</p>}
        </Notice>
      )}
      <AboutSection {...section} />
      <WhenSection {...section} webinarId={webinarId} refused={areDatesRefused(form.state, form.draft)} />
      <LiveSection
        {...section}
        wasWebinar={webinarId !== null && props.initial.isWebinar}
        livestreamOpen={props.livestreamOpen}
      />
      <PeopleSection
        {...section}
        owner={props.owner}
        presenters={props.presenters}
        emailErrorOf={form.emailErrorOf}
      />
      <MeetingSection {...section} stored={props.slides} slides={form.slides} onSlides={form.setSlides} />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" size="lg" busy={form.saving}>
          {form.saving ? t("edit.saving") : t(webinarId ? "edit.save" : "edit.create")}
        </Button>
        <Button variant="ghost" size="lg" asChild>
          <Link href={back}>{t("edit.cancel")}</Link>
        </Button>
        {form.dirty && <p className="text-muted text-sm">{t("edit.unsaved")}</p>}
      </div>
      <LeaveGuard active={form.dirty && !form.saving} onLeave={form.forget} />
    </form>
  )
}
