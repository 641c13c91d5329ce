/** What is written reaches every page, once and in order, whatever happens to connections, signals and the realtime server. */
import { setTimeout as sleep } from "node:timers/promises"
import { build } from "esbuild"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { eventChannel, SIGNAL_EVENT } from "#server/domain/signals.ts"
import { listUpdate } from "#server/services/chat-reading.ts"
import { announceHeads } from "#server/services/heads.ts"
import { ANYBODY } from "#server/test-factories.ts"
import type { Page } from "../bench/load/page.ts"
import { hasSoketi, type RealtimeServer, startScript, startSoketi } from "./realtime-server.ts"
import { type DeliveryStage, openStage } from "./stage.ts"

const APP = { id: "delivery", key: "delivery-key", secret: "the realtime server's secret" }
const EMBEDDED = "dist/e2e/delivery/embedded-program.mjs"
const PAGES = 12
const COMPLETE_WITHIN_MS = 20_000

const SERVERS = [
  {
    name: "the embedded endpoint in its own process",
    isThere: true,
    start: () => startScript(EMBEDDED, APP),
  },
  { name: "soketi", isThere: hasSoketi(), start: () => startSoketi(APP) },
]

beforeAll(() =>
  build({
    entryPoints: ["e2e/delivery/embedded-program.ts"],
    outfile: EMBEDDED,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  }),
)

for (const { name, isThere, start } of SERVERS)
  describe.runIf(isThere)(`by ${name}`, () => {
    let server: RealtimeServer
    let stage: DeliveryStage
    beforeAll(async () => {
      server = await start()
    })
    afterEach(() => stage.close())
    afterAll(() => server.kill())

    async function openHouse() {
      stage = await openStage(server)
      const author = await stage.openPage({ isPresenter: true })
      const pages = await Promise.all(Array.from({ length: PAGES }, () => stage.openPage()))
      await expect.poll(() => pages.every(({ connectedAt }) => connectedAt > 0)).toBe(true)
      return { author, pages: [author, ...pages] }
    }

    test("connections that break again and again lose nothing, show nothing twice and keep the order", async () => {
      const { author, pages } = await openHouse()
      await write(author, 40, async (number) => {
        if (number % 20 === 5) stage.cut(700)
      })
      await everybodyHas(pages, 40)
    })

    test("a server that is killed and started again loses nothing", async () => {
      const { author, pages } = await openHouse()
      await write(author, 30, async (number) => {
        if (number === 8) await server.kill()
        if (number === 16) await server.start()
      })
      await everybodyHas(pages, 30)
    })

    test("signals that come late, twice, or in the wrong order change nothing, and who comes late has everything", async () => {
      const { author, pages } = await openHouse()
      await write(author, 6)
      await everybodyHas(pages, 6)
      const { messages } = await listUpdate(stage.deps, ANYBODY, {
        eventId: stage.event.id,
        ...FROM_THE_START,
      })
      for (const message of [...messages].reverse()) await publish({ type: "chat.sent", messages: [message] })
      await publish({ type: "chat.sent", messages: messages.slice(2) })
      const late = await stage.openPage()
      await write(author, 1)
      await everybodyHas([...pages, late], 7)
    })

    test("a signal that never came is noticed by the next head", async () => {
      const { author, pages } = await openHouse()
      const { publishBatch } = stage.deps.realtime
      stage.deps.realtime.publishBatch = async () => undefined
      await write(author, 3)
      await expect.poll(() => author.seqs.length).toBe(3)
      await stage.deps.ticker.idle()
      stage.deps.realtime.publishBatch = publishBatch
      await announceHeads(stage.deps)
      await everybodyHas(pages, 3)
    })

    async function publish(signal: { type: "chat.sent"; messages: unknown[] }) {
      await stage.deps.realtime.publish([eventChannel(stage.event)], SIGNAL_EVENT, { signals: [signal] })
    }
  })

const FROM_THE_START = { afterSeq: 0, afterRev: 0 }
const PACE_MS = 100

/** Messages as people write them, one after the other, while `between` happens. */
async function write(author: Page, count: number, between?: (number: number) => Promise<void>) {
  for (let number = 1; number <= count; number++) {
    author.write(`${Date.now()} message`)
    await between?.(number)
    await sleep(PACE_MS)
  }
}

async function everybodyHas(pages: readonly Page[], count: number) {
  const all = Array.from({ length: count }, (_, index) => index + 1)
  await expect
    .poll(() => pages.filter((page) => page.seqs.length < count).length, { timeout: COMPLETE_WITHIN_MS })
    .toBe(0)
  for (const page of pages) expect(page.seqs).toEqual(all)
}
