/** What a job that was given up was to do something about; `id` is what its page's address needs. */
export type JobSubject = {
  kind: "session" | "webinar" | "gateway" | "account" | "mail"
  id: string
  name: string
}

export type BuriedJob = {
  id: number
  kind: string
  /** null: it is gone, or can't be told from what is stored. */
  about: JobSubject | null
  /** The last one's; for the log, in English, without secrets. */
  error: string
  attempts: number
  createdAt: Date
  buriedAt: Date
  /** What became of the thing meanwhile leaves nothing to try again. */
  canRetry: boolean
}
