// docker compose's stderr, which the classic gateways join by " => " and hand out as the answer to /stop.

/** From 2.30 on "No resource" is a warning and therefore dropped; 5 changed the spacing. */
export type ComposeVersion = "2.27" | "2.30" | "5"

export function stopText(compose: ComposeVersion, name: string, removed: boolean) {
  const verbs = removed ? ["Stopping", "Stopped", "Removing", "Removed"] : ["Stopping", "Stopped"]
  return verbs
    .map((verb) => (compose === "5" ? ` Container ${name} ${verb} ` : ` Container ${name}  ${verb}`))
    .join(" => ")
}

export function noResourceText(compose: ComposeVersion, project: string) {
  return compose === "2.27" ? `Warning: No resource found to remove for project "${project}".` : ""
}

export function invalidNameText(project: string) {
  return `invalid project name "${project}": must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number`
}
