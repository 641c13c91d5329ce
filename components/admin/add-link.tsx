import { Plus } from "lucide-react"
import Link from "next/link"
import type { ReactNode } from "react"
import { Button } from "#components/ui/button.tsx"

export function AddLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Button asChild>
      <Link href={href}>
        <Plus aria-hidden />
        {children}
      </Link>
    </Button>
  )
}
