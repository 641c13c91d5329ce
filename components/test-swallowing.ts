import { createTRPCClient } from "@trpc/client"
import { linksTo } from "./trpc-links.ts"

/** The real client over a network that swallows every request: nothing comes back until it is given up. */
export function swallowing() {
  const asked: string[] = []
  const client = createTRPCClient({
    links: linksTo({
      url: "http://amphi.invalid/api/trpc",
      fetch: (address, init) => {
        asked.push(new URL(String(address)).pathname.replace("/api/trpc/", ""))
        return new Promise((_, reject) => {
          init?.signal?.addEventListener("abort", () => reject(new Error("given up")))
        })
      },
    }),
  })
  return { client, asked }
}
