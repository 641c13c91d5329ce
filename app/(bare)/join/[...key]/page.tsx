import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { SpeakerJoin } from "#components/join/speaker-join.tsx"
import { StreamingJoin } from "#components/join/streaming-join.tsx"
import { Button } from "#components/ui/button.tsx"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { getJoin } from "#server/services/join.ts"

type Props = { params: Promise<{ key: string[] }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("join")
  return { title: t("speakerTitle"), robots: { index: false }, referrer: "no-referrer" }
}

export default async function JoinPage({ params }: Props) {
  const key = (await params).key.map(decodeURIComponent).join("/")
  const join = await getJoin(await getDeps(), await getActor(), { key })
  return (
    <main id="content" className="flex min-h-dvh items-center justify-center p-4">
      <div className="flex w-full max-w-md flex-col gap-6 rounded-xl border bg-surface p-6 shadow-raised sm:p-8">
        {join.kind === "streaming_user" && <StreamingJoin roomKey={key} />}
        {join.kind === "speaker" && <SpeakerJoin joinKey={key} {...join} />}
        {join.kind === "unknown" && <UnknownKey />}
      </div>
      {join.kind !== "unknown" && <script src="/join.js" defer />}
    </main>
  )
}

async function UnknownKey() {
  const t = await getTranslations("join")
  return (
    <>
      <h1 className="font-semibold text-xl">{t("unknownTitle")}</h1>
      <p className="text-muted">{t("unknownBody")}</p>
      <Button asChild variant="secondary">
        <a href="/">{t("unknownAction")}</a>
      </Button>
    </>
  )
}
