"use client"

import type { ComponentProps } from "react"
import { useFormStatus } from "react-dom"
import { Button } from "./button.tsx"

/** The submit button of the form around it; busy while the form's action runs. */
export function SubmitButton(props: Omit<ComponentProps<typeof Button>, "type" | "asChild">) {
  const { pending } = useFormStatus()
  return <Button {...props} type="submit" busy={pending || props.busy} />
}
