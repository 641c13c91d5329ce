"use client"

import { Crash } from "#components/frame/crash.tsx"

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void }

export default function SiteErrorPage({ error, reset }: ErrorPageProps) {
  return <Crash reference={error.digest} onRetry={reset} />
}
