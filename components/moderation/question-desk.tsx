"use client"

import { type Asked, useDesk } from "./desk.ts"
import { Failure } from "./failure.tsx"
import { PersonDialog } from "./person-dialog.tsx"
import { useActs } from "./use-acts.ts"

export type QuestionDeskProps = { asked: Asked | null; failure: string | null }

/** What came of an act on who asked, and who that is. */
export function QuestionDesk({ asked, failure }: QuestionDeskProps) {
  const acts = useActs()
  const { ask } = useDesk()
  return (
    <>
      <Failure code={failure} />
      <PersonDialog
        about={asked?.kind === "person" ? asked.about : null}
        acts={acts}
        failure={failure}
        onClose={() => ask(null)}
      />
    </>
  )
}
