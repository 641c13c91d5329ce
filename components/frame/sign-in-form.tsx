"use client"

import { signIn } from "next-auth/react"
import { useTranslations } from "next-intl"
import { useActionState, useEffect, useRef } from "react"
import { Field } from "#components/ui/field.tsx"
import { Input } from "#components/ui/input.tsx"
import { Notice } from "#components/ui/notice.tsx"
import { SubmitButton } from "#components/ui/submit-button.tsx"
import { PasswordInput } from "./password-input.tsx"
import { failureOf, type SignInFailure } from "./sign-in-failure.ts"

type Answer = { email: string; missing: { email: boolean; password: boolean }; failure: SignInFailure | null }

type SignInFormProps = {
  returnTo: string
  /** What went wrong before this page, if anything did. */
  failure: SignInFailure | null
}

export function SignInForm({ returnTo, failure }: SignInFormProps) {
  const t = useTranslations("auth")
  const notice = useRef<HTMLDivElement>(null)
  const [answer, action, pending] = useActionState(submit(returnTo), {
    email: "",
    missing: { email: false, password: false },
    failure,
  })
  useEffect(() => {
    if (answer.failure && !pending) notice.current?.focus()
  }, [answer, pending])
  return (
    <form action={action} noValidate className="flex flex-col gap-5">
      {answer.failure && !pending && (
        <Notice ref={notice} tone="bad" title={t(`${answer.failure}Title`)}>
          {t(answer.failure)}
        </Notice>
      )}
      <Field label={t("email")} required error={answer.missing.email && t("needEmail")}>
        <Input
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={answer.email}
          maxLength={250}
        />
      </Field>
      <Field label={t("password")} required error={answer.missing.password && t("needPassword")}>
        <PasswordInput name="password" autoComplete="current-password" maxLength={250} />
      </Field>
      <SubmitButton size="lg" className="w-full">
        {t("submit")}
      </SubmitButton>
    </form>
  )
}

function submit(returnTo: string) {
  return async (_previous: Answer, formData: FormData): Promise<Answer> => {
    const email = String(formData.get("email") ?? "").trim()
    const password = String(formData.get("password") ?? "")
    const missing = { email: email === "", password: password === "" }
    if (missing.email || missing.password) return { email, missing, failure: null }
    const failure = await attempt(email, password, returnTo)
    // A whole page load: everything the page knew about nobody is forgotten.
    if (!failure) window.location.assign(returnTo)
    return { email, missing, failure }
  }
}

async function attempt(email: string, password: string, returnTo: string): Promise<SignInFailure | null> {
  // next-auth hands this address back and then needs it to be a whole one.
  const callbackUrl = new URL(returnTo, window.location.origin).href
  const result = await signIn("credentials", { email, password, callbackUrl, redirect: false }).catch(
    () => "unreachable" as const,
  )
  if (result === "unreachable") return result
  return result?.error ? failureOf(result.error) : null
}
