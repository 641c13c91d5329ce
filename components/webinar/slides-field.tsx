"use client"

import { FileText } from "lucide-react"
import { useFormatter, useTranslations } from "next-intl"
import { type ChangeEvent, useRef, useState } from "react"
import { fieldId } from "#components/forms/field-id.ts"
import { Button } from "#components/ui/button.tsx"
import { FieldError } from "#components/ui/field.tsx"
import { SLIDES_TYPES } from "#server/domain/webinar.ts"
import { slidesError } from "./slides-file.ts"
import { useErrorWords } from "./use-error-words.ts"
import type { SlidesChoice, StoredSlides } from "./webinar-form-state.ts"

type SlidesFieldProps = {
  stored: StoredSlides | null
  choice: SlidesChoice
  onChoice: (choice: SlidesChoice) => void
  error: string | undefined
}

export function SlidesField({ stored, choice, onChoice, error }: SlidesFieldProps) {
  const t = useTranslations("webinar.field")
  const words = useErrorWords()
  const input = useRef<HTMLInputElement>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const id = fieldId("slides")
  const message = refused ? words(refused) : error
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0]
    event.target.value = ""
    if (!file) return
    const reason = slidesError(file)
    setRefused(reason)
    if (!reason) onChoice({ kind: "replace", file })
  }
  const decide = (next: SlidesChoice) => {
    setRefused(null)
    onChoice(next)
  }
  const hasFile = choice.kind === "replace" || (choice.kind === "keep" && stored !== null)
  return (
    <div className="flex flex-col gap-2">
      <p id={`${id}-label`} className="font-medium text-[0.9375rem]">
        {t("slides")}
      </p>
      <PresentFile stored={stored} choice={choice} />
      <div className="flex flex-wrap gap-2">
        <Button
          id={id}
          variant="secondary"
          size="sm"
          aria-describedby={`${id}-label ${message ? `${id}-error ` : ""}${id}-help`}
          onClick={() => input.current?.click()}
        >
          {hasFile ? t("slidesReplace") : t("slidesChoose")}
        </Button>
        {choice.kind === "replace" && (
          <Button variant="ghost" size="sm" onClick={() => decide({ kind: "keep" })}>
            {t("slidesUndo")}
          </Button>
        )}
        {choice.kind === "keep" && stored && (
          <Button variant="ghost" size="sm" onClick={() => decide({ kind: "remove" })}>
            {t("slidesRemove")}
          </Button>
        )}
        {choice.kind === "remove" && (
          <Button variant="ghost" size="sm" onClick={() => decide({ kind: "keep" })}>
            {t("slidesKeep")}
          </Button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        hidden
        aria-labelledby={`${id}-label`}
        accept={SLIDES_TYPES.join(",")}
        onChange={choose}
      />
      {message && <FieldError id={`${id}-error`}>{message}</FieldError>}
      <p id={`${id}-help`} className="max-w-text text-muted text-sm">
        {t("slidesHelp", { types: SLIDES_TYPES.join(" ") })}
      </p>
    </div>
  )
}

function PresentFile({ stored, choice }: Pick<SlidesFieldProps, "stored" | "choice">) {
  const t = useTranslations("webinar.field")
  const format = useFormatter()
  const size = (bytes: number) =>
    bytes < 100_000
      ? format.number(Math.max(1, Math.round(bytes / 1000)), { style: "unit", unit: "kilobyte" })
      : format.number(bytes / 1_000_000, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 })
  const line =
    choice.kind === "replace"
      ? t("slidesChosen", { name: choice.file.name, size: size(choice.file.size) })
      : choice.kind === "remove"
        ? t("slidesRemoved")
        : stored && t("slidesStored", { name: stored.filename, size: size(stored.sizeBytes) })
  if (!line) return null
  return (
    <p className="flex items-start gap-2 text-[0.9375rem]" aria-live="polite">
      <FileText aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      <span className="break-words">{line}</span>
    </p>
  )
}
