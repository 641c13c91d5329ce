import { sortCards } from "#components/webinar/card-state.ts"
import type { WebinarLink } from "#components/webinar/webinar-list.tsx"
import type { Deps } from "#server/deps.ts"
import type { Actor } from "#server/domain/policy.ts"
import type { WebinarCard } from "#server/domain/views.ts"
import { getControlView } from "#server/services/livestreams.ts"

/** The two addresses of each webinar. The speakers' one is a key that only its presenters may read. */
export async function linksOf(deps: Deps, actor: Actor, cards: readonly WebinarCard[]) {
  const { upcoming } = sortCards(cards, deps.clock.now())
  const links = cards.map(async (card): Promise<[string, WebinarLink]> => {
    const audience = `${deps.config.publicUrl}/events/${card.eventSlug}`
    if (!upcoming.includes(card)) return [card.id, { audience, speakers: null }]
    const view = await getControlView(deps, actor, { webinarId: card.id })
    return [card.id, { audience, speakers: view.joinUrl }]
  })
  return new Map(await Promise.all(links))
}
