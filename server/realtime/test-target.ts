/** Which server of the protocol the conformance tests meet: our own, or the one that `REALTIME_TARGET` names. */
import { inject } from "vitest"
import { z } from "zod"
import { clientsOf, startTestEndpoint, type Target } from "./endpoint-fixture.ts"

declare module "vitest" {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be added to
  interface ProvidedContext {
    /** As in `http://KEY:SECRET@HOST:PORT/APP_ID`, with `?own` where it is ours elsewhere; empty: ours, here. */
    realtimeTarget: string
  }
}

export async function openTarget() {
  const address = inject("realtimeTarget")
  if (!address) return startTestEndpoint()
  const clients = clientsOf(targetAt(address))
  return { ...clients, stop: async () => clients.leave() }
}

export function isElsewhere() {
  return inject("realtimeTarget") !== ""
}

export function isForeign() {
  return isElsewhere() && !new URL(inject("realtimeTarget")).searchParams.has("own")
}

function targetAt(address: string): Target {
  const { username: key, password: secret, hostname: host, port, pathname } = new URL(z.url().parse(address))
  const app = { id: pathname.slice(1), key, secret: decodeURIComponent(secret) }
  return { host, port: Number(port), app }
}
