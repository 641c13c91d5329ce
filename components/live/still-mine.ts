import type { LiveView } from "#server/domain/views.ts"

/**
 * A page stays with who opened it when their session ends: what they are typing isn't taken from under their hands.
 * Sending then says that they have to sign in again.
 */
export function stillMine(opened: LiveView["chat"], now: LiveView["chat"]): LiveView["chat"] {
  if (opened.myId === null || now.myId !== null) return now
  const { myId, myKeys, myName, canWrite } = opened
  return { ...now, myId, myKeys, myName, canWrite: canWrite && now.enabled }
}
