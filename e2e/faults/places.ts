// Where everything of the suite listens, and what the product is told about it.
import { randomBytes } from "node:crypto"

const PORT = Number(process.env.AMPHI_FAULTS_PORT ?? 4400)
export const PLACES = {
  app: PORT,
  media: PORT + 1,
  rtmp: PORT + 2,
  bbb: PORT + 10,
  gateways: [PORT + 11, PORT + 12] as const,
  secondApp: PORT + 3,
  realtime: PORT + 4,
  database: PORT + 5,
}
export const APP_URL = `http://localhost:${PLACES.app}`
export const BBB_SECRET = randomBytes(24).toString("hex")
export const GATEWAY_TOKEN = "1234"
export const LAUNCHER_ID = "slot2"

const SECRET = randomBytes(32).toString("hex")

/** `one`: everything in one process, beside a file. `machines`: each role apart, two of web and worker, on a database server. */
export type Layout = "one" | "machines"

export type Member = { name: string; env: Record<string, string> }

export function membersOf(layout: Layout): Member[] {
  if (layout === "one") return [{ name: "all", env: {} }]
  return [
    { name: "web-1", env: { ROLE: "web" } },
    { name: "web-2", env: { ROLE: "web", PORT: String(PLACES.secondApp) } },
    { name: "worker-1", env: { ROLE: "worker" } },
    { name: "worker-2", env: { ROLE: "worker" } },
    { name: "realtime", env: { ROLE: "realtime" } },
    { name: "media", env: { ROLE: "media" } },
  ]
}

export function webUrls(layout: Layout) {
  return layout === "one" ? [APP_URL] : [APP_URL, `http://localhost:${PLACES.secondApp}`]
}

export function environmentOf(dataDir: string, layout: Layout): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...(layout === "machines" && {
      DATABASE_URL: `ws://127.0.0.1:${PLACES.database}`,
      REALTIME_PORT: String(PLACES.realtime),
    }),
    NODE_ENV: "production",
    ROLE: "all",
    HOST: "127.0.0.1",
    PORT: String(PLACES.app),
    PUBLIC_URL: APP_URL,
    SECRET,
    DATA_DIR: dataDir,
    BBB_API_URL: `http://127.0.0.1:${PLACES.bbb}/bigbluebutton/api`,
    BBB_SECRET_KEY: BBB_SECRET,
    CALLBACK_URL: `http://127.0.0.1:${PLACES.app}`,
    MEDIA_HOST: "127.0.0.1",
    MEDIA_PORT: String(PLACES.media),
    MEDIA_PUBLIC_URL: `http://127.0.0.1:${PLACES.media}`,
    RTMP_HOST: "127.0.0.1",
    RTMP_PORT: String(PLACES.rtmp),
    RTMP_PUBLIC_URL: `rtmp://127.0.0.1:${PLACES.rtmp}/live`,
    NEXT_TELEMETRY_DISABLED: "1",
  }
}

export const GATEWAYS = [
  {
    name: "Gateway 1",
    dialect: "classic",
    url: `http://127.0.0.1:${PLACES.gateways[0]}`,
    token: GATEWAY_TOKEN,
    gatewayRef: null,
    streamName: "gateway-1",
  },
  {
    name: "Gateway 2",
    dialect: "gateway",
    url: `http://127.0.0.1:${PLACES.gateways[1]}`,
    token: "",
    gatewayRef: LAUNCHER_ID,
    streamName: "gateway-2",
  },
] as const

const PASSWORD = "amphi-faults"
export const PRESENTER = { email: "presenter@faults.test", password: PASSWORD }
export const ADMIN = { email: "admin@faults.test", password: PASSWORD }

export const SEED = {
  users: [
    { ...PRESENTER, name: "Claire Fontaine", affiliations: ["faculty"] },
    { ...ADMIN, name: "Alex Admin", isAdmin: true },
  ],
  gateways: GATEWAYS,
}
