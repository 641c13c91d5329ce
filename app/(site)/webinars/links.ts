import type { WebinarLink } from "#components/webinar/webinar-list.tsx"
import type { Deps } from "#server/deps.ts"
import type { Actor } from "#server/domain/policy.ts"
import type { WebinarCard } from "#server/domain/views.ts"
import { getControlView } from "#server/services/livestreams.ts"

/** The two addresses of each webinar. The speakers' one is a key that only its presenters may read. */
export async function linksOf(deps: Deps, actor: Actor, cards: readonly WebinarCard[]) {
  const links = cards.map(async ({ id, eventSlug, endAt }): Promise<[string, WebinarLink]> => {
    const isOver = endAt < deps.clock.now()
    const speakers = isOver ? null : (await getControlView(deps, actor, { webinarId: id })).joinUrl
    return [id, { audience: `${deps.config.publicUrl}/events/${eventSlug}`, speakers }]
  })
  return new Map(await Promise.all(links))
}
