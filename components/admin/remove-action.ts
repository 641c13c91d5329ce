/** The error's key in the `errors` messages; null when it is gone. */
export type RemoveAction = (id: string) => Promise<string | null>

export async function removeOrExplain(remove: RemoveAction, id: string) {
  try {
    return await remove(id)
  } catch {
    // The server didn't answer: the page says so and stays.
    return "network"
  }
}
