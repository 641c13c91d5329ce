import { afterEach, beforeEach, vi } from "vitest"

/** Before each test a tab that keeps nothing yet. */
export function freshTabStorage() {
  beforeEach(() => {
    const kept = new Map<string, string>()
    vi.stubGlobal("sessionStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    })
  })
  afterEach(() => {
    vi.unstubAllGlobals()
  })
}
