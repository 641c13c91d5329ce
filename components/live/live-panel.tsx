"use client"

import { useTranslations } from "next-intl"
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#components/ui/tabs.tsx"
import { isChatOpen } from "#server/domain/live-state.ts"
import { ChatPanel } from "./chat-panel.tsx"
import { EventAbout } from "./event-about.tsx"
import type { LivePageState } from "./use-live-page.ts"

type LivePanelProps = { live: LivePageState; pageUrl: string }

export function LivePanel({ live, pageUrl }: LivePanelProps) {
  const t = useTranslations("live")
  const { view } = live
  return (
    <Tabs defaultValue={view.chat.enabled ? "chat" : "about"} className="h-full">
      <TabsList aria-label={t("panel")} className="shrink-0 px-2">
        {view.chat.enabled && <TabsTrigger value="chat">{t("chat")}</TabsTrigger>}
        <TabsTrigger value="about">{t("about")}</TabsTrigger>
      </TabsList>
      {view.chat.enabled && (
        // Kept while the other tab is open, so that its place and text are as they were.
        <TabsContent value="chat" forceMount className="data-[state=inactive]:hidden">
          <LiveChat live={live} />
        </TabsContent>
      )}
      <TabsContent value="about" className="overflow-y-auto">
        <EventAbout event={view.event} pageUrl={pageUrl} />
      </TabsContent>
    </Tabs>
  )
}

export function LiveChat({ live }: { live: LivePageState }) {
  const { view, chat, connection, state } = live
  return (
    <ChatPanel
      chat={chat}
      viewer={view.chat}
      isOpen={view.chat.enabled && isChatOpen(state)}
      isOver={state === "ended" || state === "cancelled"}
      isConnected={connection !== "disconnected"}
      offsetMs={live.offsetMs}
      signInHref={`/sign-in?callbackUrl=${encodeURIComponent(`/events/${view.event.slug}`)}`}
    />
  )
}
