import { defineConfig } from "vitest/config"

/** What reads and writes the database also runs on a real libSQL server, whose program npm installs on Linux x64. */
const ON_A_SERVER = [
  "db/client.test.ts",
  "server/{many-machines,worker}.test.ts",
  "server/services/**/*.test.ts",
]
const HAS_SERVER = process.platform === "linux" && process.arch === "x64"

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
      ...(HAS_SERVER
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
