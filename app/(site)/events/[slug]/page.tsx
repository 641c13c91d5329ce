import type { Metadata } from "next"
import { notFound, redirect } from "next/navigation"
import { getTranslations } from "next-intl/server"
import { cache } from "react"
import { LivePage } from "#components/live/live-page.tsx"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import type { LiveView } from "#server/domain/views.ts"
import { AppError } from "#server/errors.ts"
import { openChat } from "#server/services/chat-reading.ts"
import { getLiveView } from "#server/services/live-page.ts"
import { openQuestions } from "#server/services/question-reading.ts"

type Props = { params: Promise<{ slug: string }> }

const findView = cache(async (slug: string): Promise<LiveView | "sign_in" | null> => {
  try {
    return await getLiveView(await getDeps(), await getActor(), { slug })
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") return "sign_in"
    if (error instanceof AppError && error.code === "not_found") return null
    throw error
  }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const view = await findView((await params).slug)
  if (view === null || view === "sign_in") return {}
  const t = await getTranslations("live")
  const { title, description, organiser } = view.event
  return { title, description: description.slice(0, 200) || t("by", { name: organiser }) }
}

export default async function EventPage({ params }: Props) {
  const { slug } = await params
  const view = await findView(slug)
  if (view === null) notFound()
  if (view === "sign_in") redirect(`/sign-in?callbackUrl=${encodeURIComponent(`/events/${slug}`)}`)
  const deps = await getDeps()
  const { app, browser, publish } = deps.config.realtime
  const actor = await getActor()
  const chatPage = await openChat(deps, actor, { eventId: view.event.id })
  const questionsPage = await openQuestions(deps, actor, { eventId: view.event.id })
  return (
    <LivePage
      key={view.event.id}
      initial={view}
      chatPage={chatPage}
      questionsPage={questionsPage}
      realtime={{ key: app.key, ...browser, cluster: publish.cluster }}
      pageUrl={`${deps.config.publicUrl}/events/${view.event.slug}`}
    />
  )
}
