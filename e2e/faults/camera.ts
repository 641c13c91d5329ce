// What Chromium and ffmpeg do in a gateway's container: its user in the meeting, and a picture at its RTMP address.
import { type FlvTag, fixtureTags, isHeader, TestPublisher } from "#server/media/test-publisher.ts"
import type { BbbControl } from "../sims/bbb/control.ts"
import type { ContainerView } from "../sims/sipmediagw/container.ts"
import { APP_URL, PLACES } from "./places.ts"

const LOOK_MS = 40
const FRAMES_MS = 20
const RETRY_MS = 500
const TAGS = fixtureTags()
const LOOP_MS = 12_000

/** Trouble between the gateways and the origin, or with their cameras. */
export type Line = { isCut: boolean }

export class Camera {
  private publisher: TestPublisher | null = null
  private publishingSince = 0
  private sent = 0
  private sessionToken: string | null = null
  private isEntering = false
  private isOver = false
  private retryAt = 0
  private view: ContainerView

  constructor(
    view: ContainerView,
    private readonly bbb: BbbControl,
    private readonly line: Line,
  ) {
    this.view = view
  }

  get isPublishing() {
    return this.publisher?.isPublishing === true && !this.publisher.isClosed
  }

  get room() {
    return this.view.room
  }

  /** The name under which its picture reaches the origin. */
  get streamName() {
    return this.view.rtmpDst === null ? null : new URL(this.view.rtmpDst).pathname.split("/").at(-1)
  }

  /** As often as frames are due. */
  tick(view: ContainerView) {
    this.view = view
    if (view.rtmpDst !== null && view.log.includes("on air")) this.film(view.rtmpDst)
    if (view.joined && view.pageUrl !== null && !this.sessionToken && !this.isEntering)
      this.enter(view.pageUrl)
  }

  end() {
    this.isOver = true
    this.hangUp()
    if (this.sessionToken) this.leave(this.sessionToken)
    this.sessionToken = null
  }

  private film(rtmpDst: string) {
    if (this.line.isCut) return this.hangUp()
    const now = Date.now()
    if (!this.publisher || this.publisher.isClosed) {
      if (now < this.retryAt) return
      this.retryAt = now + RETRY_MS
      this.hangUp()
      const { pathname, search } = new URL(rtmpDst)
      const name = `${pathname.split("/").at(-1)}${search}`
      this.publisher = new TestPublisher({ port: PLACES.rtmp, name })
      return
    }
    if (!this.publisher.isPublishing) return
    if (this.publishingSince === 0) this.publishingSince = now
    const due = now - this.publishingSince
    for (let tag = this.next(); tag && tag.timestamp <= due; tag = this.next()) {
      this.publisher.send(tag)
      this.sent++
    }
  }

  /** The recording again and again; its headers count once. */
  private next(): FlvTag | null {
    const round = Math.floor(this.sent / TAGS.length)
    const tag = TAGS[this.sent % TAGS.length]
    if (!tag) return null
    if (round > 0 && isHeader(tag) && tag.timestamp === 0) {
      this.sent++
      return this.next()
    }
    return { ...tag, timestamp: tag.timestamp + round * LOOP_MS }
  }

  private hangUp() {
    this.publisher?.close()
    this.publisher = null
    this.publishingSince = 0
    this.sent = 0
  }

  private enter(pageUrl: string) {
    this.isEntering = true
    this.open(pageUrl).then(
      (token) => {
        this.isEntering = false
        if (this.isOver && token) this.leave(token)
        else this.sessionToken = token
      },
      () => {
        // A join page that does not answer is opened again, as the page itself does.
        setTimeout(() => {
          this.isEntering = false
        }, RETRY_MS)
      },
    )
  }

  private async open(pageUrl: string): Promise<string> {
    const key = new URL(pageUrl).pathname.split("/").at(-1)
    const asked = await fetch(`${APP_URL}/api/join`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ key, name: "streaming" }),
    })
    const answer: unknown = await asked.json()
    const url = typeof answer === "object" && answer && "url" in answer ? answer.url : null
    if (typeof url !== "string") throw new Error("no join address")
    const joined = await fetch(url, { redirect: "manual" })
    const target = new URL(joined.headers.get("location") ?? "", url)
    const token = target.searchParams.get("sessionToken")
    if (!token) throw new Error("not let in")
    this.bbb.connect({ sessionToken: token })
    return token
  }

  private leave(token: string) {
    try {
      this.bbb.disconnect(token)
    } catch (error) {
      // The meeting, and so the session, may be gone before its user.
      if (!(error instanceof Error && error.message.includes("no such session"))) throw error
    }
  }
}

export type Studio = { cameras(): Camera[]; close(): void }

/** One camera for each container that runs at any of the hosts. */
export function openStudio(hosts: { containers(): ContainerView[] }[], bbb: BbbControl, line: Line): Studio {
  const known = new Map<string, { camera: Camera; lines: number }>()
  let lookedAt = 0

  function tick() {
    const now = Date.now()
    if (now - lookedAt < LOOK_MS / 2) return
    lookedAt = now
    const seen = new Set<string>()
    for (const [index, host] of hosts.entries())
      for (const view of host.containers()) {
        if (view.state === "exited") continue
        const id = `${index} ${view.name} ${view.room}`
        seen.add(id)
        const before = known.get(id)
        // A shorter log is another container of the same name.
        if (before && view.log.length < before.lines) before.camera.end()
        const isNew = !before || view.log.length < before.lines
        const camera = isNew ? new Camera(view, bbb, line) : before.camera
        camera.tick(view)
        known.set(id, { camera, lines: view.log.length })
      }
    for (const [id, { camera }] of known)
      if (!seen.has(id)) {
        camera.end()
        known.delete(id)
      }
  }

  const timer = setInterval(tick, FRAMES_MS)
  return {
    cameras: () => [...known.values()].map(({ camera }) => camera),
    close() {
      clearInterval(timer)
      for (const { camera } of known.values()) camera.end()
      known.clear()
    },
  }
}
