import { getTranslations } from "next-intl/server"
import { orRefuse } from "#app/refusals.ts"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { TranscriptFormat, type TranscriptWords } from "#server/domain/transcript.ts"
import { exportTranscript } from "#server/services/transcript.ts"
import { downloadOf } from "../../../../download.ts"

type Context = { params: Promise<{ id: string }> }

export async function GET(request: Request, { params }: Context) {
  const { id } = await params
  const format = TranscriptFormat.safeParse(new URL(request.url).searchParams.get("format"))
  if (!format.success) return new Response("no such format", { status: 400 })
  const [deps, actor, words] = await Promise.all([getDeps(), getActor(), transcriptWords()])
  const asked = { webinarId: id, format: format.data, words }
  // A sign-in leads to the page with the link, not to a download that begins by itself.
  return downloadOf(await orRefuse(exportTranscript(deps, actor, asked), `/webinars/${id}`))
}

async function transcriptWords(): Promise<TranscriptWords> {
  const t = await getTranslations("transcript.file")
  return {
    messages: t("messages"),
    questions: t("questions"),
    none: t("none"),
    deleted: t("deleted"),
    erased: t("erased"),
    liveFrom: (time) => t("liveFrom", { time }),
    votes: (count) => t("votes", { count }),
    answer: (name) => t("answer", { name }),
    origin: {
      listener: t("origin.listener"),
      presenter: t("origin.presenter"),
      meeting: t("origin.meeting"),
    },
    state: {
      open: t("state.open"),
      answering: t("state.answering"),
      answered_live: t("state.answered_live"),
      answered_in_writing: t("state.answered_in_writing"),
      dismissed: t("state.dismissed"),
      withdrawn: t("state.withdrawn"),
    },
  }
}
