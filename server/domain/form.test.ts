import { expect, test } from "vitest"
import { z } from "zod"
import { fieldErrors } from "./form.ts"

test("each field has its first message, a part of a list or a group under its path", () => {
  const Form = z.object({
    code: z.string().min(3, "tooShort").regex(/^\d+$/, "badCharacters"),
    people: z.array(z.email("badEmail")),
    lock: z.object({ cam: z.boolean("invalid") }),
  })
  const { error } = Form.safeParse({ code: "x", people: ["ada@univ.test", "bob"], lock: { cam: "no" } })
  expect(error && fieldErrors(error)).toEqual({
    code: "tooShort",
    "people.1": "badEmail",
    "lock.cam": "invalid",
  })
})
