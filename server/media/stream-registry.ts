import type { MediaSession } from "./media-session.ts"
import { Publication, type PublicationSettings } from "./publication.ts"
import type { PublishTarget } from "./publish-request.ts"

export type StreamNotice = {
  name: string
  run: string | null
  session: string
  type: "started" | "stalled" | "resumed" | "stopped"
  at: number
}

export type StreamStatus = {
  name: string
  session: string
  /** At least one whole segment can be played. */
  live: boolean
  startedAt: number
  lastFrameAt: number
  width: number | null
  height: number | null
  fps: number | null
  bitsPerSecond: number
  hasAudio: boolean
  mediaSequence: number
  publisherAddress: string
}

/** A connection is known by what it publishes: another run under the same name is another one. */
export type PublishedRun = Pick<PublishTarget, "name" | "key" | "run">

/** The key in the address of those who may watch it now; null: nobody may. */
export type ShownRun = PublishedRun & { playKey: string | null }

type Publisher = { remoteAddress: string; close: (reason: string) => void }
type Entry = { publication: Publication; publisher: Publisher; target: PublishTarget; since: number }

export type RegistryHooks = {
  notify: (notice: StreamNotice) => void
  warn: (message: string, detail: Record<string, unknown>) => void
}

const RETAIN_ENDED_MS = 60_000
const CHECK_MS = 250

/** Who publishes what, and the sessions listeners can ask for. */
export class StreamRegistry {
  private readonly entries = new Map<string, Entry>()
  private readonly sessions = new Map<string, MediaSession>()
  private readonly forgetTimers = new Set<NodeJS.Timeout>()
  private readonly checkTimer: NodeJS.Timeout

  constructor(
    private readonly settings: PublicationSettings & { videoWaitMs: number },
    private readonly hooks: RegistryHooks,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.checkTimer = setInterval(() => this.check(), CHECK_MS)
    this.checkTimer.unref()
  }

  /** Takes an authorised publisher in, or says null: the name is being published by the same run. */
  admit(target: PublishTarget, publisher: Publisher, playKey: string | null): Publication | null {
    const { name, run } = target
    const previous = this.entries.get(name)
    if (previous) {
      if (previous.target.run === run && previous.publication.isDelivering()) return null
      previous.publisher.close("replaced by another publisher")
    }
    const publication = new Publication(
      name,
      this.settings,
      {
        started: (session) => this.announce("started", session, run),
        stalled: (session) => this.announce("stalled", session, run),
        resumed: (session) => this.announce("resumed", session, run),
        opened: (session) => this.sessions.set(keyOf(session), session),
        ended: (session) => this.sessionEnded(session, run),
        warn: (message) => this.hooks.warn(message, { name }),
      },
      this.now,
      playKey,
    )
    this.entries.set(name, { publication, publisher, target, since: this.now() })
    return publication
  }

  release(publication: Publication): void {
    publication.end()
    if (this.entries.get(publication.name)?.publication === publication) this.entries.delete(publication.name)
  }

  /** Those whose frames come. An encoder that comes to itself again may do so in another event's time. */
  publishing(): PublishedRun[] {
    const asked = [...this.entries.values()].filter(
      ({ publication, target }) => publication.isDelivering() || target.run === null,
    )
    return asked.map(({ target: { name, key, run } }) => ({ name, key, run }))
  }

  drop(run: PublishedRun): boolean {
    const entry = this.entryOf(run)
    entry?.publisher.close("dropped by the application")
    return entry !== null
  }

  show({ playKey, ...run }: ShownRun): void {
    this.entryOf(run)?.publication.showTo(playKey)
  }

  current(name: string): MediaSession | null {
    const session = this.entries.get(name)?.publication.session
    return session?.isPlayable ? session : null
  }

  session(name: string, id: string): MediaSession | null {
    return this.sessions.get(`${name}/${id}`) ?? null
  }

  streams(): StreamStatus[] {
    return [...this.entries.values()].flatMap((entry) => {
      const status = this.statusOf(entry)
      return status ? [status] : []
    })
  }

  close(): void {
    clearInterval(this.checkTimer)
    for (const timer of this.forgetTimers) clearTimeout(timer)
    this.sessions.clear()
  }

  private entryOf({ name, key, run }: PublishedRun): Entry | null {
    const entry = this.entries.get(name)
    return entry && entry.target.run === run && entry.target.key === key ? entry : null
  }

  private statusOf({ publication, publisher }: Entry): StreamStatus | null {
    const { session } = publication
    if (!session) return null
    return {
      name: publication.name,
      session: session.id,
      live: session.isPlayable,
      startedAt: session.startedAt,
      lastFrameAt: Math.round(Date.now() - (this.now() - publication.lastFrameAt)),
      width: session.video.width,
      height: session.video.height,
      fps: session.frameRate === null ? null : Math.round(session.frameRate * 100) / 100,
      bitsPerSecond: session.bitsPerSecond,
      hasAudio: session.hasAudio,
      mediaSequence: session.mediaSequence,
      publisherAddress: publisher.remoteAddress,
    }
  }

  private check(): void {
    for (const { publication, publisher, since } of this.entries.values()) {
      publication.checkStall()
      if (!publication.hasVideo && this.now() - since > this.settings.videoWaitMs)
        publisher.close("no video came")
    }
  }

  private sessionEnded(session: MediaSession, run: string | null): void {
    if (session.isPlayable) this.announce("stopped", session, run)
    const timer = setTimeout(() => {
      this.forgetTimers.delete(timer)
      this.sessions.delete(keyOf(session))
    }, RETAIN_ENDED_MS)
    timer.unref()
    this.forgetTimers.add(timer)
  }

  private announce(type: StreamNotice["type"], session: MediaSession, run: string | null): void {
    const { name } = session
    try {
      this.hooks.notify({ name, run, session: session.id, type, at: Date.now() })
    } catch (error) {
      this.hooks.warn("a notice was not taken", { name, type, error: String(error) })
    }
  }
}

function keyOf(session: MediaSession): string {
  return `${session.name}/${session.id}`
}
