import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { orRefuse } from "#app/refusals.ts"
import { ControlRoom } from "#components/webinar/control-room.tsx"
import { EntryProblem } from "#components/webinar/entry-problem.tsx"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { openChat } from "#server/services/chat-reading.ts"
import { getControlView } from "#server/services/livestreams.ts"
import { openQuestions } from "#server/services/question-reading.ts"
import { getRetention } from "#server/services/retention.ts"

type ControlRoomPageProps = {
  params: Promise<{ id: string }>
  searchParams: Promise<{ problem?: string | string[] }>
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("control")
  return { title: t("title"), robots: { index: false } }
}

export default async function ControlRoomPage({ params, searchParams }: ControlRoomPageProps) {
  const [{ id }, { problem }] = await Promise.all([params, searchParams])
  const [deps, actor] = await Promise.all([getDeps(), getActor()])
  const view = await orRefuse(getControlView(deps, actor, { webinarId: id }), `/webinars/${id}`)
  const { realtime, timeZone, webinars } = deps.config
  return (
    <div className="flex flex-col gap-6">
      {typeof problem === "string" && <EntryProblem code={problem} />}
      <ControlRoom
        initial={view}
        initialChat={await openChat(deps, actor, { eventId: view.event.id })}
        initialQuestions={await openQuestions(deps, actor, { eventId: view.event.id })}
        realtime={{ ...realtime.browser, key: realtime.app.key, cluster: realtime.publish.cluster }}
        retention={await getRetention(deps, actor, { webinarId: id })}
        timeZone={timeZone}
        maxDurationMinutes={webinars.maxDurationMinutes}
      />
    </div>
  )
}
