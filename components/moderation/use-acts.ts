"use client"

import { useTranslations } from "next-intl"
import { toast } from "sonner"
import { refusalOf } from "#components/live/refusal.ts"
import { trpc } from "#components/trpc.tsx"
import type { MUTE_MINUTES } from "#server/domain/chat-rules.ts"
import type { ChangeRules } from "#server/domain/moderation.ts"
import { type Pinning, type Pointed, useDesk } from "./desk.ts"

export type MuteMinutes = (typeof MUTE_MINUTES)[number]

/** What a moderator does, each said when it is done and undone where it can be; null: it wasn't done. */
export function useActs() {
  const { eventId, session, fail } = useDesk()
  const t = useTranslations("moderation.done")
  const client = trpc.useUtils().client.moderation

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

  const at = ({ target }: Pointed) => ({ eventId, message: target })

  async function remove(message: Pointed) {
    const done = await run(() => client.delete.mutate(at(message)))
    if (done) say(t(done.inMeeting ? "removedInMeeting" : "removed"), () => restore(message))
    return done
  }

  async function restore(message: Pointed) {
    const done = await run(() => client.restore.mutate(at(message)))
    if (done) say(t("restored"))
    return done
  }

  async function mute(message: Pointed, minutes: MuteMinutes) {
    const done = await run(() => client.mute.mutate({ ...at(message), minutes }))
    const name = message.authorName
    if (done?.sanction.kind === "ban") say(t("bannedAlready", { name }))
    else if (done) say(t("muted", { name, minutes }), () => lift(message))
    return done?.sanction ?? null
  }

  async function ban(message: Pointed) {
    const done = await run(() => client.ban.mutate(at(message)))
    if (done) say(t("banned", { name: message.authorName }), () => lift(message))
    return done?.sanction ?? null
  }

  async function lift(message: Pointed) {
    const isDone = await run(async () => {
      await client.lift.mutate(at(message))
      return true
    })
    if (isDone) say(t("lifted", { name: message.authorName }))
    return isDone ?? false
  }

  async function changeRules(change: ChangeRules["change"]) {
    const rules = await run(() => client.rules.mutate({ eventId, change }))
    if (rules) session.receive({ type: "chat.rules", rules })
    return rules !== null
  }

  async function pin(text: string | null, message?: Pinning["message"]) {
    const rules = await run(() => client.pin.mutate({ eventId, text, message }))
    if (rules) session.receive({ type: "chat.rules", rules })
    return rules !== null
  }

  return { remove, restore, mute, ban, lift, changeRules, pin, run, say }
}

export type Acts = ReturnType<typeof useActs>
