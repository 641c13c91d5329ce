/** soketi, which this machine may have beside the project (see ../servers.mjs). */
import { type RealtimeApp, type RealtimeServer, startSoketi } from "../../delivery/realtime-server.ts"
import { answerOrders } from "./answering.ts"

let server: RealtimeServer | null = null

function running() {
  if (!server) throw new Error("soketi was not opened")
  return server
}

answerOrders({
  async open(app: RealtimeApp) {
    server = await startSoketi(app)
    return server.port
  },
  kill: () => running().kill(),
  start: () => running().start(),
})
