"use client"

import { cn } from "#components/ui/cn.ts"
import { LiveChat } from "./live-panel.tsx"
import { LiveStage } from "./live-stage.tsx"
import { type LivePageData, useLivePage } from "./use-live-page.ts"

type EmbedPageProps = LivePageData & { isChatShown: boolean }

/** The player, and the chat where it is asked for, filling a frame of somebody else's page. */
export function EmbedPage({ isChatShown, ...data }: EmbedPageProps) {
  const live = useLivePage(data)
  const hasChat = isChatShown && live.view.chat.enabled
  return (
    <main id="content" className={cn("flex h-dvh bg-black", hasChat && "flex-col md:flex-row")}>
      <h1 className="sr-only">{live.view.event.title}</h1>
      <LiveStage
        live={live}
        className={hasChat ? "shrink-0 md:aspect-auto md:h-full md:w-auto md:flex-1" : "aspect-auto"}
      />
      {hasChat && (
        <div className="min-h-0 flex-1 bg-surface md:max-w-sm md:basis-80">
          <LiveChat live={live} />
        </div>
      )}
    </main>
  )
}
