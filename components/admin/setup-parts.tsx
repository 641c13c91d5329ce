import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { CopyButton } from "#components/ui/copy-button.tsx"

/** Something to paste into a settings file. */
export function Snippet({ label, text }: { label: string; text: string }) {
  const t = useTranslations("setup")
  return (
    <figure className="flex min-w-0 flex-col gap-2">
      <figcaption className="flex flex-wrap items-center justify-between gap-2 text-sm">
        <span className="font-medium">{label}</span>
        <CopyButton value={text} label={t("copy")} copiedLabel={t("copied")} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box is reached by keyboard */}
      <pre tabIndex={0} className="overflow-x-auto rounded-md border bg-surface-2 p-4 font-mono text-sm">
        {text}
      </pre>
    </figure>
  )
}

/** An address of this installation. */
export function Value({ label, children }: { label: string; children: string }) {
  return (
    <div className="flex flex-col gap-0.5 sm:grid sm:grid-cols-[14rem_1fr] sm:gap-4">
      <dt className="text-muted text-sm leading-6">{label}</dt>
      <dd className="wrap-anywhere font-mono text-sm leading-6">{children}</dd>
    </div>
  )
}

export function Values({ children }: { children: ReactNode }) {
  return <dl className="flex flex-col gap-2">{children}</dl>
}

export function Steps({ children }: { children: ReactNode }) {
  return <ol className="flex max-w-text list-decimal flex-col gap-1.5 pl-5">{children}</ol>
}

export function Heading({ children }: { children: ReactNode }) {
  return <h3 className="pt-2 font-semibold">{children}</h3>
}
