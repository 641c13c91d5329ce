const NOWHERE = "http://amphi.invalid"

/** The page to go back to after signing in: a path of this site and nothing else, whatever the address says. */
export function returnPath(wanted: string | undefined, ownOrigin: string) {
  if (!wanted || !URL.canParse(wanted, NOWHERE)) return "/"
  const url = new URL(wanted, NOWHERE)
  if (url.origin !== NOWHERE && url.origin !== ownOrigin) return "/"
  const path = url.pathname + url.search + url.hash
  return path.startsWith("//") || url.pathname === "/sign-in" ? "/" : path
}

export function signInPath(from: string) {
  return from === "/" || from.startsWith("/sign-in")
    ? "/sign-in"
    : `/sign-in?callbackUrl=${encodeURIComponent(from)}`
}
