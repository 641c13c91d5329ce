/** What is around the product: the BigBlueButton stand-in, a webinar that is open, and people with accounts. */
import { encode } from "next-auth/jwt"
import { closeDatabase, migrateDatabase } from "#db/client.ts"
import { type Config, readConfig } from "#server/config.ts"
import { buildDeps, type Deps } from "#server/deps.ts"
import type { UserActor } from "#server/domain/policy.ts"
import { enterMeeting } from "#server/services/meetings.ts"
import { makeGateway, makeTeacher, makeUser, makeWebinar } from "#server/test-factories.ts"
import { type BbbSim, startBbbSim } from "../../sims/bbb/bbb-sim.ts"
import { answerOrders } from "./answering.ts"

const HOST = "127.0.0.1"
const SESSION_COOKIE = "next-auth.session-token"

let bbb: BbbSim | null = null
let meetingId = ""

answerOrders({
  async openBbb(secret: string) {
    bbb = await startBbbSim({ host: HOST, port: 0, secret })
    return bbb.apiUrl
  },
  async plan({ environment, authors }: { environment: Record<string, string>; authors: number }) {
    const config = readConfig({ ...environment, LOG_LEVEL: "silent" })
    const deps = await buildDeps(config)
    try {
      await migrateDatabase(deps.db, "db/migrations")
      return await plan(deps, config, authors)
    } finally {
      closeDatabase(deps.db)
    }
  },
  /** Somebody in the meeting writes. */
  say: (text: string) => sim().control.chat(meetingId, text, "Claire Fontaine"),
  /** What has reached the meeting from outside, and when. */
  relayed: () =>
    sim()
      .control.meetings()
      .flatMap(({ meetingID, chat }) => (meetingID === meetingId ? chat : []))
      .flatMap(({ viaApi, time, message }) => (viaApi ? [{ at: time, text: message }] : [])),
})

function sim() {
  if (!bbb) throw new Error("the stand-in was not opened")
  return bbb
}

/** Starts now, so that the chat is open; the presenter is in the meeting. */
async function plan(deps: Deps, config: Config, authors: number) {
  await makeGateway(deps)
  const owner = await makeTeacher(deps, { name: "Claire Fontaine" })
  const [startDate = "", startTime = ""] = new Date()
    .toLocaleString("sv-SE", { timeZone: config.timeZone, dateStyle: "short", timeStyle: "short" })
    .split(" ")
  const form = { title: "Bench", startDate, startTime, durationMinutes: 240 }
  const { webinar, event } = await makeWebinar(deps, owner, form)
  await enterMeeting(deps, owner, { webinarId: webinar.id, locale: "en" })
  meetingId = webinar.meetingId
  sim().control.connect({ meetingID: meetingId, fullName: owner.name, role: "MODERATOR" })
  const people: string[] = []
  for (let number = 1; number <= authors; number++)
    people.push(await cookieOf(config, await makeUser(deps, { name: `Listener ${number}` })))
  return { eventId: event.id, slug: event.slug, authors: people }
}

/** As if they had signed in: the form and its limits are not what is measured. */
async function cookieOf(config: Config, user: UserActor) {
  return `${SESSION_COOKIE}=${await encode({ token: { sub: user.id }, secret: config.secret })}`
}
