import { readFileSync } from "node:fs"

/** The kernel's clock tick for processes, on Linux everywhere. */
const TICKS_PER_SECOND = 100

/** Seconds that a process has had of all cores, in its own code and in the kernel for it. */
export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}
