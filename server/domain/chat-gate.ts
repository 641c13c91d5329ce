// Whether a message may pass: decided from the rules, from who writes, and from what is written. Moderators aren't asked.
import { findBlockedWord } from "./blocked-words.ts"
import type { HoldReason } from "./chat.ts"
import type { LinkPolicy, SanctionInForce } from "./chat-rules.ts"
import { hasLink } from "./links.ts"

export type GateRules = {
  paused: boolean
  slowModeSeconds: number
  holdForReview: boolean
  blockedWords: readonly string[]
  links: LinkPolicy
}

export type GateWriter = {
  sanction: SanctionInForce | null
  /** When they last wrote here, whatever became of it. */
  lastAt: Date | null
  /** Under which it would stand; it may be older than the rules. null: their name. */
  alias: string | null
}

export type Verdict =
  | { kind: "passes" }
  | { kind: "held"; because: HoldReason }
  | { kind: "refused"; code: "chat_paused" | "chat_banned" | "link_refused" | "alias_off" }
  | { kind: "refused"; code: "chat_muted" | "slow_mode"; until: Date }

export function judge(rules: GateRules, writer: GateWriter, text: string, now: Date): Verdict {
  const { sanction, alias } = writer
  if (sanction?.kind === "ban") return { kind: "refused", code: "chat_banned" }
  if (sanction?.until && sanction.until > now)
    return { kind: "refused", code: "chat_muted", until: sanction.until }
  if (rules.paused) return { kind: "refused", code: "chat_paused" }
  const until = slowUntil(rules.slowModeSeconds, writer.lastAt)
  if (until && until > now) return { kind: "refused", code: "slow_mode", until }
  if (rules.links === "refuse" && alias !== null && hasLink(alias))
    return { kind: "refused", code: "alias_off" }
  if (rules.links === "refuse" && hasLink(text)) return { kind: "refused", code: "link_refused" }
  const read = alias === null ? [text] : [text, alias]
  if (read.some((words) => findBlockedWord(words, rules.blockedWords)))
    return { kind: "held", because: "word" }
  if (rules.links === "hold" && read.some(hasLink)) return { kind: "held", because: "link" }
  return rules.holdForReview ? { kind: "held", because: "review" } : { kind: "passes" }
}

/** When slow mode lets somebody write again who last wrote at `lastAt`; null: now. */
export function slowUntil(slowModeSeconds: number, lastAt: Date | null) {
  return slowModeSeconds === 0 || lastAt === null
    ? null
    : new Date(lastAt.getTime() + slowModeSeconds * 1_000)
}
