import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { getTranslations } from "next-intl/server"
import { LogoMark } from "#components/frame/logo.tsx"
import { returnPath } from "#components/frame/return-path.ts"
import { failureOf } from "#components/frame/sign-in-failure.ts"
import { SignInForm } from "#components/frame/sign-in-form.tsx"
import { getViewer } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"

type SignInPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth")
  return { title: t("title"), robots: { index: false } }
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const [{ callbackUrl, error }, deps, viewer, t] = await Promise.all([
    searchParams,
    getDeps(),
    getViewer(),
    getTranslations("auth"),
  ])
  const returnTo = returnPath(
    typeof callbackUrl === "string" ? callbackUrl : undefined,
    new URL(deps.config.publicUrl).origin,
  )
  if (viewer) redirect(returnTo)
  return (
    <div className="mx-auto flex w-full max-w-md flex-col gap-6 py-4 md:py-10">
      <div className="flex flex-col items-center gap-3 text-center">
        <LogoMark className="size-12 text-accent" />
        <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
        <p className="text-muted">{returnTo === "/" ? t("description") : t("continueTo")}</p>
      </div>
      <div className="rounded-xl border bg-surface p-6 md:p-8">
        <SignInForm returnTo={returnTo} failure={typeof error === "string" ? failureOf(error) : null} />
      </div>
      <p className="text-center text-muted text-sm">{t("forgotten")}</p>
    </div>
  )
}
