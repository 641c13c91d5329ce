"use client"

import { type ComponentProps, useLayoutEffect, useRef } from "react"
import { cn } from "./cn.ts"
import { Textarea } from "./input.tsx"

/** As high as its text, up to four lines. */
export function GrowingTextarea({ className, value, ref, ...props }: ComponentProps<"textarea">) {
  const own = useRef<HTMLTextAreaElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = own.current
    if (!element) return
    element.style.height = "auto"
    element.style.height = `${element.scrollHeight + 2}px`
  }, [value])
  return (
    <Textarea
      {...props}
      ref={(element) => {
        own.current = element
        if (typeof ref === "function") return ref(element)
        if (ref) ref.current = element
      }}
      rows={1}
      value={value}
      className={cn("max-h-[calc(6rem+1.125rem)] min-h-10 resize-none overflow-y-auto", className)}
    />
  )
}
