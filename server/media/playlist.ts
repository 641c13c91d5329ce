export type PlaylistPart = { durationSeconds: number; isIndependent: boolean }

export type PlaylistSegment = {
  sequence: number
  programDateTime: number
  durationSeconds: number
  isComplete: boolean
  parts: PlaylistPart[]
}

export type MediaPlaylist = {
  targetSeconds: number
  partTargetSeconds: number
  areSegmentsIndependent: boolean
  isEnded: boolean
  segments: PlaylistSegment[]
}

export type MasterPlaylist = {
  session: string
  codecs: string[]
  width: number
  height: number
  frameRate: number
  bitsPerSecond: number
}

/** Parts stay listed while they are within three target durations of the end (RFC 8216bis §4.4.4.9). */
const PARTS_TARGETS = 3
const HOLD_BACK_TARGETS = 3
const HOLD_BACK_PARTS = 3

export function renderMasterPlaylist(master: MasterPlaylist): string {
  const stream = [
    `BANDWIDTH=${Math.max(1, Math.ceil(master.bitsPerSecond))}`,
    `CODECS="${master.codecs.join(",")}"`,
    `RESOLUTION=${master.width}x${master.height}`,
    `FRAME-RATE=${master.frameRate.toFixed(3)}`,
    "CLOSED-CAPTIONS=NONE",
  ]
  return `#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-STREAM-INF:${stream.join(",")}\n${master.session}/live.m3u8\n`
}

export function renderMediaPlaylist(playlist: MediaPlaylist): string {
  const lines = [...header(playlist)]
  let beforeEnd = playlist.segments.reduce((sum, segment) => sum + segment.durationSeconds, 0)
  for (const segment of playlist.segments) {
    beforeEnd -= segment.durationSeconds
    if (segment.parts.length === 0) continue
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.programDateTime).toISOString()}`)
    if (beforeEnd < PARTS_TARGETS * playlist.targetSeconds) lines.push(...partLines(segment))
    if (segment.isComplete)
      lines.push(`#EXTINF:${segment.durationSeconds.toFixed(5)},`, segmentName(segment.sequence))
  }
  lines.push(playlist.isEnded ? "#EXT-X-ENDLIST" : preloadHint(playlist.segments.at(-1)))
  return `${lines.join("\n")}\n`
}

export function segmentName(sequence: number): string {
  return `seg-${sequence}.m4s`
}

export function partName(sequence: number, index: number): string {
  return `part-${sequence}-${index}.m4s`
}

function header(playlist: MediaPlaylist): string[] {
  const partTarget = playlist.partTargetSeconds.toFixed(5)
  // From the printed value: the hold-back may not be less than three times what a client reads.
  const partHoldBack = (HOLD_BACK_PARTS * Number(partTarget)).toFixed(5)
  const holdBack = HOLD_BACK_TARGETS * playlist.targetSeconds
  return [
    "#EXTM3U",
    "#EXT-X-VERSION:9",
    `#EXT-X-TARGETDURATION:${playlist.targetSeconds}`,
    `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${partHoldBack},HOLD-BACK=${holdBack.toFixed(1)}`,
    `#EXT-X-PART-INF:PART-TARGET=${partTarget}`,
    `#EXT-X-MEDIA-SEQUENCE:${playlist.segments[0]?.sequence ?? 0}`,
    ...(playlist.areSegmentsIndependent ? ["#EXT-X-INDEPENDENT-SEGMENTS"] : []),
    '#EXT-X-MAP:URI="init.mp4"',
  ]
}

function partLines(segment: PlaylistSegment): string[] {
  return segment.parts.map((part, index) => {
    const independent = part.isIndependent ? ",INDEPENDENT=YES" : ""
    const uri = partName(segment.sequence, index)
    return `#EXT-X-PART:DURATION=${part.durationSeconds.toFixed(5)},URI="${uri}"${independent}`
  })
}

function preloadHint(last: PlaylistSegment | undefined): string {
  const isOpen = last && !last.isComplete
  const uri = isOpen ? partName(last.sequence, last.parts.length) : partName((last?.sequence ?? -1) + 1, 0)
  return `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${uri}"`
}
