import { z } from "zod"
import type { GatewayIdentity, GatewayServer, SipmediagwClient } from "#server/clients/contracts.ts"
import { type Http, parseJson } from "#server/clients/http.ts"
import { remember } from "#server/clients/remember.ts"
import { createClassicClient } from "#server/clients/sipmediagw/classic.ts"
import { createGatewayClient } from "#server/clients/sipmediagw/gateway.ts"
import {
  gatewayHeaders,
  gatewayUrl,
  httpTo,
  type SipmediagwSettings,
} from "#server/clients/sipmediagw/gateway-http.ts"
import { createProxyClient } from "#server/clients/sipmediagw/proxy.ts"
import type { Dialect } from "#server/domain/gateway.ts"

const IDENTITY_KEPT_MS = 5 * 60_000

export function createSipmediagwClients(
  settings: SipmediagwSettings = {},
): Record<Dialect, SipmediagwClient> {
  const rememberIdentity = remember<GatewayIdentity>(IDENTITY_KEPT_MS, settings.now ?? Date.now)
  const identify = (server: GatewayServer) => identifyGateway(server, settings)
  const recall = (server: GatewayServer) =>
    rememberIdentity(JSON.stringify([server.url, server.token]), () => identify(server))

  return {
    classic: createClassicClient(settings, { identify, recall }),
    gateway: createGatewayClient(settings, { identify }),
    proxy: createProxyClient(settings, { identify }),
  }
}

const OpenApi = z.object({
  info: z.object({ title: z.string() }),
  paths: z.record(z.string(), z.unknown()),
})
const LAUNCHER_TITLE = "SIP Media Gateway API"
/** The proxy leaves the title to its framework; a launcher has none of these. */
const PROXY_PATHS = ["/start", "/stop", "/status", "/register"]
const MissingRoom = z.object({ Error: z.string() })

/** Never with a room: a probe that names one would start or stop it. */
export async function identifyGateway(
  server: GatewayServer,
  settings: SipmediagwSettings = {},
): Promise<GatewayIdentity> {
  const http = httpTo(server, settings, "status")
  const ask = (path: string, accept: number[]) =>
    http.send({ url: gatewayUrl(server, path), headers: gatewayHeaders(server), accept })

  const description = await ask("/openapi.json", [200, 404])
  if (description.status === 200) {
    const api = OpenApi.safeParse(parseJson(description.text))
    const paths = api.success ? api.data.paths : {}
    if (api.success && api.data.info.title === LAUNCHER_TITLE)
      return { dialect: "gateway", version: "/gateway/ivrConfig" in paths ? "main" : "1.8" }
    if (PROXY_PATHS.every((path) => path in paths)) return identifyProxy(http, server)
    throw http.fail("bad_answer", "this is no SIPMediaGW launcher or proxy")
  }
  const start = await ask("/start", [200, 400])
  if (!MissingRoom.safeParse(parseJson(start.text)).success)
    throw http.fail("bad_answer", "this is no SIPMediaGW")
  if (start.status === 200) return { dialect: "classic", version: "1.5" }
  const progress = await ask("/progress", [400, 404])
  return { dialect: "classic", version: progress.status === 404 ? "1.6" : "1.7" }
}

async function identifyProxy(http: Http, server: GatewayServer): Promise<GatewayIdentity> {
  // A stop of nothing: the one question that every version answers, and only to those who have the token.
  await http.send({
    url: gatewayUrl(server, "/stop"),
    method: "POST",
    headers: { ...gatewayHeaders(server), "content-type": "application/json" },
    body: "{}",
    accept: [400],
  })
  // After 1.8 anybody may ask for a status.
  const open = await http.send({ url: gatewayUrl(server, "/status"), accept: [400, 401] })
  return { dialect: "proxy", version: open.status === 400 ? "main" : "1.8" }
}
