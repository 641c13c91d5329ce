"use client"

import { Crash } from "#components/frame/crash.tsx"

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void }

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <main id="content" className="page py-8">
      <Crash reference={error.digest} onRetry={reset} />
    </main>
  )
}
