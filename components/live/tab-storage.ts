/** What the browser keeps for this tab; one that keeps nothing only loses that comfort. */

export function readKept(key: string) {
  try {
    return sessionStorage.getItem(key) ?? ""
  } catch {
    // Storage is switched off in this browser.
    return ""
  }
}

/** Nothing to keep: the place is freed. */
export function writeKept(key: string, value: string) {
  try {
    if (value) sessionStorage.setItem(key, value)
    else sessionStorage.removeItem(key)
  } catch {
    // Storage is switched off or full.
    return
  }
}

/** null: nothing that could be read. */
export function parseKept(text: string): unknown {
  try {
    return text ? JSON.parse(text) : null
  } catch {
    return null
  }
}
