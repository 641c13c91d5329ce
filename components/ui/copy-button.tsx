"use client"

import { Check, Copy } from "lucide-react"
import { useTranslations } from "next-intl"
import { type ComponentProps, useEffect, useState } from "react"
import { toast } from "sonner"
import { Button } from "./button.tsx"

type CopyButtonProps = Omit<ComponentProps<typeof Button>, "value" | "onClick" | "children"> & {
  value: string
  label: string
  copiedLabel: string
}

const COPIED_SHOWN_MS = 2500

export function CopyButton({
  value,
  label,
  copiedLabel,
  variant = "secondary",
  size = "sm",
  ...props
}: CopyButtonProps) {
  const t = useTranslations("common")
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), COPIED_SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    setCopied(await writeClipboard(value))
  }
  const Icon = copied ? Check : Copy
  const words = copied ? copiedLabel : label
  return (
    <>
      <Button
        {...props}
        variant={variant}
        size={size}
        aria-label={size === "icon" ? words : undefined}
        onClick={() => {
          copy().catch(() => toast.error(t("copyFailed"), { description: value, duration: 15_000 }))
        }}
      >
        <Icon aria-hidden />
        {size !== "icon" && words}
      </Button>
      <span role="status" className="sr-only">
        {copied ? copiedLabel : ""}
      </span>
    </>
  )
}

async function writeClipboard(value: string) {
  if (navigator.clipboard) await navigator.clipboard.writeText(value)
  else copyByHand(value)
  return true
}

// Pages served over plain http have no clipboard API.
function copyByHand(value: string) {
  const area = document.createElement("textarea")
  area.value = value
  area.style.position = "fixed"
  document.body.append(area)
  area.select()
  const done = document.execCommand("copy")
  area.remove()
  if (!done) throw new Error("the browser refused to copy")
}
