import { expect, test } from "vitest"
import { mergeForm } from "./edits.ts"

const loaded = {
  name: "Hall A",
  dialect: "classic",
  sipmediagwUrl: "https://gw.test",
  gatewayRef: "",
  token: "",
  broadcasterId: "b1",
  rtmpUrl: "rtmp://a.test/live/…",
  enabled: true,
}
type Form = typeof loaded

function merge(mine: Partial<Form>, stored: Partial<Form>) {
  return mergeForm({ loaded, mine: { ...loaded, ...mine }, stored: { ...loaded, ...stored } })
}

test("what one person changed is kept, and so is what another has stored meanwhile", () => {
  expect(merge({ name: "Hall B" }, { enabled: false })).toEqual({
    merged: { ...loaded, name: "Hall B", enabled: false },
    conflicts: [],
  })
})

test("a switch that two people turn is turned: they wanted the same", () => {
  expect(merge({ enabled: false }, { enabled: false }).conflicts).toEqual([])
})

test("a token belongs to the server that it was typed for", () => {
  expect(merge({ token: "secret" }, { sipmediagwUrl: "https://other.test" }).conflicts).toEqual([
    "sipmediagwUrl",
  ])
  expect(merge({ token: "secret" }, { name: "Hall B" })).toMatchObject({
    merged: { name: "Hall B", token: "secret" },
    conflicts: [],
  })
})

test("where a picture is sent and where it plays are one decision", () => {
  expect(merge({ rtmpUrl: "rtmp://b.test/live/key" }, { broadcasterId: "b2" }).conflicts).toEqual([
    "broadcasterId",
  ])
})

test("spaces around a text are no change of it", () => {
  expect(merge({ name: " Hall A " }, { name: "Hall B" })).toMatchObject({
    merged: { name: "Hall B" },
    conflicts: [],
  })
})
