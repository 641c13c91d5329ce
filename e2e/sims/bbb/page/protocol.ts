// What the meeting page and the server say to each other.

export type PageSettings = {
  meetingName: string
  /** userdata-* of the join link, without the prefix. */
  userdata: Record<string, string>
  logoutUrl: string
  modern: boolean
}

export type PageUser = {
  id: string
  name: string
  role: "MODERATOR" | "VIEWER"
  presenter: boolean
  voice: boolean
  listening: boolean
  muted: boolean
  video: boolean
  hand: boolean
}

export type PageMessage = {
  id: string
  name: string
  text: string
  time: number
  mine: boolean
  api: boolean
}

export type PageState = {
  type: "state"
  me: PageUser
  waiting: boolean
  welcome: string
  recording: boolean
  chatDisabled: boolean
  userCount: number
  users: PageUser[]
  waitingNames: string[]
  slide: { url: string; title: string; index: number; total: number; auto: boolean }
  presentations: string[]
  presentation: number
  chat: PageMessage[]
}

export type ServerMessage = PageState | { type: "ended" }

export type ClientMessage =
  | { type: "chat"; text: string }
  | { type: "turn"; step: 1 | -1 }
  | { type: "auto"; on: boolean }
  | { type: "present"; index: number }
  | { type: "voice"; joined: boolean; listenOnly: boolean; muted: boolean }
  | { type: "video"; on: boolean }
  | { type: "hand"; up: boolean }
  | { type: "admit" }
  | { type: "end" }
