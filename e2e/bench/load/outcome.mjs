// What became of what people wrote, held against what they wrote and not against what the server says that it has.

/** `accepted`: texts that nobody was told are refused, each written once; `stored`: what the server has of them. */
export function placesOf(accepted, stored) {
  const places = new Map()
  for (const { seq, text } of stored) if (!places.has(text)) places.set(text, seq)
  return {
    seqs: accepted.flatMap((text) => places.get(text) ?? []),
    twice: stored.length - places.size,
  }
}

/** Of the lines that stand in the meeting. */
export function inMeeting(accepted, lines) {
  const wanted = new Set(accepted)
  const ours = lines.filter((text) => wanted.has(text))
  const distinct = new Set(ours).size
  return { lost: accepted.length - distinct, doubled: ours.length - distinct }
}

/** Per cent of all that everybody should have got, also of what was never stored. */
export function shareOf({ listeners, expected, lost }, accepted) {
  const due = accepted.length * listeners
  if (due === 0) throw new Error("nothing was written, or nobody listened")
  return (100 * (expected - lost)) / due
}

/** null: all of it is everywhere, once. */
export function failureOf(parts) {
  const wrong = Object.entries(parts).filter(([, count]) => count > 0)
  return wrong.length === 0 ? null : wrong.map(([what, count]) => `${count} ${what}`).join(", ")
}
