export type UserActor = {
  kind: "user"
  id: string
  name: string
  isAdmin: boolean
  affiliations: readonly string[]
  groups: readonly string[]
  /** Where the request came from, for the audit. */
  address?: string
}
export type Actor = UserActor | { kind: "anonymous" } | { kind: "system"; job: string }

export type WebinarSettings = {
  enabled: boolean
  /** Affiliations whose members may create webinars. */
  affiliations: readonly string[]
  /** Group whose members may create webinars whatever their affiliation. */
  adminGroup: string
}

export type WebinarOwners = { ownerId: string; presenterIds: readonly string[] }

export function canCreateWebinar(actor: Actor, settings: WebinarSettings) {
  if (!settings.enabled || actor.kind !== "user") return false
  return (
    actor.isAdmin ||
    actor.groups.includes(settings.adminGroup) ||
    actor.affiliations.some((affiliation) => settings.affiliations.includes(affiliation))
  )
}

export function isAdmin(actor: Actor) {
  return actor.kind === "system" || (actor.kind === "user" && actor.isAdmin)
}

/** Owner, co-presenters and admins: everything but deleting and handing over. */
export function canControlWebinar(actor: Actor, webinar: WebinarOwners) {
  if (isAdmin(actor)) return true
  return actor.kind === "user" && (actor.id === webinar.ownerId || webinar.presenterIds.includes(actor.id))
}

export function canDeleteWebinar(actor: Actor, webinar: WebinarOwners) {
  return isAdmin(actor) || (actor.kind === "user" && actor.id === webinar.ownerId)
}

export type EventAccess = { restricted: boolean; published: boolean }

/** What stands between this person and the live page: nothing, a sign-in, or the event isn't public. */
export function eventAccess(actor: Actor, event: EventAccess, owners: WebinarOwners | null) {
  if (isAdmin(actor) || (owners && canControlWebinar(actor, owners))) return "allowed" as const
  if (!event.published) return "hidden" as const
  if (event.restricted && actor.kind === "anonymous") return "sign_in" as const
  return "allowed" as const
}
