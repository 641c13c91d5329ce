/** Under which name our messages stand in the meeting's chat, by which they are known again when they come back. */

const SUFFIX = " (live)"
/** BBB takes names of 255 UTF-16 units (wire/bigbluebutton.md §2.11): what is cut off must not be the suffix. */
const NAME_MAX_LENGTH = 255

export function nameInMeeting(authorName: string) {
  const room = NAME_MAX_LENGTH - SUFFIX.length
  return `${authorName.slice(0, room).replace(/[\uD800-\uDBFF]$/, "")}${SUFFIX}`
}

export function isNameInMeeting(name: string) {
  return name.endsWith(SUFFIX)
}

/** What a gateway's browser types stands under its own name. */
export function lineByGateway(authorName: string, text: string) {
  return `(${authorName}) ${text}`
}
