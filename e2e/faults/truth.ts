// What is really so (containers, users in the meeting, streams), and whether every screen says the same.
import { z } from "zod"
import words from "#components/i18n/en/admin.json"
import liveWords from "#components/i18n/en/live.json"
import webinarWords from "#components/i18n/en/webinar.json"
import type { LivestreamFacts } from "./ledger.ts"
import { GATEWAYS } from "./places.ts"
import type { Stage } from "./stage.ts"
import { seconds, until } from "./waiting.ts"

export type Goal = "live" | "over"

const Live = z.object({ state: z.string(), streamUrl: z.string().nullable() })
const Control = z.object({ livestream: z.object({ id: z.string(), state: z.string() }).nullable() })
const BADGES: Record<string, string> = words.state
const LISTENERS_SEE_NOTHING = ["waiting", "live", "interrupted"]

type Found = { livestream: LivestreamFacts | null; complaints: string[] }

/** Everything that is not as it should be; empty when the world is in order and each screen tells it. */
export async function examine(stage: Stage, goal: Goal, since: number): Promise<string[]> {
  const world = await lookAtWorld(stage, goal)
  if (world.complaints.length > 0) return world.complaints
  const screens = await lookAtScreens(stage, world.livestream, goal)
  return [...screens, ...(goal === "over" ? await stage.ledger.complaints(since) : [])]
}

async function lookAtWorld(stage: Stage, goal: Goal): Promise<Found> {
  const livestream = await stage.ledger.latest()
  const running = stage.gateways.flatMap((gateway, index) =>
    gateway
      .containers()
      .filter(({ state }) => state !== "exited")
      .map((container) => ({ ...container, gateway: GATEWAYS[index]?.name ?? "" })),
  )
  const users = onlineStreamingUsers(stage)
  const onAir = GATEWAYS.map(({ streamName }) => isOnAir(stage, streamName))
  const complaints: string[] = []
  const check = (ok: boolean, complaint: string) => ok || complaints.push(complaint)
  const state = livestream?.state ?? "none"
  if (goal === "live") {
    check(state === "live", `the livestream is ${state}`)
    check(running.length === 1, `${running.length} containers run`)
    check(running[0]?.room === livestream?.room_key, "the container serves another room")
    check(running[0]?.gateway === livestream?.gateway, "another gateway runs")
    check(users.length === 1, `${users.length} streaming users are in the meeting`)
    for (const [index, { name }] of GATEWAYS.entries())
      check(onAir[index] === (name === livestream?.gateway), `${name} is ${onAir[index] ? "" : "not "}on air`)
  } else {
    check(["ended", "failed"].includes(state), `the livestream is ${state}`)
    for (const { gateway } of running) check(false, `${gateway} streams without an open livestream`)
    check(users.length === 0, "a streaming user sits in the meeting")
    for (const [index, { name }] of GATEWAYS.entries()) check(!onAir[index], `${name} is on air`)
  }
  return { livestream, complaints }
}

function onlineStreamingUsers({ bbb }: Stage) {
  return bbb
    .meetings()
    .filter(({ ending }) => !ending)
    .flatMap(({ users }) => users.filter((user) => user.online && user.userID?.startsWith("stream-")))
}

/** The origin takes a camera's picture under this name, whoever may see it. */
export function isOnAir({ studio }: Stage, streamName: string) {
  return studio.cameras().some((camera) => camera.isPublishing && camera.streamName === streamName)
}

/** The picture is where listeners are told to look, and nowhere else: not where they were told before. */
async function lookAtAddresses(stage: Stage, streamUrl: string | null, livestream: LivestreamFacts | null) {
  const { addresses } = stage
  if (streamUrl) addresses.add(streamUrl)
  const complaints: string[] = []
  const name = GATEWAYS.find((gateway) => gateway.name === livestream?.gateway)?.streamName
  if (streamUrl && !streamUrl.includes(`/hls/${name}/`)) complaints.push("listeners are sent elsewhere")
  for (const address of addresses) {
    const shows = await answers(address)
    if (address === streamUrl && !shows) complaints.push("no picture where listeners are told to look")
    else if (address !== streamUrl && shows)
      complaints.push("a picture where listeners were told to look before")
    else if (address !== streamUrl) addresses.delete(address)
  }
  return complaints
}

async function answers(address: string) {
  const response = await fetch(address, { signal: AbortSignal.timeout(5_000) })
  await response.arrayBuffer()
  return response.ok
}

async function lookAtScreens(stage: Stage, livestream: LivestreamFacts | null, goal: Goal) {
  const { listener, presenter, webinar } = stage
  const live = await listener.ask("live.get", { slug: webinar.slug }, Live)
  const control = await presenter.ask("control.get", { webinarId: webinar.id }, Control)
  const complaints: string[] = []
  if (goal === "live" ? live.state !== "live" : isLie(live.state, livestream))
    complaints.push(`listeners are told ${live.state}`)
  if (goal === "live" && !live.streamUrl) complaints.push("listeners are given no address")
  complaints.push(...(await lookAtAddresses(stage, live.streamUrl, livestream)))
  if (control.livestream?.id !== livestream?.id || control.livestream?.state !== livestream?.state)
    complaints.push(`the control room shows ${control.livestream?.state}`)
  if (complaints.length > 0 || !livestream) return complaints
  const [events, webinars, pages] = await Promise.all([
    listener.page("/"),
    presenter.page("/webinars"),
    lookAtAdminPages(stage, livestream, goal),
  ])
  if (cardOf(events, webinar.slug).includes(`>${liveWords.state.live}</`) !== (goal === "live"))
    complaints.push(`the events page ${goal === "live" ? "does not show" : "still shows"} it live`)
  if (webinars.includes(`>${webinarWords.state.live}</`) !== (goal === "live"))
    complaints.push(`the presenter's list ${goal === "live" ? "does not show" : "still shows"} it live`)
  return [...complaints, ...pages]
}

async function lookAtAdminPages({ admin }: Stage, livestream: LivestreamFacts, goal: Goal) {
  const complaints: string[] = []
  const badge = `>${BADGES[livestream.state] ?? livestream.state}</`
  const session = `/admin/sessions/${livestream.id}`
  const [sessions, one, timeline, gateways] = await Promise.all(
    ["/admin/sessions", session, "/admin/timeline", "/admin/gateways"].map((path) => admin.page(path)),
  )
  if (!rowOf(sessions ?? "", `id="${livestream.id}"`).includes(badge))
    complaints.push(`the sessions table does not show ${badge}`)
  if (!one?.includes(badge)) complaints.push(`the session's page does not show ${badge}`)
  if (livestream.gateway && !rowOf(timeline ?? "", `href="${session}"`).includes(badge))
    complaints.push(`the timeline does not show ${badge}`)
  if (gateways?.includes(`href="${session}"`) !== (goal === "live"))
    complaints.push(
      `the gateways table ${goal === "live" ? "has no gateway busy with it" : "has a gateway busy with it"}`,
    )
  return complaints
}

/** After a failure listeners still wait: the presenter can start again. */
function isLie(told: string, livestream: LivestreamFacts | null) {
  return LISTENERS_SEE_NOTHING.includes(told) && !(told === "waiting" && livestream?.state === "failed")
}

/** The table row that has this in it. The timeline's chart, before its table, has it too. */
function rowOf(html: string, mark: string) {
  return around(html, mark, "<tr", "</tr>")
}

function cardOf(html: string, slug: string) {
  return around(html, `href="/events/${slug}"`, "<article", "</article>")
}

function around(html: string, mark: string, open: string, close: string) {
  const at = html.lastIndexOf(mark)
  if (at === -1) return ""
  const from = html.lastIndexOf(open, at)
  const to = html.indexOf(close, at)
  return from === -1 || html.slice(from, at).includes(close)
    ? ""
    : html.slice(from, to === -1 ? undefined : to)
}

/** Seconds from now until the world is in order and every screen says so. */
export async function timeToTruth(stage: Stage, goal: Goal, withinMs: number, since: number) {
  const from = Date.now()
  let last: string[] = []
  try {
    await until(
      "the truth on every screen",
      withinMs,
      async () => {
        last = await examine(stage, goal, since).catch((error: Error) => [error.message])
        return last.length === 0 ? true : null
      },
      100,
    )
  } catch (error) {
    throw new Error(`no ${goal} within ${seconds(withinMs)} s: ${last.join("; ")}`, { cause: error })
  }
  return (Date.now() - from) / 1000
}
