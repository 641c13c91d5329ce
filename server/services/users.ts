import { hash, verify } from "@node-rs/argon2"
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible"
import { write } from "#db/client.ts"
import { findUser, findUserByEmail, type UserRow } from "#db/queries/users.ts"
import type { Deps } from "../deps.ts"
import type { Actor } from "../domain/policy.ts"
import { addressGroupOf } from "../request.ts"
import { createTurns } from "../turns.ts"
import { record } from "./audit.ts"

/** OWASP's argon2id recommendation: 19 MiB, 2 passes. The library's default algorithm is argon2id. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
/** The longest that mail knows. */
const EMAIL_MAX_LENGTH = 254
const PASSWORD_MAX_LENGTH = 1_024

// A lecture hall signs in behind one address, and a presenter's address is public: few wrong tries are too many only
// where both are the same. Ten lines together can still keep somebody out.
const WINDOW = { duration: 15 * 60 }
const byLineAndAccount = new RateLimiterMemory({ ...WINDOW, points: 10 })
const byAccount = new RateLimiterMemory({ ...WINDOW, points: 100 })
const byLine = new RateLimiterMemory({ ...WINDOW, points: 1_000 })
/** Each takes a whole core: half of Node's threads, and those who wait do so for some seconds. */
const comparing = createTurns({ runningMax: 2, waitingMax: 200 })

export function hashPassword(password: string) {
  return hash(password, ARGON2)
}

export type Credentials = { email: string; password: string; address: string }
export type SignIn = { id: string; name: string; email: string } | "refused" | "too_many" | "busy"

/** Takes as long for an unknown address as for a wrong password. */
export async function signIn(deps: Deps, { email, password, address }: Credentials): Promise<SignIn> {
  if (email.length > EMAIL_MAX_LENGTH || password.length > PASSWORD_MAX_LENGTH) return "refused"
  const attempt = attemptOf(email.trim().toLowerCase(), address)
  if (!(await mayTry(attempt))) return "too_many"
  const user = await findUserByEmail(deps.db, attempt.account)
  const matches = await comparing.run(async () => verify(user?.passwordHash ?? (await decoyHash()), password))
  if (matches === "busy") {
    deps.log.warn({ address }, "sign-in not looked at: too many are waiting")
    await giveBack(attempt)
    return "busy"
  }
  if (!user?.passwordHash || !matches || user.disabledAt) {
    deps.log.info({ address }, "sign-in refused")
    await recordSignIn(deps, user, address, "sign_in.refused")
    return "refused"
  }
  await giveBack(attempt)
  await byLineAndAccount.delete(attempt.both)
  await recordSignIn(deps, user, address, "sign_in.accepted")
  return { id: user.id, name: user.name, email: user.email }
}

/** An unknown address is not kept: people type passwords there. Signing in must work while nothing can be written. */
async function recordSignIn(
  deps: Deps,
  user: UserRow | null,
  address: string,
  action: "sign_in.accepted" | "sign_in.refused",
) {
  const actor: Actor = user && action === "sign_in.accepted" ? actorOf(user) : { kind: "anonymous" }
  const thing = { kind: "account", id: user?.id ?? "", name: user?.email ?? "" } as const
  try {
    await write(deps.db, (tx) => record(tx, actor, { at: deps.clock.now(), action, thing, address }))
  } catch (error) {
    deps.log.error({ err: error, action }, "sign-in not recorded in the audit")
  }
}

type Attempt = { account: string; line: string; both: string }

function attemptOf(account: string, address: string): Attempt {
  const line = addressGroupOf(address)
  return { account, line, both: `${line} ${account}` }
}

/** One after the other: whoever is refused leaves no trace in the next. */
async function mayTry({ account, line, both }: Attempt) {
  try {
    await byLine.consume(line)
    await byLineAndAccount.consume(both)
    await byAccount.consume(account)
    return true
  } catch (error) {
    if (error instanceof RateLimiterRes) return false
    throw error
  }
}

async function giveBack({ account, line, both }: Attempt) {
  await Promise.all([byLine.reward(line), byLineAndAccount.reward(both), byAccount.reward(account)])
}

let decoy: Promise<string> | null = null
function decoyHash() {
  decoy ??= hashPassword("nobody has this password")
  return decoy
}

/** Read anew for every request, so that a changed role or a disabled account counts at once. */
export async function findActor(deps: Deps, userId: string): Promise<Actor> {
  const user = await findUser(deps.db, userId)
  return user && !user.disabledAt ? actorOf(user) : { kind: "anonymous" }
}

function actorOf({ id, name, isAdmin, affiliations, groups }: UserRow): Actor {
  return { kind: "user", id, name, isAdmin, affiliations, groups }
}
