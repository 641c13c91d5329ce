// Gives audio and video one common time in milliseconds, whatever their encoder stamps them with.

export type TrackName = "video" | "audio"

const JUMP_MS = 5_000
const BACKWARD_MS = 500
const LAG_WEIGHT = 0.01
const SLEW_SHARE = 0.02
const SLEW_MAX_MS = 1.5

type Track = { timestamp: number; time: number; arrivedAt: number; lag: number }

/**
 * Tracks whose first timestamps agree within 5 s share the encoder's clock, so lip-sync is the encoder's. Others
 * (SIPMediaGW's main branch stamps video from 0 and audio by the wall clock) are aligned on arrival, and the video
 * clock is then steered slowly so that the two don't drift apart.
 */
export class Timeline {
  private readonly tracks: { video: Track | null; audio: Track | null } = { video: null, audio: null }
  private areClocksApart = false

  /** The time of a frame. Only frames count: sequence headers carry meaningless timestamps. */
  place(name: TrackName, timestamp: number, arrivedAt: number): number {
    const track = this.tracks[name]
    if (!track) return this.begin(name, timestamp, arrivedAt)
    const step = signed32(timestamp - track.timestamp)
    const isJump = step > JUMP_MS || step < -BACKWARD_MS
    track.time += isJump ? Math.max(1, arrivedAt - track.arrivedAt) : step
    track.timestamp = timestamp
    track.arrivedAt = arrivedAt
    track.lag += (arrivedAt - track.time - track.lag) * LAG_WEIGHT
    if (this.areClocksApart && name === "video") this.steer(track)
    return track.time
  }

  private begin(name: TrackName, timestamp: number, arrivedAt: number): number {
    const other = this.tracks[name === "video" ? "audio" : "video"]
    const time = other ? this.alignWith(other, timestamp, arrivedAt) : 0
    this.tracks[name] = { timestamp, time, arrivedAt, lag: arrivedAt - time }
    return time
  }

  private alignWith(other: Track, timestamp: number, arrivedAt: number): number {
    const step = signed32(timestamp - other.timestamp)
    const sinceOther = arrivedAt - other.arrivedAt
    this.areClocksApart = Math.abs(step - sinceOther) > JUMP_MS
    return other.time + (this.areClocksApart ? sinceOther : step)
  }

  private steer(video: Track): void {
    const audio = this.tracks.audio
    if (!audio || video.arrivedAt - audio.arrivedAt > 1_000) return
    const wanted = (video.lag - audio.lag) * SLEW_SHARE
    const step = Math.max(-SLEW_MAX_MS, Math.min(SLEW_MAX_MS, wanted))
    video.time += step
    video.lag -= step
  }
}

/** RTMP timestamps are 32 bits and wrap every 49.7 days (24.9 for encoders that count in 31 bits). */
function signed32(difference: number): number {
  return difference | 0
}
