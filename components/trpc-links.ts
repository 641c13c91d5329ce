/** How calls get to the server: those of one moment together, and those that may not wait for long each alone. */
import { httpBatchLink, httpLink, splitLink, type TRPCLink } from "@trpc/client"
import superjson from "superjson"
import type { AppRouter } from "#server/api/router.ts"
import { BATCH_ITEMS_MAX } from "#server/domain/batch.ts"

type Way = { url: string; headers?: Record<string, string>; fetch?: typeof fetch }

/** A batch is given up only when every call in it is: one without a signal would hold up all the others. */
export function linksTo(way: Way): TRPCLink<AppRouter>[] {
  return [
    splitLink({
      condition: ({ signal }) => Boolean(signal),
      true: httpLink({ ...way, transformer: superjson }),
      false: httpBatchLink({ ...way, transformer: superjson, maxURLLength: 2000, maxItems: BATCH_ITEMS_MAX }),
    }),
  ]
}

const ANSWER_WITHIN_MS = 15_000

/** A request that a dying connection swallowed must not hold up the next one. */
export function inTime() {
  return { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }
}
