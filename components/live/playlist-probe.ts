/** Asks a playlist whether the stream is on air, because the player library fails for good on one that isn't there yet. */

export type Probe = { onAir: boolean; targetDurationSeconds: number | null }

const OFF_AIR: Probe = { onAir: false, targetDurationSeconds: null }
const STALE_MS = 12_000
const PROBE_TIMEOUT_MS = 8_000

export type PlaylistAnswer = {
  ok: boolean
  text: string
  /** Both are the server's, so that the listener's clock doesn't matter. */
  date: string | null
  lastModified: string | null
}

export async function probePlaylist(url: string, fetchImpl: typeof fetch = fetch): Promise<Probe> {
  let answer: PlaylistAnswer
  try {
    const response = await fetchImpl(url, {
      cache: "no-store",
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    })
    answer = {
      ok: response.ok,
      text: response.ok ? await response.text() : "",
      date: response.headers.get("date"),
      lastModified: response.headers.get("last-modified"),
    }
  } catch {
    // No network or no server is the ordinary reason for waiting; the next poll asks again.
    return OFF_AIR
  }
  return readPlaylist(answer)
}

export function readPlaylist({ ok, text, date, lastModified }: PlaylistAnswer): Probe {
  if (!ok || !text.includes("#EXTM3U") || text.includes("#EXT-X-ENDLIST")) return OFF_AIR
  if (text.includes("#EXT-X-STREAM-INF")) return { onAir: true, targetDurationSeconds: null }
  if (date && lastModified && Date.parse(date) - Date.parse(lastModified) > STALE_MS) return OFF_AIR
  const seconds = Number(/#EXT-X-TARGETDURATION:(\d+)/.exec(text)?.[1])
  return { onAir: true, targetDurationSeconds: Number.isFinite(seconds) ? seconds : null }
}
