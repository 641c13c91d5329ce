import { SLIDES_MAX_BYTES, SLIDES_TYPES } from "#server/domain/webinar.ts"

/** Why BBB would not take this file, as a message key; null when it would. */
export function slidesError(file: { name: string; size: number }): string | null {
  const name = file.name.toLowerCase()
  if (!SLIDES_TYPES.some((type) => name.endsWith(type))) return "badSlidesType"
  if (file.size === 0) return "slidesEmpty"
  return file.size > SLIDES_MAX_BYTES ? "slidesTooBig" : null
}
