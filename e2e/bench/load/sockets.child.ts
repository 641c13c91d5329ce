/** Listeners without a browser: plain WebSockets that subscribe and note what comes, so that the load costs little. */
import { WebSocket } from "ws"
import { answerOrders } from "./answering.ts"
import { Delays, judge, Reception } from "./reception.ts"

/** At once, so that the server's queue of connections doesn't overflow. */
const OPENING_MAX = 50

/** Not parsed with care: 10,000 frames a second leave the processor to the server. */
type Frame = { event: string; data: string }
type Batch = { signals: { messages?: { seq: number; text: string }[] }[] }

const sockets: WebSocket[] = []
let receptions = new Map<WebSocket, Reception>()
let delays = new Delays()
let frames = 0

answerOrders({
  async open({ url, channels, count }: { url: string; channels: string[]; count: number }) {
    for (let left = count; left > 0; left -= OPENING_MAX)
      await Promise.all(Array.from({ length: Math.min(left, OPENING_MAX) }, () => open(url, channels)))
  },
  begin() {
    frames = 0
    delays = new Delays()
    receptions = new Map(sockets.map((socket) => [socket, new Reception(delays)]))
  },
  frames: () => frames,
  report: (wanted: number[]) => ({ ...judge(receptions.values(), wanted), delays }),
  close() {
    for (const socket of sockets.splice(0)) socket.terminate()
  },
})

/** Open once it has joined its channels; without any, once it is connected. */
async function open(url: string, channels: string[]) {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  let missing = channels.length
  await new Promise<void>((resolve, reject) => {
    socket.on("error", reject)
    socket.on("message", (raw: Buffer) => {
      const text = raw.toString()
      if (missing === 0) return hear(socket, text)
      if (text.includes("connection_established")) for (const channel of channels) subscribe(socket, channel)
      else if (text.includes("subscription_succeeded") && --missing === 0) resolve()
    })
    if (missing === 0) socket.on("open", () => resolve())
  })
  sockets.push(socket)
}

function subscribe(socket: WebSocket, channel: string) {
  socket.send(JSON.stringify({ event: "pusher:subscribe", data: { channel } }))
}

function hear(socket: WebSocket, text: string) {
  frames += 1
  const reception = receptions.get(socket)
  if (reception) read(reception, text)
}

/** The bench's senders begin each text with the moment of sending. */
function read(reception: Reception, text: string) {
  const frame: Frame = JSON.parse(text)
  if (frame.event !== "signals") return
  const batch: Batch = JSON.parse(frame.data)
  for (const { messages = [] } of batch.signals)
    for (const message of messages) reception.note(message.seq, Number.parseInt(message.text, 10) || 0)
}
