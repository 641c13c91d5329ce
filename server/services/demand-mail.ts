// The words of the mail that tells administrators of a webinar that found no live gateway: French, then English.
import { SETUP_MARGIN_MINUTES, TEARDOWN_MARGIN_MINUTES } from "../domain/gateway.ts"

type Period = { startAt: Date; endAt: Date }
type Person = { name: string; email: string }
type Holder = Period & { gateway: string; title: string; ownerName: string; ownerEmail: string }

export type DemandFacts = {
  person: Person
  wish: Period & { title: string; isNew: boolean }
  /** The reservations in the way, by gateway. */
  holders: Holder[]
  /** Events without a webinar that have a gateway's broadcaster then. */
  encoders: Holder[]
  inService: string[]
  inMaintenance: { name: string; reason: string }[]
  switchedOff: string[]
  timeZone: string
  publicUrl: string
}

export function demandMail(facts: DemandFacts) {
  const title = oneLine(facts.wish.title)
  return {
    subject: `[Amphi] Plus de passerelle libre pour « ${title} » / No live gateway free for “${title}”`,
    text: `${french(facts)}\n\n${"—".repeat(20)}\n\n${english(facts)}\n`,
  }
}

function french(facts: DemandFacts) {
  const { person, wish } = facts
  const when = (period: Period) => periodIn("fr", period, facts.timeZone)
  return [
    `${oneLine(person.name)} (${person.email}) a voulu ${wish.isNew ? "créer" : "enregistrer"} le webinaire « ${oneLine(wish.title)} » : ${when(wish)} (${facts.timeZone}).`,
    "Aucune passerelle de live n’était libre à ce moment : l’enregistrement a été refusé, et rien n’a été changé.",
    "",
    facts.holders.length === 0
      ? "Aucune réservation n’occupe cette période."
      : `Réservations qui occupent les passerelles à ce moment (chacune commence ${SETUP_MARGIN_MINUTES} min avant et finit ${TEARDOWN_MARGIN_MINUTES} min après son webinaire) :`,
    ...facts.holders.map(
      (holder) =>
        `– ${holder.gateway} : « ${oneLine(holder.title)} », ${when(holder)}, ${oneLine(holder.ownerName)} (${holder.ownerEmail})`,
    ),
    ...facts.encoders.map(
      (event) =>
        `– ${event.gateway} : « ${oneLine(event.title)} », événement sans webinaire sur son diffuseur, ${when(event)}, ${oneLine(event.ownerName)} (${event.ownerEmail})`,
    ),
    "",
    `Passerelles en service : ${counted(facts.inService)}`,
    `Passerelles en maintenance : ${counted(facts.inMaintenance.map(({ name, reason }) => `${name} – ${oneLine(reason)}`))}`,
    `Passerelles désactivées : ${counted(facts.switchedOff)}`,
    "",
    `Pour l’aider : ajoutez ou remettez en service une passerelle (${facts.publicUrl}/admin/gateways), ou convenez d’autres dates avec l’une de ces personnes.`,
  ].join("\n")
}

function english(facts: DemandFacts) {
  const { person, wish } = facts
  const when = (period: Period) => periodIn("en-GB", period, facts.timeZone)
  return [
    `${oneLine(person.name)} (${person.email}) wanted to ${wish.isNew ? "create" : "save"} the webinar “${oneLine(wish.title)}”: ${when(wish)} (${facts.timeZone}).`,
    "No live gateway was free then: the save was refused, and nothing was changed.",
    "",
    facts.holders.length === 0
      ? "No reservation is in the way at that time."
      : `Reservations that hold gateways then (each begins ${SETUP_MARGIN_MINUTES} min before and ends ${TEARDOWN_MARGIN_MINUTES} min after its webinar):`,
    ...facts.holders.map(
      (holder) =>
        `– ${holder.gateway}: “${oneLine(holder.title)}”, ${when(holder)}, ${oneLine(holder.ownerName)} (${holder.ownerEmail})`,
    ),
    ...facts.encoders.map(
      (event) =>
        `– ${event.gateway}: “${oneLine(event.title)}”, an event without a webinar on its broadcaster, ${when(event)}, ${oneLine(event.ownerName)} (${event.ownerEmail})`,
    ),
    "",
    `Gateways in service: ${counted(facts.inService)}`,
    `Gateways in maintenance: ${counted(facts.inMaintenance.map(({ name, reason }) => `${name} – ${oneLine(reason)}`))}`,
    `Gateways switched off: ${counted(facts.switchedOff)}`,
    "",
    `To help: add a gateway or bring one back into service (${facts.publicUrl}/admin/gateways), or agree on other dates with one of these people.`,
  ].join("\n")
}

function counted(names: string[]) {
  return names.length === 0 ? "0" : `${names.length} (${names.join(", ")})`
}

function periodIn(locale: string, { startAt, endAt }: Period, timeZone: string) {
  return new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short", timeZone }).formatRange(
    startAt,
    endAt,
  )
}

/** What people typed must not add lines of its own. */
function oneLine(text: string) {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim()
}
