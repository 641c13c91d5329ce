"use client"

import { httpBatchLink } from "@trpc/client"
import { createTRPCNext } from "@trpc/next"
import type { ComponentType, ReactNode } from "react"
import superjson from "superjson"
import type { AppRouter } from "#server/api/router.ts"
import { BATCH_ITEMS_MAX } from "#server/domain/batch.ts"

/** The one module that knows @trpc/next; everything else uses `trpc`'s hooks. */
export const trpc = createTRPCNext<AppRouter>({
  transformer: superjson,
  config: () => ({
    links: [
      httpBatchLink({
        url: "/api/trpc",
        transformer: superjson,
        maxURLLength: 2000,
        maxItems: BATCH_ITEMS_MAX,
      }),
    ],
    queryClientConfig: {
      defaultOptions: { queries: { refetchOnWindowFocus: false, staleTime: 5_000, retry: 2 } },
    },
  }),
})

type WithChildren = { children?: ReactNode }

function Inner({ children }: WithChildren) {
  return children
}

// withTRPC is typed for pages of the Pages Router; the component it makes hands its props on as they are.
const Provider = trpc.withTRPC(Inner) as ComponentType<WithChildren>

export function TrpcProvider({ children }: WithChildren) {
  return <Provider>{children}</Provider>
}
