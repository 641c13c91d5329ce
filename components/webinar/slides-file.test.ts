import { expect, it } from "vitest"
import { SLIDES_MAX_BYTES } from "#server/domain/webinar.ts"
import { slidesError } from "./slides-file.ts"

it("slides that the meeting server would not take are refused before they are sent", () => {
  expect(slidesError({ name: "Cours.PDF", size: SLIDES_MAX_BYTES })).toBeNull()
  expect(slidesError({ name: "cours.pdf", size: SLIDES_MAX_BYTES + 1 })).toBe("slidesTooBig")
  expect(slidesError({ name: "cours.pdf", size: 0 })).toBe("slidesEmpty")
  expect(slidesError({ name: "cours.pdf.exe", size: 10 })).toBe("badSlidesType")
})
