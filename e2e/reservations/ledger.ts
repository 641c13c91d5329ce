import { z } from "zod"

/** What one process was told of one operation, in the order of its telling. */
export const LedgerLine = z.object({
  /** `direct`: an event without a webinar, on a gateway's broadcaster, booked or moved. */
  kind: z.enum(["book", "move", "withdraw", "direct", "delete"]),
  /** Which is its name in this trial. */
  title: z.string(),
  outcome: z.enum(["done", "refused", "broken"]),
  startMs: z.number(),
  endMs: z.number(),
  error: z.string().nullable(),
})
export type LedgerLine = z.infer<typeof LedgerLine>
