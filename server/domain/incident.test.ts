import { expect, test } from "vitest"
import { handoverReason, parseHandover } from "./incident.ts"

test("a handover survives the log's text column, whatever the gateways are called", () => {
  const handover = {
    kind: "moved",
    from: 'Amphi "A" {1} | é',
    to: "→",
    failure: null,
    note: "crackling\nsound",
  } as const
  expect(parseHandover(handoverReason(handover))).toEqual(handover)
})

test("any other reason is none, broken or foreign ones too", () => {
  for (const reason of [null, "presenter", "{", "{}", '{"kind":"failover"}', "[1]"])
    expect(parseHandover(reason), String(reason)).toBeNull()
})
