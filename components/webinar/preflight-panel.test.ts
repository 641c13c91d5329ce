import { expect, test } from "vitest"
import { Check } from "#server/domain/health.ts"
import en from "../i18n/en/health.json" with { type: "json" }
import fr from "../i18n/fr/health.json" with { type: "json" }

const REASONS = ["unreachable", "timeout", "tls", "unauthorized", "bad_answer"]
const FINDINGS = [
  ...["http", "rtmp", "playlist", "bbb"].flatMap((prefix) =>
    ["ok", ...REASONS].map((reason) => `${prefix}_${reason}`),
  ),
  ...["playlist_nothing", "http_dialect", "token_ok", "token_refused", "token_unknown"],
  ...["gateway_ok", "gateway_none", "gateway_out_of_service", "gateway_not_released", "gateway_busy"],
  ...["running", "delivered", "undelivered", "refused"].map((word) => `chat_bbb_${word}`),
  ...["chat_off", "chat_bbb", "chat_unknown", "chat_gateway", "chat_gateway_unknown", "chat_live_page_only"],
  ...["chatInbound_ok", "chatInbound_missing", "chatInbound_unreachable"],
  ...["reservation_ok", "reservation_missing", "reservation_short"],
  ...["callback_ok", "callback_local", "callback_private"],
]

test.each([
  ["English", en],
  ["French", fr],
])("everything a check can find has a sentence in %s, and nothing else has", (_language, messages) => {
  expect(Object.keys(messages.finding).sort()).toEqual([...FINDINGS].sort())
  expect(Object.keys(messages.name).sort()).toEqual([...Check.shape.name.options].sort())
  expect(Object.keys(messages.state).sort()).toEqual([...Check.shape.state.options].sort())
})
