// Starts the stand-ins of all outside systems as one process, and takes every child with it when it goes.
import { fstatSync } from "node:fs"
import { z } from "zod"
import { startBbbSim } from "./bbb/bbb-sim.ts"
import { startSipmediagwSim } from "./sipmediagw/sipmediagw-sim.ts"

const HOST = "127.0.0.1"
const PARENT_CHECK_MS = 500
const FIRST_DISPLAY = 90

const Settings = z.object({
  bbb: z
    .object({
      port: z.number().int(),
      secret: z.string().min(1),
      profile: z.enum(["bbb27", "bbb30", "bbb30-new", "scalelite"]).optional(),
      publicUrl: z.string().optional(),
    })
    .optional(),
  gateways: z
    .array(
      z.object({
        port: z.number().int(),
        version: z.enum(["1.5.0", "1.6.0", "1.7.0", "1.8.4", "head"]).default("1.6.0"),
        token: z.string().optional(),
        gwId: z.string().optional(),
        slots: z.number().int().min(1).optional(),
        /** 1.8+: the proxy answers at this port, with `slots` gateways behind it. */
        proxy: z.object({ rounds: z.enum(["clock", "by hand"]).default("clock") }).optional(),
        webrtcDomain: z.string().optional(),
        scheme: z.enum(["https", "http"]).optional(),
        timings: z.enum(["real", "fast"]).optional(),
        display: z.number().int().default(FIRST_DISPLAY),
        /** none: states and answers only, for machines without Chromium. */
        browser: z.enum(["real", "none"]).default("real"),
      }),
    )
    .default([]),
  programs: z
    .object({
      chromium: z.string().default("chromium"),
      xvfb: z.string().default("Xvfb"),
      ffmpeg: z.string().default("ffmpeg"),
    })
    .prefault({}),
  controlToken: z.string().optional(),
})
type Settings = z.infer<typeof Settings>

type Running = { url: string; close(): Promise<void> }

const running: Running[] = []
let leaving: Promise<void> | null = null

/** Once, however many reasons there are. */
function leave(exitCode: number) {
  leaving ??= Promise.allSettled(running.map((sim) => sim.close())).then((results) => {
    for (const result of results) if (result.status === "rejected") console.error(result.reason)
    // Whatever is left (a browser's socket, a timer) must not keep us.
    process.exit(exitCode)
  })
  return leaving
}

function leaveOnSignals() {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => leave(0))
  const crash = (error: unknown) => {
    console.error(error)
    return leave(1)
  }
  process.on("uncaughtException", crash)
  process.on("unhandledRejection", crash)
}

/** Whoever started us may die without a word: its end of our stdin closes, or we get another parent. */
function leaveWithParent() {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) void leave(0)
  }, PARENT_CHECK_MS).unref()
  const stdin = fstatSync(0)
  if (stdin.isFIFO() || stdin.isSocket()) process.stdin.on("end", () => leave(0)).resume()
}

async function startAll({ bbb, gateways, programs, controlToken }: Settings) {
  const bbbSim = bbb ? await startBbbSim({ host: HOST, ...bbb, controlToken }) : null
  if (bbbSim) running.push(bbbSim)
  const gatewayUrls: string[] = []
  for (const { browser, display, ...gateway } of gateways) {
    const sim = await startSipmediagwSim({
      host: HOST,
      ...gateway,
      browser: browser === "real" ? { kind: "real", ...programs, display } : { kind: "none" },
      controlToken,
    })
    running.push(sim)
    gatewayUrls.push(sim.url)
  }
  return { ready: true, bbb: bbbSim?.url ?? null, gateways: gatewayUrls }
}

leaveOnSignals()
leaveWithParent()
const settings = Settings.parse(JSON.parse(process.argv[2] ?? process.env.SIMS ?? "{}"))
startAll(settings).then(
  (ready) => console.log(JSON.stringify(ready)),
  (error: unknown) => {
    console.error(error)
    return leave(1)
  },
)
