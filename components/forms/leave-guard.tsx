"use client"

import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { useEffect, useState } from "react"
import { Button } from "#components/ui/button.tsx"
import { Dialog, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog.tsx"

type LeaveGuardProps = { active: boolean; onLeave: () => void }

/** Asks before unsaved changes are lost: by closing the tab, or by following a link of the site. */
export function LeaveGuard({ active, onLeave }: LeaveGuardProps) {
  const t = useTranslations("webinar.leave")
  const router = useRouter()
  const [target, setTarget] = useState<string | null>(null)
  useEffect(() => {
    if (!active) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    const intercept = (event: MouseEvent) => {
      const href = internalTarget(event)
      if (!href) return
      event.preventDefault()
      event.stopPropagation()
      setTarget(href)
    }
    window.addEventListener("beforeunload", warn)
    document.addEventListener("click", intercept, { capture: true })
    return () => {
      window.removeEventListener("beforeunload", warn)
      document.removeEventListener("click", intercept, { capture: true })
    }
  }, [active])
  const leave = () => {
    if (!target) return
    onLeave()
    router.push(target)
  }
  return (
    <Dialog open={target !== null} onOpenChange={(open) => !open && setTarget(null)}>
      <DialogContent title={t("title")} description={t("text")}>
        <DialogFooter>
          <Button variant="destructive" onClick={leave}>
            {t("leave")}
          </Button>
          <DialogClose>
            <Button>{t("stay")}</Button>
          </DialogClose>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}

/** The page a click leads to, if it would replace this one. */
function internalTarget(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0) return null
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return null
  if (link.dataset.keepsDraft !== undefined) return null
  const url = new URL(link.href)
  if (url.origin !== window.location.origin) return null
  if (url.pathname === window.location.pathname && url.search === window.location.search) return null
  return `${url.pathname}${url.search}${url.hash}`
}
