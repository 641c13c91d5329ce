import type { ReactNode } from "react"

/** Pages without the frame: the join page, which gateways' browsers drive, and embedded players. */
export default function BareLayout({ children }: { children: ReactNode }) {
  return children
}
