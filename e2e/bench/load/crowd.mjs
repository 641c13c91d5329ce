// Many listeners, spread over processes of their own so that their work isn't the server's.

import { startChild } from "./children.mjs"
import { quantileOf } from "./delays.mjs"

/** `kind` is the child's program; `open` is what each of them opens, `count` in all. */
export async function openCrowd(kind, { processes, count, ...open }) {
  const children = await Promise.all(Array.from({ length: processes }, () => startChild(kind)))
  const shares = children.map((_, index) => Math.floor((count + index) / processes))
  await Promise.all(children.map((child, index) => child.ask("open", { ...open, count: shares[index] })))
  const askAll = (order, input) => Promise.all(children.map((child) => child.ask(order, input)))
  return {
    askAll,
    pids: children.map(({ pid }) => pid),
    async sum(order) {
      return (await askAll(order)).reduce((sum, value) => sum + value, 0)
    },
    /** What all of them got of the messages with these numbers. */
    async report(seqs) {
      const reports = await askAll("report", seqs)
      const total = (key) => reports.reduce((sum, one) => sum + one[key], 0)
      const delays = reports.flatMap((one) => one.delays)
      return {
        listeners: total("listeners"),
        expected: total("expected"),
        lost: total("lost"),
        duplicated: total("duplicated"),
        disordered: total("disordered"),
        delay: (share) => quantileOf(delays, share),
      }
    },
    stop: () => Promise.all(children.map((child) => child.stop())),
  }
}
