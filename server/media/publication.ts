import type { AudioConfig } from "./aac.ts"
import { AudioQueue } from "./audio-queue.ts"
import { parseAudioTag, parseVideoTag } from "./flv.ts"
import type { VideoConfig } from "./h264.ts"
import { MediaSession } from "./media-session.ts"
import { Segmenter } from "./segmenter.ts"
import { Timeline } from "./timeline.ts"

export type PublicationEvents = {
  opened: (session: MediaSession) => void
  started: (session: MediaSession) => void
  stalled: (session: MediaSession) => void
  resumed: (session: MediaSession) => void
  ended: (session: MediaSession) => void
  warn: (message: string) => void
}

export type PublicationSettings = { partSeconds: number; mediaTimeOffsetSeconds: number; stallMs: number }

type Running = { session: MediaSession; segmenter: Segmenter; timeline: Timeline }

/** One publisher's media. A session is one format: other headers end it and the next key frame begins another. */
export class Publication {
  lastFrameAt: number
  private running: Running | null = null
  private videoConfig: VideoConfig | null = null
  private audioConfig: AudioConfig | null = null
  private isStalled = false
  private hasWarned = false

  constructor(
    readonly name: string,
    private readonly settings: PublicationSettings,
    private readonly events: PublicationEvents,
    private readonly now: () => number,
    private playKey: string | null,
  ) {
    this.lastFrameAt = now()
  }

  get session(): MediaSession | null {
    return this.running?.session ?? null
  }

  get hasVideo(): boolean {
    return this.videoConfig !== null
  }

  showTo(playKey: string | null): void {
    this.playKey = playKey
    this.session?.showTo(playKey)
  }

  video(timestamp: number, payload: Buffer): void {
    const tag = parseVideoTag(payload)
    if (tag.kind === "nothing") return
    if (tag.kind === "config") {
      if (this.videoConfig?.avcC.equals(tag.config.avcC)) return
      this.endSession()
      this.videoConfig = tag.config
      return
    }
    this.frameArrived()
    const running = this.running ?? this.beginSession()
    if (!running) return
    const arrivedAt = this.now()
    const time = running.timeline.place("video", timestamp, arrivedAt)
    running.session.arrivals.observe(time, arrivedAt)
    running.segmenter.push({ data: tag.data, time, compositionMs: tag.compositionMs, isKey: tag.isKey })
  }

  audio(timestamp: number, payload: Buffer): void {
    const tag = parseAudioTag(payload)
    if (tag.kind === "unsupported") this.warnOnce("audio is not AAC and is left out")
    else if (tag.kind === "config") this.setAudio(tag.config)
    else if (tag.kind === "frame") this.audioFrame(timestamp, tag.data)
  }

  /** Called now and then: only the absence of frames tells that the picture stands still. */
  checkStall(): void {
    const session = this.session
    if (this.isStalled || !session?.isPlayable || this.isDelivering()) return
    this.isStalled = true
    this.events.stalled(session)
  }

  isDelivering(): boolean {
    return this.now() - this.lastFrameAt < this.settings.stallMs
  }

  end(): void {
    this.endSession()
    this.videoConfig = null
  }

  private audioFrame(timestamp: number, data: Buffer): void {
    const running = this.running
    if (!running?.segmenter.audio) return
    running.segmenter.audio.push(data, running.timeline.place("audio", timestamp, this.now()))
  }

  private frameArrived(): void {
    this.lastFrameAt = this.now()
    if (!this.isStalled) return
    this.isStalled = false
    const session = this.session
    if (session) this.events.resumed(session)
  }

  private setAudio(config: AudioConfig): void {
    if (this.audioConfig?.asc.equals(config.asc)) return
    this.audioConfig = config
    const running = this.running
    if (!running) return
    if (running.session.isPlayable) this.endSession()
    else running.segmenter.audio = new AudioQueue(config)
  }

  private beginSession(): Running | null {
    if (!this.videoConfig) return null
    const { name, videoConfig, playKey } = this
    const session: MediaSession = new MediaSession(name, videoConfig, this.now(), playKey, () =>
      this.events.started(session),
    )
    const { partSeconds, mediaTimeOffsetSeconds } = this.settings
    const segmenter = new Segmenter(session, partSeconds, mediaTimeOffsetSeconds)
    if (this.audioConfig) segmenter.audio = new AudioQueue(this.audioConfig)
    this.running = { session, segmenter, timeline: new Timeline() }
    this.events.opened(session)
    return this.running
  }

  private endSession(): void {
    const running = this.running
    if (!running) return
    this.running = null
    this.isStalled = false
    try {
      running.segmenter.finish()
    } catch (error) {
      // The session ends anyway; only its last frame is missing.
      this.events.warn(`the last part was not written: ${String(error)}`)
    }
    running.session.end()
    this.events.ended(running.session)
  }

  private warnOnce(message: string): void {
    if (this.hasWarned) return
    this.hasWarned = true
    this.events.warn(message)
  }
}
