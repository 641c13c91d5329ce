/** Spreadsheets and old editors take a text without it for Latin-1. */
const BYTE_ORDER_MARK = "\uFEFF"

type Download = { name: string; type: string; pieces: AsyncGenerator<string> }

/** A file that is written while it is fetched, and kept by nobody on the way. */
export function downloadOf({ name, type, pieces }: Download) {
  const mark = type === "application/json" ? "" : BYTE_ORDER_MARK
  return new Response(streamOf(pieces, mark), {
    headers: {
      "content-type": `${type}; charset=utf-8`,
      "content-disposition": `attachment; filename="${name.replace(/[^A-Za-z0-9._-]/g, "")}"`,
      "cache-control": "no-store",
    },
  })
}

function streamOf(pieces: AsyncGenerator<string>, mark: string) {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>({
    start(controller) {
      if (mark) controller.enqueue(encoder.encode(mark))
    },
    async pull(controller) {
      const { value, done } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}
