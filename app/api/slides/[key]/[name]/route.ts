import { getDeps } from "#server/deps.ts"
import { AppError } from "#server/errors.ts"
import { readSlides } from "#server/services/meetings.ts"

/** BBB fetches big slides here; the key in the address is the right to read. */
export async function GET(_request: Request, context: { params: Promise<{ key: string; name: string }> }) {
  const { key } = await context.params
  try {
    const { bytes } = await readSlides(await getDeps(), { fetchKey: key })
    return new Response(new Uint8Array(bytes), {
      headers: { "content-type": "application/octet-stream", "content-disposition": "attachment" },
    })
  } catch (error) {
    if (error instanceof AppError) return new Response("not found", { status: 404 })
    throw error
  }
}
