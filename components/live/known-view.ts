/** What the live page knows of its event: the last good answer, or what a refusal left of it. Pure. */
import { liveStateOf, type PageState } from "#server/domain/live-state.ts"
import { eventChannel } from "#server/domain/signals.ts"
import type { LiveView } from "#server/domain/views.ts"

export type KnownView = {
  view: LiveView
  /** How far the server's clock is from this browser's. */
  offsetMs: number
  /** The event is shown to signed-in people only, and nobody is. */
  isBarred: boolean
}

export function learn(view: LiveView): KnownView {
  return { view, offsetMs: view.serverNow.getTime() - Date.now(), isBarred: false }
}

/** A later good answer brings everything back; without any answer the page keeps what it knows. */
export function refuse(known: KnownView, code: string | null): KnownView {
  if (code === "not_found") return withdraw(known)
  return code === "unauthenticated" ? bar(known) : known
}

export function pageStateOf({ view, isBarred }: KnownView, now: Date): PageState {
  return isBarred ? "restricted" : liveStateOf(view.facts, now)
}

/** Whoever is on the audience's channel counts as a listener, which nobody is who sees nothing. */
export function channelsOf({ view, isBarred }: KnownView) {
  return [view.channel, ...(isBarred ? [] : [view.audienceChannel]), ...view.chat.channels]
}

/** What was there and is found no more has been withdrawn. */
function withdraw({ view, offsetMs }: KnownView): KnownView {
  const facts = { ...view.facts, published: false }
  return {
    view: { ...view, facts, state: "cancelled", since: null, streamUrl: null },
    offsetMs,
    isBarred: false,
  }
}

/**
 * Only the public channel is left to listen on. Who comes back thereby joins the private ones anew: what was refused
 * to them once isn't asked for again.
 */
function bar({ view, offsetMs }: KnownView): KnownView {
  const channel = eventChannel({ id: view.event.id, restricted: false })
  const chat = { ...view.chat, isModerator: false, isPresenter: false, channels: [] }
  return { view: { ...view, since: null, streamUrl: null, channel, chat }, offsetMs, isBarred: true }
}
