// The recorded exchanges with the real HTTPLauncher.py, answered again. Left out: what had no browser behind it
// (main: chat, which hangs, and endCall) and what only tests a shell.
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { z } from "zod"
import { startPaperSim, until } from "./sim-fixture.ts"

const Exchange = z.object({
  version: z.enum(["1.5.0", "1.6.0", "1.8.4", "head"]),
  scene: z.enum(["idle", "one slot", "never ready", "dies at once", "three slots", "fresh", "launcher"]),
  name: z.string(),
  method: z.string(),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
  answer: z.object({
    status: z.number(),
    headers: z.array(z.tuple([z.string(), z.string()])),
    body: z.string(),
  }),
  delivered: z.array(z.string()).optional(),
})
type Exchange = z.infer<typeof Exchange>

const GW_IDS: Record<string, string> = {
  "1.8.4": "9qztts5p6l1tbjod17k69y6l",
  head: "4hzgz5ceovknw92yynzl0jng",
}
const exchanges = readFileSync(new URL("transcripts.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => Exchange.parse(JSON.parse(line)))
const scenes = new Map<string, Exchange[]>()
for (const exchange of exchanges) {
  const title = `${exchange.version}, ${exchange.scene}`
  scenes.set(title, [...(scenes.get(title) ?? []), exchange])
}

test.each([...scenes])("the recorded answers of %s are given again", async (_, scene) => {
  const [first] = scene
  if (!first) throw new Error("empty scene")
  const sim = await startPaperSim({
    version: first.version,
    gwId: GW_IDS[first.version],
    slots: first.scene === "three slots" ? 3 : 1,
  })
  for (const exchange of scene) {
    await prepare(exchange)
    const before = sim.control.containers().flatMap((container) => container.received)
    const reply = await sim.call(exchange.path, {
      method: exchange.method,
      headers: exchange.headers,
      ...(exchange.body === null ? {} : { body: exchange.body }),
    })
    const { status, headers, body } = exchange.answer
    const isPage = body.startsWith("<!DOCTYPE")
    const given = isPage ? reply.text.slice(0, body.length) : reply.text
    expect({ name: exchange.name, status: reply.status, body: given }).toEqual({
      name: exchange.name,
      status,
      body,
    })
    for (const [name, value] of headers) expect(reply.headers.get(name)).toContain(value)
    if (exchange.delivered && status === 200) {
      const after = sim.control.containers().flatMap((container) => container.received)
      expect({ name: exchange.name, delivered: after.slice(before.length) }).toEqual({
        name: exchange.name,
        delivered: arrived(exchange),
      })
    }
  }

  async function prepare({ name, scene: kind }: Exchange) {
    if (kind === "fresh") await sim.control.reset()
    if (name === "start-launch-fails") sim.control.dial({ kind: "neverReady", path: "/start" })
    if (name === "start-container-dies") sim.control.dial({ kind: "diesAfter", ms: 0, path: "/start" })
    // The recording had no menu in front of the meeting.
    if (/^status-working/.test(name))
      await until(() => sim.control.containers()[0]?.log.some((line) => line.startsWith("page")) === true)
  }
})

/** The recorder stood behind netcat, so it also saw the event for a host that does not exist. */
function arrived({ name, delivered = [] }: Exchange) {
  return name === "chat-post-unknown-room" ? [] : delivered
}
