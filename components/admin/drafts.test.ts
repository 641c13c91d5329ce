import { expect, test } from "vitest"
import { addLoaded, loadedIn } from "#components/forms/loaded.ts"
import { BroadcasterForm, type GatewayForm } from "#server/domain/gateway.ts"
import type { GatewayRow } from "#server/domain/views.ts"
import { formDataOf } from "./admin-form-state.ts"
import {
  type BroadcasterDraft,
  broadcasterFormOf,
  checkBroadcasterDraft,
  NEW_BROADCASTER,
  readBroadcasterDraft,
  shownField,
} from "./broadcaster-draft.ts"
import { gatewayDraftOf, NEW_GATEWAY, readGatewayForm } from "./gateway-draft.ts"

const GATEWAY: GatewayForm = {
  name: "Amphi Est",
  dialect: "gateway",
  sipmediagwUrl: "https://gw.example:8080",
  token: "s3cret",
  gatewayRef: "slot_2",
  rtmpUrl: "rtmp://media.example/live/key",
  broadcasterId: "b1",
  enabled: false,
}

test("a gateway's form arrives as it was filled in", () => {
  expect(readGatewayForm(formDataOf(GATEWAY))).toEqual(GATEWAY)
  expect(readGatewayForm(formDataOf(NEW_GATEWAY))).toEqual(NEW_GATEWAY)
})

test("what is pasted with spaces or a line break is saved without them", () => {
  const form = readGatewayForm(
    formDataOf({ ...GATEWAY, token: " s3cret\n", sipmediagwUrl: "https://gw.example:8080 " }),
  )
  expect(form).toEqual(GATEWAY)
})

test("a gw_id typed for another version is saved neither for the classic one nor for a proxy", () => {
  expect(readGatewayForm(formDataOf({ ...GATEWAY, dialect: "classic" })).gatewayRef).toBe("")
  expect(readGatewayForm(formDataOf({ ...GATEWAY, dialect: "proxy" })).gatewayRef).toBe("")
})

test("a made-up version doesn't break the form", () => {
  expect(readGatewayForm(formDataOf({ ...GATEWAY, dialect: "x'; --" })).dialect).toBe("classic")
})

test("a stored token never comes back into the form", () => {
  const row: GatewayRow = {
    id: "g1",
    name: "Amphi Est",
    dialect: "classic",
    sipmediagwUrl: "https://gw.example:8080",
    gatewayRef: null,
    hasToken: true,
    rtmpUrl: "rtmp://media.example/live/…",
    publishUrl: null,
    broadcaster: { id: "b1", name: "Amphi Est" },
    enabled: true,
    maintenance: null,
    health: null,
    healthCheckedAt: null,
    busyWith: null,
    nextReservation: null,
  }
  expect(gatewayDraftOf(row)).toMatchObject({ token: "", rtmpUrl: "rtmp://media.example/live/…" })
})

const BROADCASTER: BroadcasterDraft = {
  name: "Amphi Est",
  source: "other",
  streamName: "east",
  hlsUrl: "https://media.example/east.m3u8",
  listed: true,
  restricted: true,
}

test("a broadcaster's form arrives as it was filled in", () => {
  expect(readBroadcasterDraft(formDataOf(BROADCASTER))).toEqual(BROADCASTER)
  expect(readBroadcasterDraft(formDataOf(NEW_BROADCASTER))).toEqual(NEW_BROADCASTER)
})

test("only the address of the chosen source is saved", () => {
  expect(broadcasterFormOf(BROADCASTER)).toMatchObject({ streamName: "", hlsUrl: BROADCASTER.hlsUrl })
  const own = broadcasterFormOf({ ...BROADCASTER, source: "own" })
  expect(own).toMatchObject({ streamName: "east", hlsUrl: "" })
  expect(BroadcasterForm.safeParse(own).success).toBe(true)
})

test("another server without its address is refused at that field, not at the stream's name", () => {
  expect(checkBroadcasterDraft({ ...BROADCASTER, hlsUrl: "" })).toEqual({ hlsUrl: "required" })
  expect(checkBroadcasterDraft({ ...BROADCASTER, name: "", hlsUrl: "" })).toEqual({
    name: "tooShort",
    hlsUrl: "required",
  })
  expect(checkBroadcasterDraft(BROADCASTER)).toEqual({})
  expect(checkBroadcasterDraft(NEW_BROADCASTER)).toEqual({})
})

test("a form tells the server with what it was filled, beside what is typed", () => {
  const data = formDataOf({ ...GATEWAY, name: "Typed" })
  expect(loadedIn(data)).toBeNull()
  addLoaded(data, formDataOf(GATEWAY))
  expect(readGatewayForm(loadedIn(data) ?? new FormData())).toEqual(GATEWAY)
  expect(readGatewayForm(data)).toEqual({ ...GATEWAY, name: "Typed" })
})

test("a stored broadcaster's form chooses the source whose address it has", () => {
  const other = broadcasterFormOf(BROADCASTER)
  expect(readBroadcasterDraft(formDataOf(other))).toEqual({ ...BROADCASTER, streamName: "" })
  const own = broadcasterFormOf({ ...BROADCASTER, source: "own" })
  expect(readBroadcasterDraft(formDataOf(own))).toEqual({ ...BROADCASTER, source: "own", hlsUrl: "" })
})

test("what is wrong with the address that isn't shown is told at the choice between the two", () => {
  expect(shownField("streamName", BROADCASTER)).toBe("source")
  expect(shownField("hlsUrl", BROADCASTER)).toBe("hlsUrl")
  expect(shownField("hlsUrl", { ...BROADCASTER, source: "own" })).toBe("source")
})
