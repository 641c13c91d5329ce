// No browser at all: the container's states without its picture, for contract tests.
import { typedMessages } from "./classic-chat.ts"
import { type Clock, waited } from "./clock.ts"
import type { Station, StationDeps } from "./station.ts"

type Times = { clock: Clock; wall: Clock; timing: { joinMs: number } }

export function createPaperStation(deps: StationDeps, { clock, wall, timing }: Times): Station {
  const gone = new AbortController()
  let chatShown = true
  return {
    open: async () => deps.log(deps.rtmpDst === null ? "no RTMP destination" : "on air"),
    showMenu: async () => deps.log("menu"),
    showWrongPicture: async () => deps.log("wrong picture"),
    async join(url) {
      deps.log(`page ${url}`)
      if (await waited(clock, timing.joinMs, gone.signal)) deps.log("joined")
    },
    say: async (text) => (chatShown ? typedMessages(text) : []),
    async toggleChat() {
      chatShown = !chatShown
    },
    leave: async () => deps.log("left"),
    async cutRtmp(forMs) {
      deps.log("off air")
      if (await waited(wall, forMs, gone.signal)) deps.log("on air")
    },
    close: async () => gone.abort(),
  }
}
