import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { getTranslations } from "next-intl/server"

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common")
  return { title: t("notFoundTitle") }
}

/** Every address that nothing else answers, so that "not found" has the frame without costing each page a second one. */
export default function MissingPage() {
  notFound()
}
