import { expect, test } from "vitest"
import type { LiveView } from "#server/domain/views.ts"
import { stillMine } from "./still-mine.ts"

const ANYBODY: LiveView["chat"] = {
  enabled: true,
  open: true,
  canWrite: false,
  myId: null,
  myKeys: [],
  myName: null,
  isPresenter: false,
  isModerator: false,
  channels: [],
}
const ADA = { ...ANYBODY, canWrite: true, myId: "ada", myKeys: ["key"], myName: "Ada" }

test("who was writing goes on writing when their session ends", () => {
  expect(stillMine(ADA, ANYBODY)).toEqual(ADA)
})

test("a chat that was switched off meanwhile is off for them too", () => {
  expect(stillMine(ADA, { ...ANYBODY, enabled: false })).toMatchObject({ canWrite: false, enabled: false })
})

test("whoever is signed in now is who the server says", () => {
  const ben = { ...ADA, myId: "ben", myKeys: ["other"] }
  expect(stillMine(ADA, ben)).toEqual(ben)
  expect(stillMine(ANYBODY, ben)).toEqual(ben)
  expect(stillMine(ANYBODY, ANYBODY)).toEqual(ANYBODY)
})
