// The product's realtime role, as a process that does nothing else.
import { makeFolder } from "../processes.mjs"
import { freePort, protocolServer, startProduct } from "./product.mjs"

const APP = { id: "bench", key: "bench-key", secret: "the bench's realtime secret" }

export async function startRealtimeAlone() {
  const port = await freePort()
  const folder = makeFolder()
  const environment = {
    NODE_ENV: "production",
    ROLE: "realtime",
    HOST: "127.0.0.1",
    REALTIME_PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    SECRET: "the bench's secret, which signs nothing",
    BBB_API_URL: "http://127.0.0.1:9/bigbluebutton/api",
    BBB_SECRET_KEY: "unused",
    DATA_DIR: folder,
    PUSHER_APP_ID: APP.id,
    PUSHER_KEY: APP.key,
    PUSHER_SECRET: APP.secret,
  }
  let product = await startProduct({ environment, folder })
  return {
    ...protocolServer({ port, app: APP }),
    isOwn: true,
    get pid() {
      return product.pid
    },
    async kill() {
      process.kill(product.pid, "SIGKILL")
      await product.stop()
    },
    async start() {
      product = await startProduct({ environment, folder })
    },
    stop: () => product.stop(),
  }
}
