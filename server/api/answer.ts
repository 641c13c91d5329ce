import { fetchRequestHandler } from "@trpc/server/adapters/fetch"
import { BATCH_ITEMS_MAX } from "../domain/batch.ts"
import { appRouter } from "./router.ts"
import type { Context } from "./trpc.ts"

/** One request may hold several calls, and only so many: each may read the database. */
export function answerCalls(request: Request, createContext: () => Promise<Context>): Promise<Response> {
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext,
    maxBatchSize: BATCH_ITEMS_MAX,
  })
}
