import { expect } from "@playwright/test"
import { z } from "zod"

// The stand-ins of the outside systems: trouble dialled in, and what they were asked. Read by the journeys only.

export const APP_PORT = Number(process.env.AMPHI_TEST_PORT ?? 4100)
export const TOKEN = "journeys"
export const BBB = `http://127.0.0.1:${APP_PORT + 10}`
/** SIPMediaGW 1.7.0 and 1.8.4, as "Gateway 1" and "Gateway 2". */
export const GATEWAYS = {
  classic: `http://127.0.0.1:${APP_PORT + 11}`,
  launcher: `http://127.0.0.1:${APP_PORT + 12}`,
} as const
type Gateway = keyof typeof GATEWAYS

const START_PATH = { classic: "/start", launcher: "/gateway/start" } as const

const Meetings = z.array(
  z.object({
    meetingID: z.string(),
    name: z.string(),
    users: z.array(z.object({ userID: z.string().nullable(), name: z.string(), role: z.string() })),
    presentations: z.array(z.object({ name: z.string(), current: z.boolean(), slides: z.array(z.string()) })),
  }),
)
const Requests = z.array(
  z.object({ path: z.string(), query: z.record(z.string(), z.string()), body: z.string() }),
)
const LauncherStart = z.object({ room: z.string(), rtmp_dst: z.string() })

async function lever(url: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  expect(answer.ok, `${url} answered ${answer.status}`).toBe(true)
  return answer.json()
}

export async function meetingNamed(name: string) {
  return Meetings.parse(await lever(`${BBB}/sim/meetings`)).find((meeting) => meeting.name === name) ?? null
}

/** As its moderator would. */
export function endMeeting(meetingId: string) {
  return lever(`${BBB}/sim/end/${encodeURIComponent(meetingId)}`, {})
}

/** With or without the package bbb-webhooks. */
export function installWebhooks(installed: boolean) {
  return lever(`${BBB}/sim/webhooks`, { installed })
}

export function dialBbb(call: string, fault: string, count: number) {
  return lever(`${BBB}/sim/faults`, { call, fault, count })
}

/**
 * The next starts are answered so. `lie`: success, and nothing is done; `played`: the same, but the gateway says that it
 * runs, because the journey plays its browser and its picture.
 */
export function dialStart(gateway: Gateway, kind: "lie" | "played" | "refuse", times = 1) {
  return lever(`${GATEWAYS[gateway]}/sim/faults`, { kind, times, path: START_PATH[gateway] })
}

/** Forgets faults and journal, and stops what runs. */
export function resetGateway(gateway: Gateway) {
  return lever(`${GATEWAYS[gateway]}/sim/reset`, {})
}

type Start = { room: string; rtmpUrl: string }

/** What it was told to start, the last one last: the room's key, and where the picture goes. A probe names no room. */
async function startsOf(gateway: Gateway): Promise<Start[]> {
  const requests = Requests.parse(await lever(`${GATEWAYS[gateway]}/sim/requests`))
  return requests
    .filter((request) => request.path === START_PATH[gateway])
    .map((request) => {
      if (gateway === "classic")
        return { room: request.query.room ?? "", rtmpUrl: request.query.rtmpDst ?? "" }
      const body = LauncherStart.parse(JSON.parse(request.body))
      return { room: body.room, rtmpUrl: body.rtmp_dst }
    })
    .filter(({ room }) => room !== "")
}

/** Only those that push to this port: other installations may use the same gateway. */
export async function lastStart(gateway: Gateway, rtmpPort?: number) {
  const starts = await startsOf(gateway)
  return starts.findLast(({ rtmpUrl }) => rtmpPort === undefined || rtmpUrl.includes(`:${rtmpPort}/`)) ?? null
}
