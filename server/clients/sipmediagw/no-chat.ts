import type { SipmediagwClient } from "#server/clients/contracts.ts"
import { httpTo, type SipmediagwSettings } from "#server/clients/sipmediagw/gateway-http.ts"

/** For the dialects that are never given chat text: they lose it, or hang on it. */
export function noChat(settings: SipmediagwSettings): SipmediagwClient["chat"] {
  return {
    canDeliver: () => Promise.resolve(false),
    send({ server }) {
      const http = httpTo(server, settings, "chat")
      return Promise.reject(
        http.fail("refused", "chat: this version doesn't type it", { code: "chat_unsupported" }),
      )
    },
  }
}
