import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { EmbedPage } from "#components/live/embed-page.tsx"
import { Button } from "#components/ui/button.tsx"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { AppError } from "#server/errors.ts"
import { openChat } from "#server/services/chat-reading.ts"
import { getLiveView } from "#server/services/live-page.ts"
import { openQuestions } from "#server/services/question-reading.ts"

type Props = { params: Promise<{ slug: string }>; searchParams: Promise<{ chat?: string | string[] }> }

export const metadata: Metadata = { robots: { index: false } }

export default async function EmbeddedEventPage({ params, searchParams }: Props) {
  const [{ slug }, { chat }, deps, actor] = await Promise.all([params, searchParams, getDeps(), getActor()])
  const view = await getLiveView(deps, actor, { slug }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "unauthenticated") return "sign_in" as const
    if (error instanceof AppError && error.code === "not_found") return null
    throw error
  })
  if (view === null || view === "sign_in") return <Unavailable slug={slug} needsSignIn={view === "sign_in"} />
  const { app, browser, publish } = deps.config.realtime
  const isChatShown = chat === "1"
  return (
    <EmbedPage
      key={view.event.id}
      initial={view}
      chatPage={await openChat(deps, actor, { eventId: view.event.id })}
      questionsPage={await openQuestions(deps, actor, { eventId: view.event.id })}
      realtime={{ key: app.key, ...browser, cluster: publish.cluster }}
      isChatShown={isChatShown}
    />
  )
}

/** Signing in happens on Amphi's own page: another site's frame is no place for a password. */
async function Unavailable({ slug, needsSignIn }: { slug: string; needsSignIn: boolean }) {
  const t = await getTranslations("live")
  return (
    <main
      id="content"
      className="flex h-dvh flex-col items-center justify-center gap-3 bg-surface p-6 text-center"
    >
      <h1 className="font-semibold text-xl">{needsSignIn ? t("embedSignIn") : t("embedGone")}</h1>
      <p className="text-muted">{needsSignIn ? t("embedSignInBody") : t("embedGoneBody")}</p>
      {needsSignIn && (
        <Button asChild>
          <a href={`/sign-in?callbackUrl=${encodeURIComponent(`/events/${slug}`)}`} target="_top">
            {t("signIn")}
          </a>
        </Button>
      )}
    </main>
  )
}
