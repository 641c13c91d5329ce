// drizzle puts the values of a failed statement, which are chat text, addresses and keys, into its error's message.

type FailedStatement = Error & { query: string }

/** A text of this error, or of what wraps it: each failed statement in it is told by its cause and its SQL. */
export function withoutValues(text: string, error: unknown): string {
  return errorsIn(error)
    .filter(isFailedStatement)
    .reduce((clean, statement) => clean.replaceAll(statement.message, () => tell(statement)), text)
}

/** The error, its causes and what it bundles. */
export function errorsIn(error: unknown, seen = new Set<Error>()): Error[] {
  if (!(error instanceof Error) || seen.has(error)) return []
  seen.add(error)
  const bundled: unknown[] = error instanceof AggregateError ? error.errors : []
  return [error, ...[error.cause, ...bundled].flatMap((inner) => errorsIn(inner, seen))]
}

function isFailedStatement(error: Error): error is FailedStatement {
  return "params" in error && "query" in error && typeof error.query === "string"
}

function tell({ cause, query }: FailedStatement) {
  return `${cause instanceof Error ? cause.message : "a statement failed"}: ${query}`
}
