import type { ContainerFault } from "./container.ts"

/** One HTTP request to the gateway, and what was dialled in for it. */
export type Call = {
  method: string
  path: string
  query: URLSearchParams
  header(name: string): string | null
  body: string
  /** For the container this call starts. */
  fault: ContainerFault
  /** Answer as if it had been done. */
  lie: boolean
  /** The same for a start, and say that it runs from then on. */
  played: boolean
  /** Of a proxied start: the launcher's answer is on its way to the proxy until this resolves. */
  underway(): Promise<void>
}

export type Answer = { status: number; headers: Record<string, string | string[]>; body: string }

/** classic (1.5-1.7), launcher (1.8+) and the proxy in front of launchers. */
export type Dialect = {
  answer(call: Call): Promise<Answer>
  /** null: this path asks for no token. */
  tokenOk(call: Call): boolean | null
  /** Forgets what is played. */
  reset(): void
}
