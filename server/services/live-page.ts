// The live event page's facts, from which the browser derives the state as the clock goes on.
import { findFirstLiveAt, findLatestLivestream, type LivestreamRow } from "#db/queries/livestreams.ts"
import type { EventRow } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import type { DirectFacts } from "../domain/direct-live.ts"
import {
  isChatOpen,
  isOfAnotherDay,
  type LiveFacts,
  type LiveState,
  liveStateOf,
  lobbyOpensAt,
} from "../domain/live-state.ts"
import { isOpen } from "../domain/livestream.ts"
import type { Actor } from "../domain/policy.ts"
import { audienceChannel, eventChannel, moderationChannel } from "../domain/signals.ts"
import type { LiveView } from "../domain/views.ts"
import { eventToWatch, type VisibleEvent } from "./access.ts"
import { channelOfPerson } from "./chat-standing.ts"
import { authorKeys } from "./chat-view.ts"
import { findDirectFacts } from "./direct-live.ts"
import { playbackUrl } from "./gateway-target.ts"
import { playKeyOfEvent, playKeyOfRun } from "./play-key.ts"

export async function getLiveView(deps: Deps, actor: Actor, input: { slug: string }): Promise<LiveView> {
  const visible = await eventToWatch(deps.db, actor, input)
  const { event, webinar } = visible
  const livestream = webinar && runOfThisPlan(event, await findLatestLivestream(deps.db, webinar.webinar.id))
  const now = deps.clock.now()
  const direct = webinar ? null : await findDirectFacts(deps.db, visible, now)
  const facts = factsOf(visible, livestream, direct)
  const state = liveStateOf(facts, now)
  const chatEnabled = webinar?.webinar.enableChat ?? false
  return {
    event: {
      id: event.id,
      slug: event.slug,
      title: event.title,
      description: event.description,
      organiser: visible.ownerName,
      startAt: event.startAt,
      endAt: event.endAt,
      restricted: event.restricted,
    },
    facts,
    state,
    since: direct ? directSince(state, facts, direct) : sinceOf(state, livestream),
    replayFrom:
      webinar && state === "ended"
        ? await findFirstLiveAt(deps.db, webinar.webinar.id, lobbyOpensAt(event.startAt))
        : null,
    streamUrl: direct ? directUrlOf(deps, visible, state) : streamUrlOf(deps, visible, livestream),
    lowLatency: visible.broadcaster?.hlsUrl === null,
    chat: {
      enabled: chatEnabled,
      open: chatEnabled && isChatOpen(state),
      canWrite: chatEnabled && actor.kind === "user",
      myId: actor.kind === "user" ? actor.id : null,
      myKeys: actor.kind === "user" ? authorKeys(deps.config, event.id, actor.id) : [],
      myName: actor.kind === "user" ? actor.name : null,
      isPresenter: visible.isPresenter,
      isModerator: visible.isModerator,
      channels: ownChannels(deps, actor, visible),
    },
    listeners: event.listeners,
    channel: eventChannel(event),
    audienceChannel: audienceChannel(event),
    version: event.version,
    serverNow: now,
  }
}

/** Whether the chat is on or off, so that switching it makes nobody connect anew. */
function ownChannels({ config }: Deps, actor: Actor, { event, webinar, isModerator }: VisibleEvent) {
  if (!webinar || actor.kind !== "user") return []
  const own = channelOfPerson(config, event.id, actor.id)
  return isModerator ? [own, moderationChannel(event.id)] : [own]
}

/** null where the latest is of another day. */
export function runOfThisPlan(event: EventRow, latest: LivestreamRow | null): LivestreamRow | null {
  return latest && isOfAnotherDay(event, latest.endedAt) ? null : latest
}

export function factsOf(
  { event }: Pick<VisibleEvent, "event">,
  latest: LivestreamRow | null,
  direct: DirectFacts | null = null,
): LiveFacts {
  const livestream = runOfThisPlan(event, latest)
  return {
    startAt: event.startAt,
    endAt: event.endAt,
    published: event.published,
    // Each start clears it, so it is never older than the latest run.
    endedAt: !livestream && isOfAnotherDay(event, event.endedAt) ? null : event.endedAt,
    livestream: livestream && {
      state: livestream.state,
      stopReason: livestream.stopReason,
      liveAt: livestream.liveAt,
      interruptedAt: livestream.interruptedAt,
    },
    direct,
  }
}

/** Only while a picture can come: the address alone must not show what another event left there. */
function streamUrlOf(deps: Deps, { broadcaster, event }: VisibleEvent, livestream: LivestreamRow | null) {
  if (!broadcaster || !livestream || !isOpen(livestream.state) || livestream.state === "stopping") return null
  if (livestream.liveAt === null && livestream.pictureAt === null) return null
  return playbackUrl(deps.config, broadcaster, playKeyOfRun(deps.config, livestream, event))
}

/** An encoder's test, and what it sends after the end, are nobody's to watch. */
function directUrlOf(deps: Deps, { broadcaster, event }: VisibleEvent, state: LiveState) {
  const isShown = state === "live" || state === "interrupted"
  if (!broadcaster || !isShown) return null
  return playbackUrl(deps.config, broadcaster, playKeyOfEvent(deps.config, event))
}

function directSince(state: LiveState, facts: LiveFacts, { picture, opensAt }: DirectFacts) {
  switch (state) {
    case "live":
      return picture && picture.since > opensAt ? picture.since : opensAt
    case "interrupted":
      return picture?.since ?? null
    case "waiting":
      return facts.startAt
    case "ended":
      return facts.endedAt
    case "scheduled":
    case "lobby":
    case "stopped":
    case "cancelled":
      return null
    default:
      return state satisfies never
  }
}

function sinceOf(state: LiveState, livestream: LivestreamRow | null) {
  switch (state) {
    case "live":
      return livestream?.liveAt ?? null
    case "interrupted":
      return livestream?.interruptedAt ?? livestream?.stateAt ?? null
    case "waiting":
      return livestream?.requestedAt ?? null
    case "stopped":
    case "ended":
      return livestream?.endedAt ?? null
    case "scheduled":
    case "lobby":
    case "cancelled":
      return null
    default:
      return state satisfies never
  }
}
