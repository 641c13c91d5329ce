import { hash, verify } from "@node-rs/argon2"
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible"
import { write } from "#db/client.ts"
import { findUser, findUserByEmail, type UserRow } from "#db/queries/users.ts"
import type { Deps } from "../deps.ts"
import type { Actor } from "../domain/policy.ts"
import { record } from "./audit.ts"

/** OWASP's argon2id recommendation: 19 MiB, 2 passes. The library's default algorithm is argon2id. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
const ATTEMPTS = { points: 10, duration: 15 * 60 }
const byAccount = new RateLimiterMemory(ATTEMPTS)
const byAddress = new RateLimiterMemory({ points: 100, duration: 15 * 60 })

export function hashPassword(password: string) {
  return hash(password, ARGON2)
}

export type Credentials = { email: string; password: string; address: string }
export type SignIn = { id: string; name: string; email: string } | "refused" | "too_many"

/** Takes as long for an unknown address as for a wrong password. */
export async function signIn(deps: Deps, { email, password, address }: Credentials): Promise<SignIn> {
  const account = email.trim().toLowerCase()
  if (!(await mayTry(account, address))) return "too_many"
  const user = await findUserByEmail(deps.db, account)
  const matches = await verifyPassword(user?.passwordHash ?? (await decoyHash()), password)
  if (!user?.passwordHash || !matches || user.disabledAt) {
    deps.log.info({ address }, "sign-in refused")
    await recordSignIn(deps, user, address, "sign_in.refused")
    return "refused"
  }
  await Promise.all([byAccount.delete(account), byAddress.reward(address)])
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

async function mayTry(account: string, address: string) {
  try {
    await Promise.all([byAccount.consume(account), byAddress.consume(address)])
    return true
  } catch (error) {
    if (error instanceof RateLimiterRes) return false
    throw error
  }
}

let decoy: Promise<string> | null = null
function decoyHash() {
  decoy ??= hashPassword("nobody has this password")
  return decoy
}

async function verifyPassword(passwordHash: string, password: string) {
  return password.length <= 1024 && verify(passwordHash, password)
}

/** Read anew for every request, so that a changed role or a disabled account counts at once. */
export async function findActor(deps: Deps, userId: string): Promise<Actor> {
  const user = await findUser(deps.db, userId)
  return user && !user.disabledAt ? actorOf(user) : { kind: "anonymous" }
}

function actorOf({ id, name, isAdmin, affiliations, groups }: UserRow): Actor {
  return { kind: "user", id, name, isAdmin, affiliations, groups }
}
