"use client"

import { usePathname } from "next/navigation"
import { signInPath } from "#components/frame/return-path.ts"

/** Leads back to this page; from another site's frame, to the event's own page. */
export function useSignInPath() {
  return signInPath(usePathname().replace(/\/embed$/, ""))
}
