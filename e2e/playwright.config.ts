import { defineConfig } from "@playwright/test"

const PORT = Number(process.env.AMPHI_TEST_PORT ?? 4100)

export default defineConfig({
  testDir: "./journeys",
  outputDir: "../test-results/journeys",
  reporter: [["list"], ["json", { outputFile: "../test-results/journeys.json" }]],
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  use: {
    baseURL: `http://localhost:${PORT}`,
    locale: "en-GB",
    timezoneId: "Europe/Paris",
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: "/usr/bin/chromium",
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--autoplay-policy=no-user-gesture-required",
      ],
    },
  },
  // The demo itself, as a newcomer starts it, on ports of its own and without any data.
  webServer: {
    command: "rm -rf .amphi/test && node e2e/demo.mjs",
    cwd: "..",
    url: `http://localhost:${PORT}/api/health`,
    timeout: 300_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 60_000 },
    env: { AMPHI_PORT: String(PORT), AMPHI_DATA: ".amphi/test", AMPHI_SIM_TOKEN: "journeys" },
    stdout: "ignore",
    stderr: "pipe",
  },
})
