/** Which own messages this page knows already: some leave in whatever order, and those that stay are no news then. */
export class OwnNews {
  private readonly known = new Set<string>()

  /** Whether one is among them that was never there before. */
  has(outbox: readonly { clientId: string }[]) {
    const fresh = outbox.filter(({ clientId }) => !this.known.has(clientId))
    for (const { clientId } of fresh) this.known.add(clientId)
    return fresh.length > 0
  }
}
