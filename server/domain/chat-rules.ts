// How the chat of an event is kept in order: what moderators set, and what follows for who writes.
import { z } from "zod"

export const LINK_POLICIES = ["allow", "hold", "refuse"] as const
export const LinkPolicy = z.enum(LINK_POLICIES)
export type LinkPolicy = z.infer<typeof LinkPolicy>

/** `mute` ends at its time, `ban` with the event. */
export const SANCTIONS = ["mute", "ban"] as const
export const Sanction = z.enum(SANCTIONS)
export type Sanction = z.infer<typeof Sanction>

export const SLOW_MODE_SECONDS = [0, 5, 10, 30, 60, 300] as const
export const MUTE_MINUTES = [1, 5, 15, 60] as const
export const KEEP_DAYS_MAX = 3650
export const BLOCKED_WORDS_MAX = 200
export const BLOCKED_WORD_MAX_LENGTH = 60
export const ANNOUNCEMENT_MAX_LENGTH = 500
export const ALIAS_MAX_LENGTH = 40

/** What everybody may know of the rules. */
export const ChatRulesView = z.object({
  version: z.number().int(),
  paused: z.boolean(),
  slowModeSeconds: z.number().int(),
  holdForReview: z.boolean(),
  links: LinkPolicy,
  allowAliases: z.boolean(),
  announcement: z.object({ text: z.string(), at: z.coerce.date() }).nullable(),
})
export type ChatRulesView = z.infer<typeof ChatRulesView>

export type SanctionInForce = { kind: Sanction; until: Date | null }

/** What somebody who writes must know of themselves. */
export type ChatStanding = {
  sanction: SanctionInForce | null
  /** Messages of theirs that wait for a moderator, and those that were turned down, by their client ids. */
  held: string[]
  refused: string[]
  alias: string | null
  /** Something was written under it: it stays. */
  isAliasFixed: boolean
  /** When they last wrote, from which slow mode counts. */
  lastAt: Date | null
}
