/** The error's key in the `errors` messages; null when it is gone. */
export type RemoveAction = (id: string) => Promise<string | null>
