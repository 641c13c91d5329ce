import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { ControlRoom } from "#components/webinar/control-room.tsx"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { openChat } from "#server/services/chat-reading.ts"
import { getControlView } from "#server/services/livestreams.ts"
import { openQuestions } from "#server/services/question-reading.ts"
import { orRefuse } from "../refusals.ts"

type ControlRoomPageProps = { params: Promise<{ id: string }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("control")
  return { title: t("title"), robots: { index: false } }
}

export default async function ControlRoomPage({ params }: ControlRoomPageProps) {
  const { id } = await params
  const [deps, actor] = await Promise.all([getDeps(), getActor()])
  const view = await orRefuse(getControlView(deps, actor, { webinarId: id }), `/webinars/${id}`)
  const { realtime, timeZone, webinars } = deps.config
  return (
    <ControlRoom
      initial={view}
      initialChat={await openChat(deps, actor, { eventId: view.event.id })}
      initialQuestions={await openQuestions(deps, actor, { eventId: view.event.id })}
      realtime={{ ...realtime.browser, key: realtime.app.key, cluster: realtime.publish.cluster }}
      timeZone={timeZone}
      maxDurationMinutes={webinars.maxDurationMinutes}
    />
  )
}
