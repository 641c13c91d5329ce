import {
  CalendarClock,
  CirclePlay,
  DoorClosed,
  DoorOpen,
  Headphones,
  type LucideIcon,
  Mic,
  OctagonX,
  RotateCw,
  Square,
  UserPlus,
  Users,
  Video,
} from "lucide-react"
import { useTranslations } from "next-intl"

const PEOPLE = ["owner", "speaker", "listener", "admin"] as const
const ACTIONS = [
  { key: "start", Icon: CirclePlay },
  { key: "enter", Icon: DoorOpen },
  { key: "restart", Icon: RotateCw },
  { key: "stop", Icon: Square },
  { key: "end", Icon: OctagonX },
] as const
const ADVICE = [
  { key: "rehearse", Icon: CalendarClock },
  { key: "invite", Icon: UserPlus },
  { key: "breakout", Icon: DoorClosed },
  { key: "end", Icon: OctagonX },
  { key: "co", Icon: Users },
  { key: "record", Icon: Video },
] as const

export function TwoDoors() {
  const t = useTranslations("help.what")
  return (
    <>
      <p>{t("intro")}</p>
      <div className="grid gap-4 sm:grid-cols-2">
        <Door Icon={Mic} title={t("meetingTitle")} text={t("meetingText")} />
        <Door Icon={Headphones} title={t("eventTitle")} text={t("eventText")} />
      </div>
      <p>{t("between")}</p>
    </>
  )
}

function Door({ Icon, title, text }: { Icon: LucideIcon; title: string; text: string }) {
  return (
    <div className="flex flex-col gap-2 rounded-xl border bg-surface p-5">
      <Icon aria-hidden className="size-7 text-accent" strokeWidth={1.5} />
      <h3 className="font-semibold text-lg">{title}</h3>
      <p className="text-muted">{text}</p>
    </div>
  )
}

export function WhoSeesWhat() {
  const t = useTranslations("help.who")
  return (
    <ul className="divide-y overflow-hidden rounded-xl border bg-surface">
      {PEOPLE.map((person) => (
        <li key={person} className="grid gap-x-8 gap-y-3 p-5 sm:grid-cols-[12rem_1fr]">
          <div>
            <h3 className="font-semibold">{t(person)}</h3>
          </div>
          <dl className="flex flex-col gap-3">
            <div>
              <dt className="text-muted text-sm">{t("enters")}</dt>
              <dd>{t(`${person}Enters`)}</dd>
            </div>
            <div>
              <dt className="text-muted text-sm">{t("sees")}</dt>
              <dd>{t(`${person}Sees`)}</dd>
            </div>
          </dl>
        </li>
      ))}
    </ul>
  )
}

export function FiveActions() {
  const t = useTranslations("help.actions")
  return (
    <>
      <p>{t("intro")}</p>
      <ol className="divide-y overflow-hidden rounded-xl border bg-surface">
        {ACTIONS.map(({ key, Icon }) => (
          <li key={key} className="flex gap-4 p-5">
            <Icon aria-hidden className="mt-0.5 size-6 shrink-0 text-accent" strokeWidth={1.5} />
            <div className="flex flex-col gap-1">
              <h3 className="font-semibold">{t(`${key}Title`)}</h3>
              <p>{t(`${key}Text`)}</p>
            </div>
          </li>
        ))}
      </ol>
    </>
  )
}

export function Advice() {
  const t = useTranslations("help.advice")
  return (
    <div className="grid gap-x-8 gap-y-7 sm:grid-cols-2">
      {ADVICE.map(({ key, Icon }) => (
        <div key={key} className="flex flex-col gap-1.5">
          <Icon aria-hidden className="size-6 text-accent" strokeWidth={1.5} />
          <h3 className="font-semibold">{t(`${key}Title`)}</h3>
          <p className="text-muted">{t(`${key}Text`)}</p>
        </div>
      ))}
    </div>
  )
}
