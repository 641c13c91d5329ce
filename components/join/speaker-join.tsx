import { useFormatter, useTranslations } from "next-intl"
import { JoinMessages } from "./join-messages.tsx"
import { TextInput } from "./streaming-join.tsx"

type SpeakerJoinProps = {
  joinKey: string
  title: string
  startAt: Date
  ready: boolean
  suggestedName: string
}

/** For an invited speaker: their name, then the meeting; before it opens this is the waiting room. */
export function SpeakerJoin({ joinKey, title, startAt, ready, suggestedName }: SpeakerJoinProps) {
  const t = useTranslations("join")
  const format = useFormatter()
  const start = { day: format.dateTime(startAt, "day"), time: format.dateTime(startAt, "timeZoned") }
  return (
    <>
      <div>
        <p className="text-muted text-sm">{t("speakerTitle")}</p>
        <h1 className="wrap-anywhere text-balance font-semibold text-2xl leading-tight">{title}</h1>
        <p className="mt-1 text-muted">{t("startsAt", start)}</p>
      </div>
      <form
        data-join="speaker"
        data-key={joinKey}
        data-ready={ready}
        noValidate
        className="flex flex-col gap-4"
      >
        <TextInput id="speaker-name" label={t("yourName")} help={t("yourNameHelp")} value={suggestedName} />
        <JoinMessages first={ready ? null : "notStarted"} />
        <button
          type="submit"
          className="min-h-11 rounded-md bg-accent px-5 font-medium text-on-accent hover:bg-accent-hover"
        >
          {t("enter")}
        </button>
      </form>
    </>
  )
}
