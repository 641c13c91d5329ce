import { type CxOptions, cx } from "class-variance-authority"
import { extendTailwindMerge } from "tailwind-merge"

const merge = extendTailwindMerge({ extend: { theme: { shadow: ["raised"] } } })

/** Joins class names; of two that say the same thing the later one wins. */
export function cn(...classes: CxOptions) {
  return merge(cx(classes))
}
