import type { Sanction } from "./chat-rules.ts"

type InEvent = { event: string; slug: string }

/** What somebody is shown of what Amphi keeps of them. */
export type MyData = {
  account: {
    name: string
    email: string
    affiliations: readonly string[]
    groups: readonly string[]
    isAdmin: boolean
    createdAt: Date
  }
  counts: {
    messages: number
    /** Events in which they wrote them. */
    messageEvents: number
    questions: number
    votes: number
    aliases: number
    audit: number
    owned: number
    presented: number
    moderated: number
  }
  aliases: (InEvent & { alias: string })[]
  sanctions: (InEvent & { kind: Sanction; until: Date | null; createdAt: Date })[]
}
