"use client"

import { useTranslations } from "next-intl"
import { toast } from "sonner"
import { refusalOf } from "#components/live/refusal.ts"
import { trpc } from "#components/trpc.tsx"
import type { MUTE_MINUTES } from "#server/domain/chat-rules.ts"
import type { ChangeRules } from "#server/domain/moderation.ts"
import { type Pinning, type PointedMessage, type PointedPerson, useDesk } from "./desk.ts"

export type MuteMinutes = (typeof MUTE_MINUTES)[number]

/** What a moderator does, each said when it is done and undone where it can be; null: it wasn't done. */
export function useActs() {
  const { eventId, session, fail } = useDesk()
  const t = useTranslations("moderation.done")
  const { client, moderation } = trpc.useUtils()

  async function run<T>(act: () => Promise<T>): Promise<T | null> {
    try {
      const done = await act()
      fail(null)
      // Signals may be lost: a moderator must see what they did.
      session.resync()
      return done
    } catch (error) {
      fail(refusalOf(error) ?? "offline")
      return null
    }
  }

  function say(words: string, undo?: () => unknown) {
    toast.success(words, undo && { action: { label: t("undo"), onClick: () => void undo() } })
  }

  const at = <T extends object>({ target }: { target: T }) => ({ eventId, ...target })
  const nameOf = ({ authorName }: PointedPerson) => authorName ?? t("somebody")

  async function remove(message: PointedMessage) {
    const done = await run(() => client.moderation.delete.mutate(at(message)))
    if (done) say(t(done.inMeeting ? "removedInMeeting" : "removed"), () => restore(message))
    return done
  }

  async function restore(message: PointedMessage) {
    const done = await run(() => client.moderation.restore.mutate(at(message)))
    if (done) say(t("restored"))
    return done
  }

  /** Those who are excluded are listed elsewhere on the page. */
  async function sanction<T>(act: () => Promise<T>) {
    const done = await run(act)
    if (done !== null) void moderation.sanctioned.invalidate({ eventId })
    return done
  }

  async function mute(person: PointedPerson, minutes: MuteMinutes) {
    const done = await sanction(() => client.moderation.mute.mutate({ ...at(person), minutes }))
    const name = nameOf(person)
    if (done?.sanction.kind === "ban") say(t("bannedAlready", { name }))
    else if (done) say(t("muted", { name, minutes }), () => lift(person))
    return done?.sanction ?? null
  }

  async function ban(person: PointedPerson) {
    const done = await sanction(() => client.moderation.ban.mutate(at(person)))
    if (done) say(t("banned", { name: nameOf(person) }), () => lift(person))
    return done?.sanction ?? null
  }

  async function lift(person: PointedPerson) {
    const isDone = await sanction(async () => {
      await client.moderation.lift.mutate(at(person))
      return true
    })
    if (isDone) say(t("lifted", { name: nameOf(person) }))
    return isDone ?? false
  }

  async function changeRules(change: ChangeRules["change"]) {
    const rules = await run(() => client.moderation.rules.mutate({ eventId, change }))
    if (rules) session.receive({ type: "chat.rules", rules })
    return rules !== null
  }

  async function pin(text: string | null, message?: Pinning["message"]) {
    const rules = await run(() => client.moderation.pin.mutate({ eventId, text, message }))
    if (rules) session.receive({ type: "chat.rules", rules })
    return rules !== null
  }

  return { remove, restore, mute, ban, lift, changeRules, pin, run, say }
}

export type Acts = ReturnType<typeof useActs>
