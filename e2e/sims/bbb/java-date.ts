/** java.util.Date.toString() in UTC: "Mon Jul 09 17:03:29 UTC 2018". */
export function javaDate(timeMs: number) {
  const [weekday, day, month, year, time] = new Date(timeMs).toUTCString().replace(",", "").split(" ")
  return `${weekday} ${month} ${day} ${time} UTC ${year}`
}
