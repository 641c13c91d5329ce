// The product with everything in one process, as on one machine, with an open webinar and people who may write.
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { makeFolder } from "../processes.mjs"
import { startChild } from "./children.mjs"
import { freePort, protocolServer, startProduct } from "./product.mjs"

const BBB_SECRET = "the stand-in's secret"
const EMBEDDED = { id: "amphi", key: "amphi", secret: "the realtime server's secret" }
const SECRET = "the bench's secret, which signs its people's sessions"
export const OPERATIONS_TOKEN = "the bench's operations token"

/** `server`: a realtime server beside it, named by configuration; without one it is the embedded endpoint. */
export async function startAmphi({ authors, server = null }) {
  const folder = join(makeFolder(), "data")
  mkdirSync(folder)
  const world = await startChild("world")
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const environment = {
    NODE_ENV: "production",
    ROLE: "all",
    HOST: "127.0.0.1",
    PORT: String(port),
    PUBLIC_URL: url,
    CALLBACK_URL: url,
    SECRET,
    OPERATIONS_TOKEN,
    DATA_DIR: folder,
    BBB_API_URL: await world.ask("openBbb", BBB_SECRET),
    BBB_SECRET_KEY: BBB_SECRET,
    MEDIA_HOST: "127.0.0.1",
    MEDIA_PORT: String(await freePort()),
    RTMP_HOST: "127.0.0.1",
    RTMP_PORT: String(await freePort()),
    NEXT_TELEMETRY_DISABLED: "1",
    ...(server ? variablesFor(server) : { PUSHER_SECRET: EMBEDDED.secret }),
  }
  const event = await world.ask("plan", { environment, authors })
  let product = await startProduct({ environment, folder })
  return {
    url,
    event,
    world,
    realtime: protocolServer(server ?? { port, app: EMBEDDED }),
    get pid() {
      return product.pid
    },
    /** As by a power cut, with the realtime server beside it; both are there again when this returns. */
    async killAndStartAgain() {
      process.kill(product.pid, "SIGKILL")
      await server?.kill()
      await product.stop()
      await server?.start()
      product = await startProduct({ environment, folder })
    },
    metric: (name) => readMetric(url, name),
    async stop() {
      await product.stop()
      await world.stop()
    },
  }
}

function variablesFor({ port, app }) {
  return {
    REALTIME_EMBEDDED: "false",
    PUSHER_HOST: "127.0.0.1",
    PUSHER_PORT: String(port),
    PUSHER_TLS: "false",
    PUSHER_APP_ID: app.id,
    PUSHER_KEY: app.key,
    PUSHER_SECRET: app.secret,
    PUSHER_CLIENT_HOST: "127.0.0.1",
    PUSHER_CLIENT_PORT: String(port),
  }
}

async function readMetric(url, name) {
  const response = await fetch(`${url}/api/metrics`, {
    headers: { authorization: `Bearer ${OPERATIONS_TOKEN}` },
  })
  const line = (await response.text()).split("\n").find((text) => text.startsWith(`${name} `))
  if (!line) throw new Error(`no figure ${name}`)
  return Number(line.slice(name.length + 1))
}
