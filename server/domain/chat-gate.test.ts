import { expect, test } from "vitest"
import { type GateRules, type GateWriter, judge } from "./chat-gate.ts"

const NOW = new Date("2026-11-23T10:00:00Z")
const LATER = new Date(NOW.getTime() + 60_000)
const RULES: GateRules = {
  paused: false,
  slowModeSeconds: 0,
  holdForReview: false,
  blockedWords: ["idiot"],
  links: "allow",
}
const ADA: GateWriter = { sanction: null, lastAt: null, alias: null }
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000)
const LINK = "see https://example.org"

test.each<[string, Partial<GateRules>, Partial<GateWriter>, string, object]>([
  ["without rules", {}, {}, LINK, { kind: "passes" }],
  ["while paused", { paused: true }, {}, "hi", { code: "chat_paused" }],
  ["banned", {}, { sanction: { kind: "ban", until: null } }, "hi", { code: "chat_banned" }],
  ["muted", {}, { sanction: { kind: "mute", until: LATER } }, "hi", { code: "chat_muted", until: LATER }],
  ["muted until now", {}, { sanction: { kind: "mute", until: NOW } }, "hi", { kind: "passes" }],
  [
    "banned while paused",
    { paused: true },
    { sanction: { kind: "ban", until: null } },
    "hi",
    { code: "chat_banned" },
  ],
  [
    "too soon",
    { slowModeSeconds: 10 },
    { lastAt: ago(9) },
    "hi",
    { code: "slow_mode", until: new Date(NOW.getTime() + 1_000) },
  ],
  ["in time", { slowModeSeconds: 10 }, { lastAt: ago(10) }, "hi", { kind: "passes" }],
  ["for the first time in slow mode", { slowModeSeconds: 300 }, {}, "hi", { kind: "passes" }],
  ["a link that is refused", { links: "refuse" }, {}, LINK, { code: "link_refused" }],
  ["a link that is held", { links: "hold" }, {}, LINK, { kind: "held", because: "link" }],
  ["no link", { links: "refuse" }, {}, "hi", { kind: "passes" }],
  ["a blocked word", {}, {}, "1d10t", { kind: "held", because: "word" }],
  ["a blocked word and a link", { links: "hold" }, {}, `idiot ${LINK}`, { kind: "held", because: "word" }],
  ["a blocked word as pseudonym", {}, { alias: "An 1d10t" }, "hi", { kind: "held", because: "word" }],
  ["a link as pseudonym, allowed", {}, { alias: "buy.example.com" }, "hi", { kind: "passes" }],
  [
    "a link as pseudonym that is held",
    { links: "hold" },
    { alias: "buy.example.com" },
    "hi",
    { kind: "held", because: "link" },
  ],
  [
    "a link as pseudonym that is refused",
    { links: "refuse" },
    { alias: "buy.example.com" },
    "hi",
    { code: "alias_off" },
  ],
  ["anything under review", { holdForReview: true }, {}, "hi", { kind: "held", because: "review" }],
  [
    "a refused link under review",
    { holdForReview: true, links: "refuse" },
    {},
    LINK,
    { code: "link_refused" },
  ],
])("%s", (_name, rules, writer, text, verdict) => {
  expect(judge({ ...RULES, ...rules }, { ...ADA, ...writer }, text, NOW)).toMatchObject(verdict)
})
