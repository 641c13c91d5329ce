"use client"

import { LoaderCircle, PlugZap } from "lucide-react"
import { useTranslations } from "next-intl"
import { type ComponentProps, useState, useTransition } from "react"
import { UNANSWERED } from "#components/forms/unanswered.ts"
import { Button } from "#components/ui/button.tsx"
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from "#components/ui/dialog.tsx"
import { Notice } from "#components/ui/notice.tsx"
import type { GatewayRow } from "#server/domain/views.ts"
import type { GatewayTest, TestAction } from "./gateway-test.ts"

type TestGatewayProps = {
  gateway: Pick<GatewayRow, "id" | "name" | "dialect" | "sipmediagwUrl">
  test: TestAction
  size?: ComponentProps<typeof Button>["size"]
}

/** Asks as soon as it is opened: a test changes nothing. */
export function TestGateway({ gateway, test, size }: TestGatewayProps) {
  const t = useTranslations("admin.test")
  const [answer, setAnswer] = useState<GatewayTest | null>(null)
  const [asking, startAsking] = useTransition()
  const ask = () => {
    setAnswer(null)
    startAsking(async () => {
      const unanswered = { outcome: "refused", code: UNANSWERED } as const
      setAnswer(await test(gateway.id).catch(() => unanswered))
    })
  }
  return (
    <Dialog onOpenChange={(open) => open && ask()}>
      <DialogTrigger>
        <Button variant="secondary" size={size} aria-label={t("actionOf", { name: gateway.name })}>
          <PlugZap aria-hidden />
          <span className="max-lg:sr-only">{t("action")}</span>
        </Button>
      </DialogTrigger>
      <DialogContent
        title={t("title", { name: gateway.name })}
        description={t("description", { url: gateway.sipmediagwUrl })}
      >
        {answer && !asking ? (
          <Answer answer={answer} chosen={gateway.dialect} />
        ) : (
          <p role="status" className="flex items-center gap-2.5 text-muted">
            <LoaderCircle aria-hidden className="size-5 animate-spin" />
            {t("asking")}
          </p>
        )}
        <DialogFooter>
          <Button variant="secondary" busy={asking} onClick={ask}>
            {t("again")}
          </Button>
          <DialogClose>
            <Button>{t("close")}</Button>
          </DialogClose>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}

function Answer({ answer, chosen }: { answer: GatewayTest; chosen: GatewayRow["dialect"] }) {
  const t = useTranslations("admin.test")
  const dialects = useTranslations("admin.dialect")
  const messages = useTranslations("errors")
  if (answer.outcome === "refused") {
    return (
      <Notice tone="bad" title={t("notRun")}>
        {messages.has(answer.code) ? messages(answer.code) : t("network")}
      </Notice>
    )
  }
  if (answer.outcome === "failed") {
    return (
      <Notice tone="bad" title={t(`${answer.failure}.title`)}>
        {t(`${answer.failure}.body`)}
      </Notice>
    )
  }
  const { version } = answer
  const words = answer.dialect === "proxy" ? PROXY_WORDS : SERVER_WORDS
  const product = version === "main" ? t(words.newest) : t(words.version, { version })
  if (answer.dialect !== chosen) {
    return (
      <Notice tone="warn" title={t("otherTitle", { product, chosen: dialects(chosen) })}>
        {t("other", { found: dialects(answer.dialect) })}
      </Notice>
    )
  }
  return (
    <Notice tone="ok" title={t("okTitle", { product })}>
      {t(OK_WORDS[chosen])}
    </Notice>
  )
}

const SERVER_WORDS = { version: "version", newest: "newest" } as const
const PROXY_WORDS = { version: "proxyVersion", newest: "proxyNewest" } as const
const OK_WORDS = { classic: "ok", gateway: "okSlot", proxy: "okProxy" } as const
