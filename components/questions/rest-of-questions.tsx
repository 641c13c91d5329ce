"use client"

import { useTranslations } from "next-intl"
import { useState } from "react"
import { Button } from "#components/ui/button.tsx"
import type { QuestionSession } from "./question-session.ts"

type RestOfQuestionsProps = { session: QuestionSession; onLoaded: () => void }

/** A page opens with the most wanted questions; the others come when somebody wants them. */
export function RestOfQuestions({ session, onLoaded }: RestOfQuestionsProps) {
  const t = useTranslations("questions.rest")
  const [progress, setProgress] = useState<"idle" | "busy" | "failed">("idle")
  const load = () => {
    setProgress("busy")
    session.loadRest().then(onLoaded, () => setProgress("failed"))
  }
  return (
    <div className="flex flex-col items-center gap-1 border-t px-4 py-3 text-center text-muted text-sm">
      <p>{t("text")}</p>
      <Button variant="ghost" size="sm" busy={progress === "busy"} onClick={load}>
        {t("load")}
      </Button>
      <p role="status" className="text-bad empty:hidden">
        {progress === "failed" && t("failed")}
      </p>
    </div>
  )
}
