import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { AppError } from "#server/errors.ts"
import { getCalendar } from "#server/services/events.ts"

export async function GET(_request: Request, context: { params: Promise<{ slug: string }> }) {
  const { slug } = await context.params
  try {
    const body = await getCalendar(await getDeps(), await getActor(), { slug })
    return new Response(body, {
      headers: {
        "content-type": "text/calendar; charset=utf-8",
        "content-disposition": `attachment; filename="${slug.replace(/[^a-z0-9-]/g, "")}.ics"`,
      },
    })
  } catch (error) {
    if (error instanceof AppError) return new Response("not found", { status: 404 })
    throw error
  }
}
