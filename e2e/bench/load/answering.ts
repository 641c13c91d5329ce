/** A child process of the bench: does what its parent orders, and ends with it. */
type Orders = Record<string, (input: never) => unknown>
type Order = { id: number; name: string; input: unknown }

export function answerOrders<T extends Orders>(orders: T) {
  process.on("message", (order: Order) => void answer(orders, order))
  process.on("disconnect", () => process.exit(0))
}

async function answer(orders: Orders, { id, name, input }: Order) {
  try {
    const order = orders[name]
    if (!order) throw new Error(`no such order: ${name}`)
    // Parent and child are one program: what an order takes is what its sender gives.
    process.send?.({ id, result: (await order(input as never)) ?? null })
  } catch (error) {
    process.send?.({ id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}
