import { defineConfig } from "vitest/config"

export default defineConfig({
  ssr: { resolve: { conditions: ["react-server", "node"] } },
  test: {
    include: ["{app,components,db,server}/**/*.test.{ts,tsx}", "e2e/sims/**/*.test.ts"],
    globalSetup: ["db/test-template.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    server: { deps: { inline: [/@trpc/] } },
  },
})
