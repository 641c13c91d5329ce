"use client"

import { useTranslations } from "next-intl"
import { type FormEvent, useState } from "react"
import { mergedLines, typedKey } from "#components/live/typed-draft.ts"
import { useTyped } from "#components/live/use-typed.ts"
import { trpc } from "#components/trpc.tsx"
import { Button } from "#components/ui/button.tsx"
import { Field } from "#components/ui/field.tsx"
import { Textarea } from "#components/ui/input.tsx"
import { Skeleton } from "#components/ui/skeleton.tsx"
import { ChangeRules } from "#server/domain/moderation.ts"
import { useDesk } from "./desk.ts"
import { ReadFailure } from "./read-failure.tsx"
import type { Acts } from "./use-acts.ts"

export function BlockedWords({ acts }: { acts: Acts }) {
  const { eventId } = useDesk()
  const query = trpc.moderation.blockedWords.useQuery({ eventId }, { gcTime: 0 })
  if (query.isError) return <ReadFailure onRetry={() => void query.refetch()} />
  if (!query.data) return <Skeleton className="h-32" />
  return <WordsForm words={query.data} acts={acts} />
}

function WordsForm({ words, acts }: { words: readonly string[]; acts: Acts }) {
  const t = useTranslations("moderation.settings")
  const errors = useTranslations("errors")
  const common = useTranslations("common")
  const done = useTranslations("moderation.done")
  const [saved, setSaved] = useState(words.join("\n"))
  const { eventId, myId } = useDesk()
  const typed = useTyped(typedKey("words", eventId, myId), saved, mergedLines)
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  async function submit(event: FormEvent) {
    event.preventDefault()
    const parsed = ChangeRules.shape.change.safeParse({ blockedWords: typed.text.split("\n") })
    if (!parsed.success) return setError(parsed.error.issues[0]?.message ?? "invalid")
    setError(null)
    setBusy(true)
    const isDone = await acts.changeRules(parsed.data)
    setBusy(false)
    if (!isDone) return
    const kept = parsed.data.blockedWords?.join("\n") ?? ""
    setSaved(kept)
    typed.settle(kept)
    acts.say(done("words"))
  }
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col items-start gap-3">
      <Field
        label={t("blockedWords")}
        help={t("blockedWordsHelp")}
        error={error && errors(error)}
        className="w-full"
      >
        <Textarea
          value={typed.text}
          spellCheck={false}
          onChange={(event) => typed.change(event.target.value)}
        />
      </Field>
      {typed.text !== saved && (
        <Button type="submit" size="sm" busy={busy}>
          {common("save")}
        </Button>
      )}
    </form>
  )
}
