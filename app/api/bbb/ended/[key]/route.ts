import { getDeps } from "#server/deps.ts"
import { AppError } from "#server/errors.ts"
import { meetingMayHaveEnded } from "#server/services/meeting-end.ts"

/** BBB calls this with GET when a meeting ends (wire/bigbluebutton.md §3.1); it is unsigned and only makes us look. */
export async function GET(_request: Request, context: { params: Promise<{ key: string }> }) {
  const { key } = await context.params
  try {
    await meetingMayHaveEnded(await getDeps(), { callbackKey: key })
  } catch (error) {
    if (error instanceof AppError) return new Response("unknown", { status: 404 })
    throw error
  }
  return new Response("noted")
}
