/** Endings of which a bare name is an address; others need a path, because texts lack the space after a full stop. */
const SURE_ENDINGS =
  "com org net edu gov info biz io eu fr uk ch app dev xyz ru cn top link ly gg gl shop online site"
const INVISIBLE = /\p{Cf}/gu
const SCHEME = /(?:^|[^\p{L}\p{N}])(?:https?|ftps?|wss?|magnet|javascript|data|tel|mailto):\S/u
const WWW = /(?:^|[^\p{L}\p{N}@])www\d?\.[\p{L}\p{N}-]/u
const NAME = "[\\p{L}\\p{N}-]{1,63}(?:\\.[\\p{L}\\p{N}-]{1,63})*"
const BARE = new RegExp(
  `(?:^|[^\\p{L}\\p{N}@.-])${NAME}\\.(?:(?:${SURE_ENDINGS.replaceAll(" ", "|")})(?![\\p{L}\\p{N}-])|\\p{L}{2,24}(?::\\d{2,5})?/\\S)`,
  "u",
)
const NUMBERS = /(?:^|[^\p{L}\p{N}.])(?:\d{1,3}\.){3}\d{1,3}(?::\d+|\/)/u

/** Whether a text leads elsewhere: a web address with or without its scheme. An e-mail address doesn't. */
export function hasLink(text: string) {
  const plain = text.normalize("NFKC").replace(INVISIBLE, "").toLowerCase()
  return [SCHEME, WWW, BARE, NUMBERS].some((pattern) => pattern.test(plain))
}
