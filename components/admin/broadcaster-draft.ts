import { BroadcasterForm } from "#server/domain/gateway.ts"
import type { BroadcasterRow } from "#server/domain/views.ts"
import { textOf } from "./admin-form-state.ts"

/** Both addresses are kept while one chooses between them; only the chosen one is saved. */
export type BroadcasterDraft = BroadcasterForm & { source: "own" | "other" }

export const NEW_BROADCASTER: BroadcasterDraft = {
  name: "",
  source: "own",
  streamName: "",
  hlsUrl: "",
  listed: true,
  restricted: false,
}

export function broadcasterDraftOf(row: BroadcasterRow): BroadcasterDraft {
  return {
    name: row.name,
    source: row.hlsUrl ? "other" : "own",
    streamName: row.streamName ?? "",
    hlsUrl: row.hlsUrl ?? "",
    listed: row.listed,
    restricted: row.restricted,
  }
}

/** What is stored doesn't say its source: it has the address of one. */
export function readBroadcasterDraft(data: FormData): BroadcasterDraft {
  const hlsUrl = textOf(data, "hlsUrl")
  const source = data.get("source") ?? (hlsUrl ? "other" : "own")
  return {
    name: textOf(data, "name"),
    source: source === "other" ? "other" : "own",
    streamName: textOf(data, "streamName"),
    hlsUrl,
    listed: data.has("listed"),
    restricted: data.has("restricted"),
  }
}

/** In the form's own words an empty HLS address means Amphi's origin, so one that was forgotten is found here. */
export function checkBroadcasterDraft({ source, hlsUrl, name }: BroadcasterDraft): Record<string, string> {
  if (source === "own" || hlsUrl !== "") return {}
  const wrongName = BroadcasterForm.shape.name.safeParse(name).error?.issues[0]?.message
  return { ...(wrongName ? { name: wrongName } : {}), hlsUrl: "required" }
}

export function broadcasterFormOf({ source, ...form }: BroadcasterDraft): BroadcasterForm {
  return source === "own" ? { ...form, hlsUrl: "" } : { ...form, streamName: "" }
}

export function broadcasterFieldId(field: string) {
  return `broadcaster-${field}`
}

const ADDRESS_FIELDS = { own: "streamName", other: "hlsUrl" } as const

/** What is said of the address that isn't shown is said where one chooses between the two. */
export function shownField(field: string, { source }: BroadcasterDraft) {
  return field === hiddenAddress(source) ? "source" : field
}

export function hiddenAddress(source: BroadcasterDraft["source"]) {
  return ADDRESS_FIELDS[source === "own" ? "other" : "own"]
}
