import { listAdmins } from "#db/queries/users.ts"
import type { Deps } from "../deps.ts"
import type { JobPayload } from "../jobs.ts"

/** One message with all administrators in it; a second try carries the same id, so that mailboxes can tell. */
export async function mailAdmins(deps: Deps, { mailId, subject, text }: JobPayload<"mail.send">) {
  const facts = { mail: mailId, subject }
  if (!deps.mail) return deps.log.warn(facts, "mail not sent: SMTP_URL is not set")
  const admins = await listAdmins(deps.db)
  if (admins.length === 0) return deps.log.warn(facts, "mail not sent: there is no administrator")
  const to = admins.map(({ name, email }) => ({ name, address: email }))
  const { refused } = await deps.mail.send({ id: mailId, to, subject, text })
  if (refused.length > 0) deps.log.warn({ ...facts, refused }, "mail refused for some administrators")
  deps.log.info({ ...facts, recipients: to.length - refused.length }, "mail sent")
}
