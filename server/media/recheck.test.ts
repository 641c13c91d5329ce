import { afterEach, expect, test } from "vitest"
import { type PublishRequest, type StreamNotice, startMediaOrigin } from "./origin.ts"
import { fixtureTags, TestPublisher } from "./test-publisher.ts"

const opened: { close: () => void | Promise<void> }[] = []

afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.close()
})

async function open(authorize: (request: PublishRequest) => Promise<boolean>) {
  const notices: StreamNotice[] = []
  const origin = await startMediaOrigin({
    rtmp: { host: "127.0.0.1", port: 0 },
    http: { host: "127.0.0.1", port: 0 },
    authorize,
    notify: (notice) => void notices.push(notice),
    log: () => undefined,
    recheckMs: 20,
  })
  opened.push(origin)
  const publish = async (name: string) => {
    const publisher = new TestPublisher({ port: origin.rtmpPort, name })
    opened.push(publisher)
    await expect.poll(() => publisher.isPublishing).toBe(true)
    publisher.sendAll(fixtureTags())
    return publisher
  }
  return {
    publish,
    types: (name: string) => notices.filter((one) => one.name === name).map(({ type }) => type),
  }
}

test("an encoder that may publish no more is sent away; no answer is no refusal, and no gateway is asked again", async () => {
  let verdict: boolean | "silent" = true
  const asked: (string | null)[] = []
  const { publish, types } = await open(async ({ name, key, again }) => {
    if (again) asked.push(name, key)
    if (verdict === "silent") throw new Error("the application is being restarted")
    return verdict
  })
  const gateway = await publish("gateway-1?key=k&run=r1")
  const encoder = await publish("hall?key=secret")
  await expect.poll(() => types("hall")).toEqual(["started"])
  verdict = "silent"
  const before = asked.length
  await expect.poll(() => asked.length).toBeGreaterThan(before + 4)
  expect(encoder.isClosed).toBe(false)
  verdict = false
  await expect.poll(() => encoder.isClosed).toBe(true)
  await expect.poll(() => types("hall").at(-1)).toBe("stopped")
  expect(gateway.isClosed).toBe(false)
  expect(new Set(asked)).toEqual(new Set(["hall", "secret"]))
})
