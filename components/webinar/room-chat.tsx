"use client"

import { useTranslations } from "next-intl"
import { useState } from "react"
import { toast } from "sonner"
import { refusalOf } from "#components/forms/refusal.ts"
import { LiveChat } from "#components/live/live-panel.tsx"
import { LiveQuestions } from "#components/questions/live-questions.tsx"
import { QuestionsTab } from "#components/questions/questions-tab.tsx"
import { trpc } from "#components/trpc.tsx"
import { Card } from "#components/ui/card.tsx"
import { cn } from "#components/ui/cn.ts"
import { Switch } from "#components/ui/switch.tsx"
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#components/ui/tabs.tsx"
import { isChatOpen } from "#server/domain/live-state.ts"
import { RefusalNotice } from "./live-actions.tsx"
import type { Control } from "./use-control.ts"

export function RoomChat({ control }: { control: Control }) {
  const t = useTranslations("control.chat")
  const { view, live } = control
  const { id, enableChat } = view.webinar
  const [wanted, setWanted] = useState<boolean | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const setChat = trpc.control.setChat.useMutation()
  const change = async (enabled: boolean) => {
    setWanted(enabled)
    setRefused(null)
    try {
      await setChat.mutateAsync({ webinarId: id, enabled })
      toast.success(t(enabled ? "turnedOn" : "turnedOff"))
    } catch (error) {
      setRefused(refusalOf(error).code)
    }
    await control.reread()
    setWanted(null)
  }
  return (
    // Beside the preview the chat fills a height of its own: its messages scroll, the page doesn't grow.
    <div className={cn("relative min-w-0", enableChat && "lg:min-h-144")}>
      <Card className={cn("flex min-h-0 flex-col overflow-hidden", enableChat && "lg:absolute lg:inset-0")}>
        <div className="flex flex-col gap-2 border-b px-5 py-4">
          <Switch
            label={t("enabled")}
            help={enableChat ? <BothWays control={control} /> : t("off")}
            checked={wanted ?? enableChat}
            onCheckedChange={(enabled) => {
              if (wanted === null) void change(enabled)
            }}
          />
          {refused && <RefusalNotice code={refused} />}
        </div>
        {enableChat && (
          <div className="h-128 min-h-0 lg:h-auto lg:flex-1">
            <RoomTabs live={live} />
          </div>
        )}
      </Card>
    </div>
  )
}

/** What is written on each side, and whether the other side reads it. */
function BothWays({ control: { view, live } }: { control: Control }) {
  const t = useTranslations("control.chat")
  const inbound = view.chatInbound === "on" && !isChatOpen(live.state) ? "waiting" : view.chatInbound
  return (
    <div className="flex flex-col gap-1">
      <p>{t(`route.${view.chatRoute}`)}</p>
      <p>{t(`inbound.${inbound}`)}</p>
    </div>
  )
}

function RoomTabs({ live }: Pick<Control, "live">) {
  const t = useTranslations("live")
  const open = live.questions.all.filter(({ state }) => state === "open").length
  return (
    <Tabs defaultValue="chat" className="h-full">
      <TabsList aria-label={t("panel")} className="shrink-0 px-2">
        <TabsTrigger value="chat">{t("chat")}</TabsTrigger>
        <TabsTrigger value="questions">
          <QuestionsTab count={open} counts="open" />
        </TabsTrigger>
      </TabsList>
      <TabsContent value="chat" forceMount className="data-[state=inactive]:hidden">
        <LiveChat live={live} />
      </TabsContent>
      <TabsContent value="questions" forceMount className="data-[state=inactive]:hidden">
        <LiveQuestions live={live} isRoom />
      </TabsContent>
    </Tabs>
  )
}
