// A whole life on air with the real media origin: its log and what is kept of it are searched for every secret there is.
import { sql } from "drizzle-orm"
import { expect, onTestFinished, test } from "vitest"
import { findStream } from "#db/queries/livestreams.ts"
import { JOBS } from "#server/jobs.ts"
import { createLog } from "#server/log.ts"
import { startMediaOrigin } from "#server/media/origin.ts"
import { fixtureTags, TestPublisher } from "#server/media/test-publisher.ts"
import { mediaSecret, probeKey } from "#server/media-link.ts"
import type { TestDeps } from "#server/test-deps.ts"
import { makeAdmin, makeUser } from "#server/test-factories.ts"
import {
  advanceTo,
  gatewayJoins,
  livestreamOf,
  look,
  makeStage,
  type Stage,
  start,
  waitingJobs,
} from "#server/test-live.ts"
import { sendMessage } from "./chat.ts"
import { relayMessage } from "./chat-relay.ts"
import { joinByKey } from "./join.ts"
import { stopLive } from "./livestreams.ts"
import { enterMeeting } from "./meetings.ts"
import { admitPublisher, reviewPublishers } from "./play-key.ts"
import { getSession } from "./sessions.ts"
import { noteStream } from "./streams.ts"

const PATIENT = { timeout: 15_000, interval: 20 }
const SAID = "what a listener said"
const SECRET_COLUMN = /key$|sealed|hash|e_?mail|token|secret/
/** Names of jobs, made of ids; and the hash of one's own text. */
const HARMLESS = new Set(["dedupe_key"])

/** Whatever the database and the configuration keep that opens something, says who somebody is or what they wrote. */
async function secretsOf({ config, db, seal }: TestDeps) {
  const columns = await db.all<{ table: string; name: string }>(
    sql`select m.name as "table", c.name from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table'`,
  )
  const found = new Set<string>([SAID, config.secret, mediaSecret(config.secret), config.bbb.secret])
  found.add(config.realtime.app.secret)
  if (config.operationsToken) found.add(config.operationsToken)
  for (const { table, name } of columns) {
    if (!SECRET_COLUMN.test(name) || HARMLESS.has(name)) continue
    const rows = await db.all<{ value: unknown }>(
      sql`select ${sql.identifier(name)} as value from ${sql.identifier(table)}`,
    )
    for (const { value } of rows) {
      if (typeof value !== "string" || value === "") continue
      found.add(value)
      if (name.endsWith("sealed")) found.add(seal.open(value))
    }
  }
  return [...found]
}

async function openOrigin({ deps }: Stage) {
  const playKeys = new Set<string>()
  const origin = await startMediaOrigin({
    rtmp: { host: "127.0.0.1", port: 0 },
    http: { host: "127.0.0.1", port: 0 },
    authorize: async (publisher) => {
      const { allowed, playKey } = await admitPublisher(deps, publisher)
      if (playKey) playKeys.add(playKey)
      return allowed ? { playKey } : null
    },
    review: (publishing) => reviewPublishers(deps, publishing),
    probeKey: (session) => probeKey(deps.config.secret, session),
    notify: (notice) => void noteStream(deps, notice),
    log: (level, message, detail) => deps.log[level](detail ?? {}, message),
    reviewMs: 50,
  })
  onTestFinished(() => origin.close())
  return { origin, playKeys }
}

test("the log of a live from its start to its stop, and what is kept of it, have no secret", async () => {
  const stage = await makeStage({}, { OPERATIONS_TOKEN: "a token for operations" })
  const { deps, owner, webinarId, eventId } = stage
  const written: string[] = []
  deps.log = createLog("debug", { write: (line) => void written.push(line) })
  const messages = () => written.map((line): string => JSON.parse(line).msg)
  const { origin, playKeys } = await openOrigin(stage)
  const publish = (name: string) => {
    const publisher = new TestPublisher({ port: origin.rtmpPort, name })
    onTestFinished(() => publisher.close())
    return publisher
  }

  await enterMeeting(deps, owner, { webinarId, locale: "fr" })
  const id = await start(stage)
  await sendMessage(deps, await makeUser(deps), { eventId, clientId: "c", text: SAID })
  const { roomKey } = await advanceTo(stage, id, "waiting_for_picture")
  await joinByKey(deps, { kind: "anonymous" }, { key: roomKey, name: "", locale: "fr" })
  gatewayJoins(stage, id)
  publish(`${stage.gateway.streamName}?key=wrong&run=${roomKey}`)
  await expect.poll(messages, PATIENT).toContain("publisher refused")
  const publisher = publish(`${stage.gateway.streamName}?key=${stage.gateway.key}&run=${roomKey}`)
  await expect.poll(() => publisher.isPublishing, PATIENT).toBe(true)
  publisher.sendAll(fixtureTags())
  const stateOf = async () => (await findStream(deps.db, stage.gateway.streamName))?.state
  await expect.poll(stateOf, PATIENT).toBe("playing")
  deps.media.play(stage.gateway.playlist)
  await advanceTo(stage, id, "live")
  const [job] = await waitingJobs(stage, "chat.relay")
  await relayMessage(deps, JOBS["chat.relay"].parse(job?.payload))
  await stopLive(deps, owner, { webinarId })
  await look(stage, id)
  deps.clock.advance(30_000)
  await expect.poll(messages, PATIENT).toContain("webinar publisher is cut")
  deps.media.playlists.clear()
  await expect.poll(() => publisher.isClosed, PATIENT).toBe(true)
  deps.clock.advance(30_000)
  await advanceTo(stage, id, "ended")

  const { log, calls, failureDetail } = await getSession(deps, await makeAdmin(deps), { livestreamId: id })
  const kept = JSON.stringify({
    log,
    calls,
    failureDetail,
    livestream: (await livestreamOf(stage, id)).stopNote,
  })
  expect(playKeys.size).toBeGreaterThan(0)
  const secrets = [...(await secretsOf(deps)), ...playKeys]
  for (const known of [roomKey, stage.gateway.key, SAID]) expect(secrets).toContain(known)
  expect(secrets.filter((secret) => written.join("").includes(secret))).toEqual([])
  expect(secrets.filter((secret) => kept.includes(secret))).toEqual([])
})
