/** What the set-up guide fills in: addresses that may be read aloud, no secret. */
export type SetupFacts = {
  publicUrl: string
  /** Host and path in front of a room, as SIPMediaGW wants it. */
  joinDomain: string
  isHttps: boolean
  port: number
  trustProxy: boolean
  /** Where browsers open their WebSocket on this host; null: on a realtime server of its own. */
  realtimePath: string | null
  realtimePort: number
  rtmpUrl: string
  rtmpPort: number
  mediaUrl: string
  mediaPort: number
  bbbApiUrl: string
  /** Followed by each webinar's own key. */
  callbackUrl: string
  /** Followed by each meeting's own key. */
  hookUrl: string
}

export type BbbCheck =
  | { state: "ok"; capabilities: { chatApi: boolean; webhooks: boolean; insertDocument: boolean } }
  | { state: "failed"; failure: "unreachable" | "timeout" | "tls" | "unauthorized" | "bad_answer" }
