import { z } from "zod"

const EndCallback = z.object({
  meetingID: z.string().min(2).max(256),
  recordingmarks: z
    .enum(["true", "false"])
    .default("false")
    .transform((text) => text === "true"),
})

export type EndCallback = { meetingId: string; hasRecordingMarks: boolean }

/**
 * What BBB appends to the end callback's address, in any order. It is unsigned: believe the unguessable
 * token in the path, and ask `findMeeting` before acting. null: not such a call.
 */
export function parseEndCallback(query: URLSearchParams): EndCallback | null {
  const parsed = EndCallback.safeParse(Object.fromEntries(query))
  if (!parsed.success) return null
  return { meetingId: parsed.data.meetingID, hasRecordingMarks: parsed.data.recordingmarks }
}
