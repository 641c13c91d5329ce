// What runs inside one gateway container: a screen that is on air, and a browser in the meeting.

export type StationBrowser =
  | { kind: "real"; chromium: string; xvfb: string; ffmpeg: string; display: number }
  | { kind: "none" }

export type Station = {
  /** Screen up and, with a destination, on air: before any page. */
  open(): Promise<void>
  /** The 1.8+ voice menu, which is streamed as long as the room is not reached. */
  showMenu(): Promise<void>
  /** Opens the join page and goes through it and the meeting's dialogs; failures end in the log only. */
  join(url: string): Promise<void>
  /** A page that is not the meeting. */
  showWrongPicture(): Promise<void>
  /** Types into the meeting's chat; returns the messages that were sent. */
  say(text: string): Promise<string[]>
  toggleChat(): Promise<void>
  /** The clean logout of 1.8+, at most this long. */
  leave(timeoutMs: number): Promise<void>
  cutRtmp(forMs: number): Promise<void>
  /** Everything gone; abruptly as with SIGKILL, or politely. */
  close(how: "kill" | "terminate"): Promise<void>
}

export type StationDeps = {
  rtmpDst: string | null
  log(line: string): void
  /** A process of the container ended by itself. */
  died(what: string): void
}
