import type { WebinarCard } from "#server/domain/views.ts"

export type CardState =
  | "scheduled"
  | "lobby"
  | "preparing"
  | "live"
  | "interrupted"
  | "stopping"
  | "stopped"
  | "failed"
  | "ended"
  | "cancelled"
  | "meetingRunning"

type Facts = Pick<WebinarCard, "isWebinar" | "state" | "livestreamState" | "meetingRunning">

/** What a presenter wants to know first: a failure before "waiting", an open meeting before "planned". */
export function cardState({ isWebinar, state, livestreamState, meetingRunning }: Facts): CardState {
  if (livestreamState === "stopping") return "stopping"
  if (isWebinar && livestreamState === "failed" && state === "waiting") return "failed"
  const isQuiet = state === "scheduled" || state === "lobby" || state === "ended" || state === "cancelled"
  if (meetingRunning && (isQuiet || !isWebinar)) return "meetingRunning"
  if (state === "waiting") return "preparing"
  return state
}

/** Running ones and those to come, soonest first; then the past, latest first. */
export function sortCards(cards: readonly WebinarCard[], now: Date) {
  const isOver = (card: WebinarCard) => {
    const state = cardState(card)
    return state === "ended" || ((state === "scheduled" || state === "cancelled") && card.endAt < now)
  }
  return {
    upcoming: cards.filter((card) => !isOver(card)).sort((a, b) => a.startAt.getTime() - b.startAt.getTime()),
    past: cards.filter(isOver).sort((a, b) => b.startAt.getTime() - a.startAt.getTime()),
  }
}
