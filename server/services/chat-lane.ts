/** Messages of one event reach the meeting one after the other, in their order. */
export function chatLane(eventId: string) {
  return `chat:${eventId}`
}
