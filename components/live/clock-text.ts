/** "0:24", "12:05", "1:02:03": how long something has lasted. */
export function elapsedText(ms: number) {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  const rest = String(seconds % 60).padStart(2, "0")
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`
}

export type Remaining = { days: number; hours: number; minutes: number; seconds: number }

export function remainingUntil(moment: Date, now: Date): Remaining | null {
  const seconds = Math.ceil((moment.getTime() - now.getTime()) / 1000)
  if (seconds <= 0) return null
  return {
    days: Math.floor(seconds / 86_400),
    hours: Math.floor((seconds % 86_400) / 3600),
    minutes: Math.floor((seconds % 3600) / 60),
    seconds: seconds % 60,
  }
}
