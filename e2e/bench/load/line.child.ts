/** The way that can be cut, in a process of its own. */
import { type Line, layLine } from "../../delivery/line.ts"
import { answerOrders } from "./answering.ts"

const lines: Line[] = []

answerOrders({
  async lay({ port }: { port: number }) {
    const line = await layLine(port)
    lines.push(line)
    return line.port
  },
  cut({ forMs }: { forMs: number }) {
    return Math.min(...lines.map((line) => line.cut(forMs)))
  },
})
