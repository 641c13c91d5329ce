// A libSQL client for `file:` URLs that never acknowledges a write it lost: after one SQLITE_BUSY on execute() the
// stock driver's pooled connection goes on answering "ok" to writes it never commits (tursodatabase/libsql-client-ts#352).
import { type Client, createClient, type InArgs, type InStatement, type Transaction } from "@libsql/client"

/** How long the driver may wait synchronously for another process's lock: it blocks the event loop meanwhile. */
const DRIVER_WAIT_MS = 25
const BUSY_BUDGET_MS = 15_000
const READ = /^\s*(select|with\s[\s\S]*?\)\s*select|explain|values|pragma)\b/i

export function isBusy(error: unknown) {
  const code = errorCode(error) ?? (error instanceof Error ? errorCode(error.cause) : undefined)
  return code?.startsWith("SQLITE_BUSY") ?? false
}

function errorCode(error: unknown) {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined
  return typeof error.code === "string" ? error.code : undefined
}

export function createSafeFileClient(url: string): Client {
  const raw = createClient({ url, timeout: DRIVER_WAIT_MS })
  const lock = createLock()

  async function retryBusy<T>(run: () => Promise<T>): Promise<T> {
    const giveUpAt = Date.now() + BUSY_BUDGET_MS
    for (let attempt = 0; ; attempt++) {
      try {
        return await run()
      } catch (error) {
        if (!isBusy(error)) throw error
        raw.reconnect()
        if (Date.now() > giveUpAt) throw error
        const backOffMs = Math.min(200, 5 * 2 ** Math.min(attempt, 5)) * (0.5 + Math.random())
        await new Promise((resolve) => setTimeout(resolve, backOffMs))
      }
    }
  }

  async function guarded<T>(run: () => Promise<T>): Promise<T> {
    const release = await lock()
    try {
      return await retryBusy(run)
    } finally {
      release()
    }
  }

  async function execute(statement: InStatement | string, args?: InArgs) {
    const full = typeof statement === "string" ? { sql: statement, args: args ?? [] } : statement
    const sql = typeof full === "string" ? full : full.sql
    if (READ.test(sql)) return raw.execute(full)
    const [result] = await guarded(() => raw.batch([full], "write"))
    if (!result) throw new Error("libSQL answered a batch of one statement with no result")
    return result
  }

  async function transaction(mode?: "write" | "read" | "deferred"): Promise<Transaction> {
    if (mode === "read") return raw.transaction("read")
    const release = await lock()
    try {
      return releasing(await retryBusy(() => raw.transaction("write")), release)
    } catch (error) {
      release()
      throw error
    }
  }

  return {
    execute,
    transaction,
    batch: (statements, mode) =>
      mode === "read" ? raw.batch(statements, "read") : guarded(() => raw.batch(statements, "write")),
    migrate: (statements) => guarded(() => raw.migrate(statements)),
    executeMultiple: (sql) => guarded(() => raw.executeMultiple(sql)),
    sync: () => raw.sync(),
    reconnect: () => raw.reconnect(),
    close: () => raw.close(),
    get closed() {
      return raw.closed
    },
    get protocol() {
      return raw.protocol
    },
  }
}

/** Hands out the lock in the order of asking. */
function createLock() {
  let tail: Promise<void> = Promise.resolve()
  return async function acquire(): Promise<() => void> {
    let resolve: () => void = () => undefined
    const promise = new Promise<void>((done) => {
      resolve = done
    })
    const before = tail
    tail = before.then(() => promise)
    await before
    return resolve
  }
}

function releasing(transaction: Transaction, release: () => void): Transaction {
  return {
    execute: (statement: InStatement) => transaction.execute(statement),
    batch: (statements) => transaction.batch(statements),
    executeMultiple: (sql) => transaction.executeMultiple(sql),
    commit: () => transaction.commit().finally(release),
    rollback: () => transaction.rollback().finally(release),
    close: () => {
      try {
        transaction.close()
      } finally {
        release()
      }
    },
    get closed() {
      return transaction.closed
    },
  }
}
