/** Amphi's own endpoint and nothing else, where HOST, PORT and APP say. */
import { createServer } from "node:http"
import { z } from "zod"
import { createRealtimeEndpoint } from "#server/realtime/endpoint.ts"

const App = z.object({ id: z.string(), key: z.string(), secret: z.string() })

const endpoint = createRealtimeEndpoint({
  app: App.parse(JSON.parse(process.env.APP ?? "")),
  allowedOrigins: () => true,
  log: () => undefined,
})
const server = createServer(async (request, response) => {
  if (!(await endpoint.handleRequest(request, response))) response.writeHead(404).end()
})
server.on("upgrade", (request, socket, head) => {
  if (!endpoint.handleUpgrade(request, socket, head)) socket.destroy()
})
server.listen(Number(process.env.PORT), process.env.HOST)
