import { hash, verify } from "@node-rs/argon2"
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible"
import { findUser, findUserByEmail, type UserRow } from "#db/queries/users.ts"
import type { Deps } from "../deps.ts"
import type { Actor } from "../domain/policy.ts"

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
    return "refused"
  }
  await Promise.all([byAccount.delete(account), byAddress.reward(address)])
  return { id: user.id, name: user.name, email: user.email }
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
