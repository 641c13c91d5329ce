// The bbb-webhooks service: registered hooks and their deliveries.

import { randomUUID } from "node:crypto"
import type { Clock } from "./clock.ts"
import type { Faults } from "./faults.ts"
import { type Delivery, type HookSettings, prepareDelivery, signDelivery } from "./hook-delivery.ts"
import { type HookEvent, hookEvents } from "./hook-event.ts"
import type { Journal } from "./journal.ts"
import { send } from "./outbound.ts"
import type { MeetingEvent } from "./registry.ts"

export type Hook = {
  id: string
  callbackUrl: string
  meetingId: string | null
  eventIds: string[] | null
  raw: boolean
  /** Deliveries waiting for their turn; only 2.x keeps order. */
  queue: Waiting[]
  removed: boolean
}

type Waiting = { delivery: Delivery; fault: string | null }

export type HookContext = {
  clock: Clock
  journal: Journal
  faults: Faults
  secret: string
  settings: HookSettings
  stop: AbortSignal
}

const RETRY_DELAYS_MS = [100, 500, 1000, 2000, 4000, 8000, 10_000, 30_000, 60_000, 60_000, 60_000, 60_000]

export type Hooks = ReturnType<typeof createHooks>

export function createHooks({ clock, journal, faults, secret, settings, stop }: HookContext) {
  let hooks: Hook[] = []
  let lastNumber = 0
  let held: (() => void) | null = null

  function add(wanted: Pick<Hook, "callbackUrl" | "meetingId" | "eventIds" | "raw">) {
    const existing = hooks.find((hook) => hook.callbackUrl === wanted.callbackUrl)
    if (existing) return { hook: existing, duplicate: true }
    lastNumber += 1
    const id = settings.version === "2.x" ? String(lastNumber) : randomUUID()
    const hook: Hook = { ...wanted, id, queue: [], removed: false }
    hooks.push(hook)
    return { hook, duplicate: false }
  }

  function remove(id: string) {
    const hook = hooks.find((candidate) => candidate.id === id)
    if (!hook) return false
    hook.removed = true
    hooks = hooks.filter((candidate) => candidate !== hook)
    return true
  }

  function receivers(meetingId: string) {
    const scoped = hooks.filter((hook) => hook.meetingId === meetingId)
    // Version 3 gives a meeting's events only to the first hook registered for it.
    const served = settings.version === "2.x" ? scoped : scoped.slice(0, 1)
    return [...hooks.filter((hook) => hook.meetingId === null), ...served]
  }

  function publish(event: MeetingEvent) {
    const mapped = hookEvents(event, clock.now(), settings.version)
    for (const one of mapped)
      for (const hook of receivers(event.meeting.externalId))
        if (!hook.eventIds || hook.eventIds.includes(one.data.id)) dispatch(hook, one)
  }

  function dispatch(hook: Hook, event: HookEvent) {
    const fault = faults.takeForDelivery("hook")?.fault ?? null
    const delivery = prepareDelivery(hook.callbackUrl, event, clock.now(), settings)
    const go = () => start(hook, { delivery, fault })
    if (fault === "lose") return noteLost(delivery)
    if (fault === "reorder" && !held) {
      held = go
      return
    }
    go()
    if (fault === "duplicate") go()
    const late = held
    held = null
    late?.()
  }

  // 2.x sends one after the other, a failing event holds the rest; version 3 sends all at once.
  function start(hook: Hook, waiting: Waiting) {
    if (settings.version !== "2.x") return clock.track(attempt(hook, waiting, 1))
    hook.queue.push(waiting)
    if (hook.queue.length === 1) clock.track(attempt(hook, waiting, 1))
  }

  async function attempt(hook: Hook, waiting: Waiting, number: number): Promise<void> {
    if (hook.removed || stop.aborted) return
    const { delivery, fault } = waiting
    const key = fault === "forge" ? `${secret}-guessed` : secret
    const { url, headers } = signDelivery(delivery, key, settings)
    const status = await send(
      {
        kind: "hook",
        call: delivery.eventId,
        method: "POST",
        url,
        headers: { ...headers, "content-type": "application/x-www-form-urlencoded;charset=UTF-8" },
        body: delivery.body,
        timeoutMs: settings.requestTimeoutMs,
        followRedirects: true,
        attempt: number,
        fault,
      },
      journal,
      stop,
    )
    if ((status >= 200 && status < 300) || status === 401 || fault === "forge") return next(hook)
    const delay = RETRY_DELAYS_MS[number - 1]
    if (delay !== undefined) clock.after(delay, () => attempt(hook, waiting, number + 1))
    // One event that runs out of tries takes the whole hook with it.
    else remove(hook.id)
  }

  function next(hook: Hook) {
    hook.queue.shift()
    const waiting = hook.queue[0]
    if (waiting) clock.track(attempt(hook, waiting, 1))
  }

  function noteLost(delivery: Delivery) {
    journal.add({
      kind: "hook",
      method: "POST",
      call: delivery.eventId,
      url: delivery.callbackUrl,
      params: {},
      body: delivery.body,
      status: 0,
      outcome: "lost",
      fault: "lose",
      attempt: 0,
    })
  }

  return {
    settings,
    add,
    remove,
    publish,
    list: () => hooks,
    clear() {
      for (const hook of hooks) hook.removed = true
      hooks = []
      held = null
    },
  }
}
