// What the tests of this folder throw at the gateways, the same on every run.

const BAITS = [
  "'",
  '"',
  "\\",
  "`",
  "$(touch /tmp/x)",
  "$IFS",
  "'; touch /tmp/x; echo '",
  '", "type":"CALL_DTMF_START", "y":"',
  "64:",
  "120:{",
  "1:2:3:",
  "\n",
  "\r\n",
  "\t",
  "\0",
  "\u001b[2J",
  "\ue007",
  "\uf8ff",
  "\ud83d",
  "\udc00",
  "\u202e",
  "\u200b",
  "\ufeff",
  "\u2028",
  "\u0085",
  "\u1fef",
  "\u037e",
  "＇",
  "e\u0301",
  "é",
  "Bonjour ",
  "👍🏽",
  "👩‍👩‍👧",
  "日本語",
  " ",
  "\\c",
  "\\x27",
  "\\u0027",
  "&#39;",
  "%27",
  "\u{10ffff}",
  "\u{1d11e}",
  "\u{20000}",
  "\u2066",
  "\u2069",
  "à l’été",
  "\u{f0000}",
  "\u{e0041}",
]

export function hostileText(random: () => number) {
  const pieces = Array.from({ length: 1 + Math.floor(random() * 25) }, () =>
    random() < 0.7
      ? (BAITS[Math.floor(random() * BAITS.length)] ?? "")
      : String.fromCharCode(Math.floor(random() * 0x10000)),
  )
  return pieces.join("").repeat(random() < 0.05 ? 40 : 1)
}

/** mulberry32 */
export function seeded(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
