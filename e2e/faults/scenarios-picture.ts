// The picture between gateway and listeners: cut lines, and an origin that dies.
import type { Play } from "./plays.ts"
import type { Scenario } from "./scenario.ts"

function cut(name: string, ms: number, short?: true): Scenario {
  return {
    name: `RTMP cut for ${name}`,
    ...(short && { short }),
    async run(play) {
      await play.goLive()
      const from = Date.now()
      play.stage.line.isCut = true
      await play.told("interrupted", from, (state) => state === "interrupted", ms + 10_000)
      await play.sleep(Math.max(0, from + ms - Date.now()))
      play.lift()
      return pictureBack(play, from)
    },
  }
}

/** Short enough that the origin may bridge it: nobody has to be told. */
const blink: Scenario = {
  name: "RTMP cut for 1 s",
  short: true,
  async run(play) {
    await play.goLive()
    const from = Date.now()
    play.stage.line.isCut = true
    await play.sleep(1_000)
    play.lift()
    return pictureBack(play, from)
  },
}

const originDies: Scenario = {
  name: "media origin killed -9",
  short: true,
  async run(play) {
    await play.goLive()
    const from = Date.now()
    play.stage.amphi.killMedia()
    return pictureBack(play, from)
  },
}

async function pictureBack(play: Play, from: number) {
  const took = await play.truth("live")
  play.measure("pictureBack", from)
  return took
}

export const pictureScenarios: Scenario[] = [
  blink,
  cut("10 s", 10_000, true),
  cut("60 s", 60_000),
  originDies,
]
