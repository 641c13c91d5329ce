"use client"

import { useSyncExternalStore } from "react"

const KEY = "amphi:read-aloud"
const listeners = new Set<() => void>()
/** Where the browser keeps nothing, for as long as the page lives. */
let remembered: boolean | null = null

/** Whether new messages are told to screen readers: on, until this browser's user says otherwise. */
export function useReadAloud() {
  const isOn = useSyncExternalStore(subscribe, read, () => true)
  return [isOn, setReadAloud] as const
}

function setReadAloud(isOn: boolean) {
  remembered = isOn
  try {
    if (isOn) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, "off")
  } catch {
    // Storage is switched off or full.
  }
  for (const listener of listeners) listener()
}

function read() {
  try {
    return localStorage.getItem(KEY) !== "off" && remembered !== false
  } catch {
    return remembered ?? true
  }
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  window.addEventListener("storage", forget)
  return () => {
    listeners.delete(listener)
    window.removeEventListener("storage", forget)
  }
}

/** Another tab of this browser chose. */
function forget({ key }: StorageEvent) {
  if (key !== KEY) return
  remembered = null
  for (const listener of listeners) listener()
}
