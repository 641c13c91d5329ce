// A libSQL client for `file:` URLs that never acknowledges a write it lost: after one SQLITE_BUSY on execute() the
// stock driver's pooled connection goes on answering "ok" to writes it never commits (tursodatabase/libsql-client-ts#352).
import { type Client, createClient, type InArgs, type InStatement, type Transaction } from "@libsql/client"
import { retryBusy } from "./busy.ts"

/** How long the driver may wait synchronously for another process's lock: it blocks the event loop meanwhile. */
const DRIVER_WAIT_MS = 25
const READ = /^\s*(select|with\s[\s\S]*?\)\s*select|explain|values|pragma)\b/i

export function createSafeFileClient(url: string): Client {
  const raw = createClient({ url, timeout: DRIVER_WAIT_MS })
  const lock = createLock()
  /** After BUSY the driver's connection is no longer to be trusted. */
  const reconnect = () => raw.reconnect()

  async function guarded<T>(run: () => Promise<T>): Promise<T> {
    const release = await lock()
    try {
      return await retryBusy(run, reconnect)
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
      return releasing(await retryBusy(() => raw.transaction("write"), reconnect), release)
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
    reconnect,
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
