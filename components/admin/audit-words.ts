export const MOMENTS = ["start", "end", "planned", "until"]
/** Facts whose values are words of ours; whatever people typed or named stays as it is. */
export const IN_WORDS = [
  "isWebinar",
  "published",
  "listed",
  "restricted",
  "guestPolicy",
  "meeting",
  "chat",
  "enabled",
  "token",
  "rtmpUrl",
  "maintenance",
  "paused",
  "holdForReview",
  "allowAliases",
  "announcement",
]
