import { expect, test } from "vitest"
import { parseEndCallback } from "#server/clients/bbb-webhooks.ts"

test("the end callback of BBB, of B3LB (other order) and of a proxy that drops what it doesn't know", () => {
  const read = (query: string) => parseEndCallback(new URLSearchParams(query))
  expect(read("t=abc&recordingmarks=true&meetingID=webinar-42")).toEqual({
    meetingId: "webinar-42",
    hasRecordingMarks: true,
  })
  expect(read("meetingID=webinar-42&recordingmarks=false")).toMatchObject({ hasRecordingMarks: false })
  expect(read("meetingID=webinar-42")).toMatchObject({ hasRecordingMarks: false })
})

test("anything else is no end callback", () => {
  for (const query of ["", "recordingmarks=true", "meetingID=", "meetingID=w-1&recordingmarks=maybe"])
    expect(parseEndCallback(new URLSearchParams(query))).toBeNull()
})
