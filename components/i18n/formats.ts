import type { Formats } from "next-intl"

/** Named, so that a date looks the same wherever it stands: `format.dateTime(date, "day")`. */
export const FORMATS = {
  dateTime: {
    /** Tuesday 24 November */
    day: { weekday: "long", day: "numeric", month: "long" },
    /** 24 November 2026 */
    date: { day: "numeric", month: "long", year: "numeric" },
    /** Tue 24 Nov, 14:30 */
    moment: {
      weekday: "short",
      day: "numeric",
      month: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    },
    /** 24 Nov 2026, 14:30 */
    full: {
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    },
    /** 14:30 */
    time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    /** 14:30 UTC+1 */
    timeZoned: { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" },
    /** 14:30:05 */
    clock: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  },
} satisfies Formats
