"use client"

import { useFormatter } from "next-intl"

type LengthNoteProps = {
  id: string
  length: number
  maxLength: number
  /** Says by how much it is too long. */
  tooLong: (count: number) => string
}

const COUNTS_FROM = 0.8

/** Counts from four fifths on, and says in words what is too much. */
export function LengthNote({ id, length, maxLength, tooLong }: LengthNoteProps) {
  const format = useFormatter()
  const tooMany = length - maxLength
  return (
    <p
      id={id}
      aria-live="polite"
      className={tooMany > 0 ? "text-bad text-sm" : "text-right text-muted text-xs tabular-nums"}
    >
      {tooMany > 0
        ? tooLong(tooMany)
        : length >= maxLength * COUNTS_FROM && `${format.number(length)} / ${format.number(maxLength)}`}
    </p>
  )
}
