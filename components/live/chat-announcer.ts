/** What a screen reader is told of a chat: one line every few seconds, however fast people write. Knows no React. */
import type { ChatMessage } from "#server/domain/chat.ts"

export type Announcement =
  | { kind: "one"; seq: number; author: string; text: string }
  | { kind: "many"; count: number; author: string }

/** A line must be spoken before the next one pushes it away. */
export const ANNOUNCE_EVERY_MS = 6_000
/** What comes in the same breath is one line. */
const GATHER_MS = 500
const TEXT_MAX_LENGTH = 200

type IsMine = (message: ChatMessage) => boolean

export class ChatAnnouncer {
  private messages: readonly ChatMessage[] | null = null
  private isMine: IsMine = () => false
  /** Up to here everything was told, or is nothing to tell. */
  private toldSeq = 0
  private notBefore = 0
  private isSilent = false
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly say: (announcement: Announcement) => void) {}

  /** The chat as it stands; how it opens is nothing new. */
  hear(messages: readonly ChatMessage[], isMine: IsMine) {
    const isOpening = this.messages === null
    this.messages = messages
    this.isMine = isMine
    if (isOpening || this.isSilent) this.skip()
    else if (this.news().length > 0) this.plan()
  }

  /** Switched off, or nobody is looking at the page: what is written meanwhile isn't told later either. */
  setSilent(isSilent: boolean) {
    this.isSilent = isSilent
    this.skip()
    if (isSilent) this.stop()
  }

  stop() {
    clearTimeout(this.timer)
    this.timer = undefined
  }

  private skip() {
    this.toldSeq = this.messages?.at(-1)?.seq ?? this.toldSeq
  }

  private plan() {
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined
        this.tell()
      },
      Math.max(GATHER_MS, this.notBefore - Date.now()),
    )
  }

  private tell() {
    const news = this.news()
    this.skip()
    const last = news.at(-1)
    if (!last) return
    this.notBefore = Date.now() + ANNOUNCE_EVERY_MS
    const author = last.authorName
    if (news.length > 1) return this.say({ kind: "many", count: news.length, author })
    this.say({ kind: "one", seq: last.seq, author, text: shortened(last.text) })
  }

  /** Looked up when it is told: what was deleted meanwhile isn't read. */
  private news() {
    const messages = this.messages ?? []
    const first = messages.findLastIndex(({ seq }) => seq <= this.toldSeq) + 1
    return messages.slice(first).filter((message) => !message.deleted && !this.isMine(message))
  }
}

function shortened(text: string) {
  const characters = Array.from(text)
  return characters.length > TEXT_MAX_LENGTH ? `${characters.slice(0, TEXT_MAX_LENGTH).join("")}…` : text
}
