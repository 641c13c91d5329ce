// People, gateways and webinars for tests; everything not said has a harmless value.
import { write } from "#db/client.ts"
import { findGateway, insertBroadcaster, insertGateway } from "#db/queries/gateways.ts"
import { insertUser } from "#db/queries/users.ts"
import { findWebinar } from "#db/queries/webinars.ts"
import type { Deps } from "./deps.ts"
import type { DirectEventForm } from "./domain/direct-event.ts"
import type { UserActor } from "./domain/policy.ts"
import type { WebinarForm } from "./domain/webinar.ts"
import { newId } from "./ids.ts"
import { saveWebinar } from "./services/webinars.ts"

export const ANYBODY = { kind: "anonymous" } as const

export async function makeUser(deps: Deps, given: Partial<UserActor> = {}): Promise<UserActor> {
  const id = newId()
  const user = { id, name: `Person ${id}`, isAdmin: false, affiliations: [], groups: [], ...given }
  await write(deps.db, (tx) =>
    insertUser(tx, {
      ...user,
      email: emailOf(user),
      affiliations: [...user.affiliations],
      groups: [...user.groups],
      createdAt: deps.clock.now(),
    }),
  )
  return { kind: "user", ...user }
}

export function makeTeacher(deps: Deps, given: Partial<UserActor> = {}) {
  return makeUser(deps, { affiliations: ["faculty"], ...given })
}

export function makeAdmin(deps: Deps) {
  return makeUser(deps, { isAdmin: true })
}

export function emailOf(user: { id: string }) {
  return `${user.id}@univ.test`
}

export type GivenGateway = {
  name?: string
  enabled?: boolean
  /** An outside pair of RTMP and HLS instead of Amphi's own origin. */
  outside?: { rtmpUrl: string; hlsUrl: string }
  listed?: boolean
  restricted?: boolean
}
export type MadeGateway = { id: string; url: string; streamName: string; playlist: string; key: string }

/** Named in the order of making unless told, which is the order of choice. */
export async function makeGateway(deps: Deps, given: GivenGateway = {}): Promise<MadeGateway> {
  const id = newId()
  const name = given.name ?? `gateway ${id}`
  const url = `https://${id}.gateway.test`
  const streamName = `stream-${id}`
  const key = `key-${id}`
  await write(deps.db, async (tx) => {
    await insertBroadcaster(tx, {
      id: `broadcaster-${id}`,
      name: `broadcaster ${id}`,
      hlsUrl: given.outside?.hlsUrl ?? null,
      streamName: given.outside ? null : streamName,
      listed: given.listed ?? true,
      restricted: given.restricted ?? false,
      createdAt: deps.clock.now(),
    })
    await insertGateway(tx, {
      id,
      name,
      dialect: "classic",
      sipmediagwUrl: url,
      tokenSealed: deps.seal.seal(`token-${id}`),
      streamKeySealed: deps.seal.seal(key),
      rtmpUrlSealed: given.outside ? deps.seal.seal(given.outside.rtmpUrl) : null,
      broadcasterId: `broadcaster-${id}`,
      enabled: given.enabled ?? true,
      createdAt: deps.clock.now(),
    })
  })
  const made = await findGateway(deps.db, id)
  if (!made) throw new Error("the gateway was not made")
  const playlist = given.outside?.hlsUrl ?? `${deps.config.media.publicUrl}/hls/${streamName}/index.m3u8`
  return { id, url, streamName, playlist, key }
}

export function webinarForm(given: Partial<WebinarForm> = {}): WebinarForm {
  return {
    title: "Thermodynamics",
    description: "",
    startDate: "2026-11-23",
    startTime: "10:00",
    durationMinutes: 60,
    isWebinar: true,
    enableChat: true,
    chatInPicture: false,
    restricted: false,
    presenterEmails: [],
    welcomeText: "",
    maxParticipants: 150,
    guestPolicy: "always_accept",
    lock: { cam: false, mic: false, privateChat: false, publicChat: false, notes: false, userList: false },
    record: { enabled: false, autoStart: false, allowStartStop: true },
    ...given,
  }
}

/** Starts at 10:00 in Paris, which is when the test clock begins. */
export async function makeWebinar(deps: Deps, owner: UserActor, given: Partial<WebinarForm> = {}) {
  const { webinarId } = await saveWebinar(deps, owner, { webinarId: null, form: webinarForm(given) })
  return getWebinar(deps, webinarId)
}

export async function getWebinar(deps: Deps, webinarId: string) {
  const record = await findWebinar(deps.db, { id: webinarId })
  if (!record) throw new Error(`no webinar ${webinarId}`)
  return record
}

/** 10:00 to 11:00 in Paris: it begins when the test clock does. */
export function directForm(
  owner: { id: string },
  broadcaster: { id: string },
  given: Partial<DirectEventForm> = {},
): DirectEventForm {
  return {
    title: "Inaugural lecture",
    description: "",
    startDate: "2026-11-23",
    startTime: "10:00",
    durationMinutes: 60,
    ownerEmail: emailOf(owner),
    broadcasterId: broadcaster.id,
    restricted: false,
    listed: true,
    published: true,
    ...given,
  }
}
