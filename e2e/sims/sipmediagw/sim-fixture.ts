// Small helpers of this folder's tests.
import { onTestFinished } from "vitest"
import { type SipmediagwSimOptions, startSipmediagwSim } from "./sipmediagw-sim.ts"

export type Reply = { status: number; headers: Headers; text: string; json: unknown }

export async function startPaperSim(
  options: Partial<SipmediagwSimOptions> & Pick<SipmediagwSimOptions, "version">,
) {
  const sim = await startSipmediagwSim({
    host: "127.0.0.1",
    port: 0,
    browser: { kind: "none" },
    timings: "fast",
    webrtcDomain: "webinar.test/join",
    ...options,
  })
  onTestFinished(() => sim.close())

  async function call(path: string, init: RequestInit = {}): Promise<Reply> {
    const response = await fetch(sim.url + path, init)
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: jsonOrNull(text) }
  }
  const headers = { Authorization: "Bearer 1234" }
  return {
    ...sim,
    call,
    get: (path: string) => call(path, { headers }),
    post: (path: string, body: unknown) =>
      call(path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    start: (room: string) =>
      call(`/start?room=${room}&domain=webinar.test%2Fjoin&rtmpDst=rtmp%3A%2F%2Flive.test%2Flive%2Fkey`, {
        headers,
      }),
    of: (room: string) => sim.control.containers().find((container) => container.room === room),
  }
}

export async function until(condition: () => boolean | Promise<boolean>) {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5))
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
