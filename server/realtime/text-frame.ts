const LONG_FROM = 126
const VERY_LONG_FROM = 65_536

/** A text message as it travels in a WebSocket from a server (RFC 6455 §5.2): one frame, whole and unmasked. */
export function textFrame(payload: Buffer): Buffer {
  return Buffer.concat([headerFor(payload.length), payload])
}

function headerFor(length: number) {
  const wholeText = 0x81
  if (length < LONG_FROM) return Buffer.from([wholeText, length])
  const isVeryLong = length >= VERY_LONG_FROM
  const header = Buffer.alloc(isVeryLong ? 10 : 4)
  header.writeUInt16BE((wholeText << 8) | (isVeryLong ? 127 : 126))
  if (isVeryLong) header.writeBigUInt64BE(BigInt(length), 2)
  else header.writeUInt16BE(length, 2)
  return header
}
