/** A webinar with its real database and API, a realtime server in another process, and pages with the product's client. */
import { createHTTPServer } from "@trpc/server/adapters/standalone"
import { appRouter } from "#server/api/router.ts"
import { createRealtimeClient } from "#server/clients/realtime.ts"
import type { Deps } from "#server/deps.ts"
import { findActor } from "#server/services/users.ts"
import { getWebinar } from "#server/test-factories.ts"
import { makeStage } from "#server/test-live.ts"
import { createTicker } from "#server/ticker.ts"
import { openApi, Page, type Place, readOpening } from "../bench/load/page.ts"
import { layLine } from "./line.ts"
import type { RealtimeServer } from "./realtime-server.ts"

const HOST = "127.0.0.1"

export type DeliveryStage = Awaited<ReturnType<typeof openStage>>

export async function openStage(server: RealtimeServer) {
  const made = await makeStage()
  const { app } = server
  const realtime = createRealtimeClient({
    appId: app.id,
    key: app.key,
    secret: app.secret,
    host: HOST,
    port: server.port,
    useTls: false,
    cluster: "mt1",
  })
  const deps: Deps = { ...made.deps, realtime, ticker: createTicker(realtime.publishBatch, made.deps.log) }
  const api = createHTTPServer({
    basePath: "/api/trpc/",
    router: appRouter,
    createContext: async ({ req }) => ({ deps, actor: await findActor(deps, req.headers.cookie ?? "") }),
  })
  await new Promise<void>((resolve) => api.listen(0, HOST, resolve))
  const address = api.address()
  if (address === null || typeof address === "string") throw new Error("the API has no port")
  const [toApi, toRealtime] = [await layLine(address.port), await layLine(server.port)]
  const { event } = await getWebinar(deps, made.webinarId)
  const place: Place = {
    url: `http://${HOST}:${toApi.port}`,
    realtime: { port: toRealtime.port, key: app.key },
    event: { eventId: event.id, slug: event.slug },
  }
  const pages: Page[] = []

  /** Its reader is signed in as the presenter if `isPresenter`, who may write as fast as they can. */
  async function openPage({ isPresenter = false } = {}) {
    const client = openApi(place, isPresenter ? made.owner.id : null)
    const page = new Page(place, client, await readOpening(client, place), { add: () => undefined })
    pages.push(page)
    return page
  }

  return {
    deps,
    event,
    openPage,
    /** Both ways of every page. */
    cut(forMs: number) {
      toApi.cut(forMs)
      toRealtime.cut(forMs)
    },
    async close() {
      for (const page of pages) page.close()
      await deps.ticker.idle()
      for (const line of [toApi, toRealtime]) line.close()
      api.closeAllConnections()
      api.close()
    },
  }
}
