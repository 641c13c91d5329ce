"use client"

import { useTranslations } from "next-intl"
import { useState } from "react"
import { PulseBar } from "#components/pulse/pulse-bar.tsx"
import { LiveQuestions } from "#components/questions/live-questions.tsx"
import { QuestionsTab } from "#components/questions/questions-tab.tsx"
import { useUnseen } from "#components/questions/use-unseen.ts"
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#components/ui/tabs.tsx"
import { isChatOpen } from "#server/domain/live-state.ts"
import { ChatPanel } from "./chat-panel.tsx"
import { EventAbout } from "./event-about.tsx"
import type { LivePageState } from "./use-live-page.ts"

type LivePanelProps = { live: LivePageState; pageUrl: string }

export function LivePanel({ live, pageUrl }: LivePanelProps) {
  const t = useTranslations("live")
  const { view, state } = live
  const { enabled, myId, isPresenter } = view.chat
  const [chosen, setChosen] = useState(enabled ? "chat" : "about")
  const tab = enabled ? chosen : "about"
  const unseen = useUnseen(live.questions, tab === "questions", live.choice.reread)
  const isOnAir = state === "live" || state === "interrupted"
  return (
    <div className="flex h-full flex-col">
      {isOnAir && myId !== null && !isPresenter && <PulseBar eventId={view.event.id} />}
      <Tabs value={tab} onValueChange={setChosen} className="flex-1">
        <TabsList aria-label={t("panel")} className="shrink-0 px-2">
          {enabled && <TabsTrigger value="chat">{t("chat")}</TabsTrigger>}
          {enabled && (
            <TabsTrigger value="questions">
              <QuestionsTab count={unseen} counts="new" />
            </TabsTrigger>
          )}
          <TabsTrigger value="about">{t("about")}</TabsTrigger>
        </TabsList>
        {/* Kept while another tab is open, so that places and texts are as they were. */}
        {enabled && (
          <TabsContent value="chat" forceMount className="data-[state=inactive]:hidden">
            <LiveChat live={live} />
          </TabsContent>
        )}
        {enabled && (
          <TabsContent value="questions" forceMount className="data-[state=inactive]:hidden">
            <LiveQuestions live={live} />
          </TabsContent>
        )}
        <TabsContent value="about" className="overflow-y-auto">
          <EventAbout event={view.event} pageUrl={pageUrl} />
        </TabsContent>
      </Tabs>
    </div>
  )
}

export function LiveChat({ live }: { live: LivePageState }) {
  const { view, chat, choice, connection, state } = live
  return (
    <ChatPanel
      chat={chat}
      choice={choice}
      viewer={view.chat}
      isOpen={view.chat.enabled && isChatOpen(state)}
      isOver={state === "ended" || state === "cancelled"}
      isBarred={state === "restricted"}
      isConnected={connection !== "disconnected"}
      replayFrom={view.replayFrom}
      offsetMs={live.offsetMs}
    />
  )
}
