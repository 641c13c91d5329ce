/** Listeners with pusher-js as it comes, and nothing that notices what is missing. */
import { SIGNAL_EVENT, SignalBatch } from "#server/domain/signals.ts"
import { answerOrders } from "./answering.ts"
import { openPusher, type Place } from "./page.ts"
import { Delays, judge, Reception } from "./reception.ts"

const receptions: Reception[] = []
let delays = new Delays()
const shared = { add: (ms: number) => delays.add(ms) }

answerOrders({
  async open({ count, ...place }: Place & { count: number }) {
    await Promise.all(Array.from({ length: count }, () => open(place)))
  },
  begin() {
    delays = new Delays()
  },
  report: (wanted: number[]) => ({ ...judge(receptions, wanted), delays }),
})

async function open(place: Place) {
  const reception = new Reception(shared)
  receptions.push(reception)
  const channel = openPusher(place).subscribe(`event-${place.event.eventId}`)
  channel.bind(SIGNAL_EVENT, (batch: unknown) => {
    for (const signal of SignalBatch.parse(batch).signals)
      if (signal.type === "chat.sent")
        for (const { seq, text } of signal.messages) reception.note(seq, Number.parseInt(text, 10))
  })
  await new Promise<void>((resolve) => channel.bind("pusher:subscription_succeeded", () => resolve()))
}
