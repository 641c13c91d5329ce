import { eq } from "drizzle-orm"
import { describe, expect, onTestFinished, test } from "vitest"
import { findBroadcasterByStream } from "#db/queries/gateways.ts"
import { jobs } from "#db/schema.ts"
import { createMediaClient } from "../clients/media.ts"
import type { Actor } from "../domain/policy.ts"
import { open, publishing } from "../media/test-origin.ts"
import { fixtureTags, isHeader } from "../media/test-publisher.ts"
import { probeKey } from "../media-link.ts"
import type { TestDeps } from "../test-deps.ts"
import { makeHall, pageOf, plan } from "../test-direct.ts"
import { ANYBODY, getWebinar, makeUser, makeWebinar, webinarForm } from "../test-factories.ts"
import { advanceTo, comesOnAir, livestreamOf, makeLive, start } from "../test-live.ts"
import { endDirectEvent } from "./direct-events.ts"
import { getLiveView } from "./live-page.ts"
import { restartLive, startLive, stopLive } from "./livestreams.ts"
import { findPictureUrl, probePicture } from "./picture.ts"
import { admitPublisher, reviewPublishers } from "./play-key.ts"
import { noteStream } from "./streams.ts"
import { saveWebinar } from "./webinars.ts"

const tags = fixtureTags()
const media = tags.filter((tag) => !isHeader(tag))

/** Amphi's origin, which asks this application about everything. */
async function openOrigin(deps: TestDeps, notify = false) {
  const noted: Promise<void>[] = []
  const { origin, get } = await open({
    reviewMs: 20,
    stallMs: 60_000,
    authorize: async (publisher) => {
      const { allowed, playKey } = await admitPublisher(deps, publisher)
      return allowed ? { playKey } : null
    },
    review: (publishers) => reviewPublishers(deps, publishers),
    probeKey: (session) => probeKey(deps.config.secret, session),
    notify: (notice) => {
      if (notify) noted.push(noteStream(deps, notice))
    },
  })
  onTestFinished(async () => void (await Promise.allSettled(noted)))

  /** Pushes the recording again and again; `more` is one round of it. */
  async function push(name: string) {
    const publisher = await publishing(origin, name)
    publisher.sendAll(tags)
    let round = 0
    return () => {
      round++
      publisher.sendAll(media.map((tag) => ({ ...tag, timestamp: tag.timestamp + round * 12_000 })))
    }
  }

  /** What anybody who has this address gets, whoever they are. */
  async function read(address: string | null) {
    if (!address) throw new Error("the page gives no address")
    return (await get(new URL(address).pathname)).status
  }

  return { origin, push, read }
}

type Read = (address: string | null) => Promise<number>

async function expectPlays(read: Read, more: () => void, address: string | null) {
  await expect
    .poll(() => {
      more()
      return read(address)
    })
    .toBe(200)
}

async function addressFor(deps: TestDeps, actor: Actor, slug: string) {
  return (await getLiveView(deps, actor, { slug })).streamUrl
}

/** A public webinar on air, pushed by its gateway to the origin. */
async function onAir() {
  const live = await makeLive()
  const { deps, gateway } = live
  const { origin, push, read } = await openOrigin(deps)
  const { roomKey } = await livestreamOf(live, live.id)
  const more = await push(`${gateway.streamName}?key=${gateway.key}&run=${roomKey}`)
  const { event } = await getWebinar(deps, live.webinarId)
  const address = await addressFor(deps, ANYBODY, event.slug)
  await expectPlays(read, more, address)
  return { ...live, origin, push, read, more, event, address }
}

describe("the address of a webinar's picture", () => {
  test("is of no use for the next one on the same gateway, which is for people who signed in", async () => {
    const { deps, owner, gateway, id, webinarId, origin, push, read, address, ...live } = await onAir()
    await stopLive(deps, owner, { webinarId })
    await advanceTo({ deps, owner, gateway, webinarId, ...live }, id, "ended")
    deps.clock.advance(3 * 3_600_000)
    // The origin cuts what still comes, and has the gateway told again; that is done by the time of the next one.
    await expect.poll(() => origin.streams()).toEqual([])
    await deps.db.delete(jobs).where(eq(jobs.kind, "gateway.release"))
    const form = { startTime: "13:05", title: "Board", restricted: true }
    const next = await makeWebinar(deps, owner, form)
    const stage = {
      deps,
      owner,
      gateway,
      webinarId: next.webinar.id,
      eventId: next.event.id,
      meetingId: next.webinar.meetingId,
    }
    const nextId = await start(stage)
    await advanceTo(stage, nextId, "waiting_for_picture")
    await comesOnAir(stage, nextId)
    const { roomKey } = await livestreamOf(stage, nextId)
    const more = await push(`${gateway.streamName}?key=${gateway.key}&run=${roomKey}`)
    const { slug } = next.event
    await expectPlays(read, more, await addressFor(deps, await makeUser(deps), slug))
    await expect(addressFor(deps, ANYBODY, slug)).rejects.toMatchObject({ code: "unauthenticated" })
    expect(await read(address)).toBe(404)
  })

  test("is another one once the webinar is only for people who signed in", async () => {
    const { deps, owner, webinarId, read, more, event, address } = await onAir()
    deps.realtime.published.length = 0
    await saveWebinar(deps, owner, { webinarId, form: webinarForm({ restricted: true }) })
    // Open pages of people who signed in ask for the new one, and they listen where it was told to everybody.
    expect(deps.realtime.published.map(({ channel }) => channel)).toContain(`event-${event.id}`)
    await expect.poll(() => read(address)).toBe(404)
    const signedIn = await addressFor(deps, await makeUser(deps), event.slug)
    expect(signedIn).not.toBe(address)
    await expectPlays(read, more, signedIn)
    expect(await read(address)).toBe(404)
  })

  test("opens nothing more once the live was stopped, though the gateway goes on for some seconds", async () => {
    const { deps, owner, origin, webinarId, read, address } = await onAir()
    await stopLive(deps, owner, { webinarId })
    await expect.poll(() => read(address)).toBe(404)
    expect(origin.streams()).toMatchObject([{ live: true }])
  })

  test("is another one after a restart", async () => {
    const { deps, owner, webinarId, event, address, read, ...live } = await onAir()
    const stage = { deps, owner, webinarId, ...live }
    await restartLive(deps, owner, { webinarId })
    await expect.poll(() => read(address)).toBe(404)
    await advanceTo(stage, live.id, "ended")
    const { livestreamId } = await startLive(deps, owner, { webinarId })
    await advanceTo(stage, livestreamId ?? "", "waiting_for_picture")
    await comesOnAir(stage, livestreamId ?? "")
    expect(await addressFor(deps, ANYBODY, event.slug)).not.toBe(address)
  })
})

describe("the address of an encoder's picture", () => {
  test("opens its event and nothing else: not the test, not the next event, while one connection goes on", async () => {
    const hall = await makeHall()
    const { deps, admin, broadcaster, key } = hall
    const at = (time: string) => deps.clock.set(new Date(`2026-11-23T${time}Z`))
    const first = await plan(hall)
    const second = await plan(hall, { title: "Second", startTime: "11:30", restricted: true })
    const { origin, push, read } = await openOrigin(deps, true)

    at("08:40:00")
    const more = await push(`${broadcaster.streamName}?key=${key}`)
    await expect.poll(() => origin.streams()[0]?.live).toBe(true)
    expect((await pageOf(deps, first)).streamUrl).toBeNull()

    at("09:00:05")
    const { state, streamUrl } = await pageOf(deps, first)
    expect(state).toBe("live")
    // What was sent in the test is not shown: not one segment is there before another was sent.
    expect(await read(streamUrl)).toBe(404)
    await expectPlays(read, more, streamUrl)

    at("10:05:00")
    await endDirectEvent(deps, admin, { eventId: first.id })
    await expect.poll(() => read(streamUrl)).toBe(404)
    more()
    expect(await read(streamUrl)).toBe(404)

    at("10:30:05")
    const next = await getLiveView(deps, await makeUser(deps), { slug: second.slug })
    await expectPlays(read, more, next.streamUrl)
    expect(await read(streamUrl)).toBe(404)
    await expect(addressFor(deps, ANYBODY, second.slug)).rejects.toMatchObject({ code: "unauthenticated" })
    expect(origin.streams()).toHaveLength(1)
  })

  test("isn't needed by the application, which sees in a test that the picture moves", async () => {
    const hall = await makeHall()
    const { deps, broadcaster, key } = hall
    await plan(hall, { startTime: "10:20" })
    const { origin, push } = await openOrigin(deps, true)
    await push(`${broadcaster.streamName}?key=${key}`)
    const row = await findBroadcasterByStream(deps.db, broadcaster.streamName)
    if (!row) throw new Error("no broadcaster")
    const publicUrl = `http://127.0.0.1:${origin.httpPort}`
    const config = { ...deps.config, media: { ...deps.config.media, publicUrl } }
    const looking = { ...deps, config, media: createMediaClient({ timeoutMs: 5_000 }) }
    await expect.poll(() => findPictureUrl(looking, row, null)).not.toBeNull()
    const url = await findPictureUrl(looking, row, null)
    expect(await probePicture(looking, url ?? "", {})).toMatchObject({ onAir: true })
  })
})
