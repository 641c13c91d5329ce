import type { Clock } from "./clock.ts"
import type { Hooks } from "./hooks.ts"
import type { Traits } from "./profile.ts"
import type { Registry } from "./registry.ts"

/** What a call may use. */
export type World = {
  clock: Clock
  registry: Registry
  hooks: Hooks
  traits: Traits
  secret: string
  allowLocalHosts: boolean
  /** The base the server advertises, without a slash at its end. */
  publicUrl(): string
}
