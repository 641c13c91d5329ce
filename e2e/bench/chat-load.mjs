// The chat under load, in parts that can also be asked for one by one.
import { measureFanout } from "./load/fanout.mjs"
import { measureIdleSockets } from "./load/idle-sockets.mjs"
import { measureRatio } from "./load/ratio.mjs"
import { measureServers } from "./load/servers.mjs"
import { measureShaking } from "./load/shaking.mjs"
import { measureStorm } from "./load/storm.mjs"
import { closeAll } from "./processes.mjs"

const MEASURES = {
  "chat-fanout": [measureRatio, measureFanout],
  "chat-idle": [measureIdleSockets],
  "chat-storm": [measureStorm],
  "chat-shaking": [measureShaking],
  "chat-servers": [measureServers],
}

export async function measureChatLoad(parts) {
  for (const part of parts)
    for (const measure of MEASURES[part]) {
      await measure()
      // One part's processes must not weigh on the next.
      await closeAll()
    }
}
