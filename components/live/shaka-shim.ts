const INSTALLED = Symbol.for("amphi.timestampOffsetShim")

/**
 * Works around shaka-project/shaka-player#10589, still in 5.2.12: it adds 0.001 to negative offsets, then finds by
 * rounding that the offset changed, and aborts the buffer before almost every append, so that low-latency parts
 * without a key frame are dropped. Call it before the player is made; try without it on every upgrade, with a stream
 * that has run for half an hour (media time 2100 s), because a young one looks fine.
 */
export function installTimestampOffsetShim(prototype: object) {
  if (INSTALLED in prototype) return
  const original = Object.getOwnPropertyDescriptor(prototype, "timestampOffset")
  const setOffset = original?.set
  if (!original || !setOffset) return
  Object.defineProperty(prototype, "timestampOffset", {
    ...original,
    set(this: unknown, offset: number) {
      setOffset.call(this, offset < 0 ? offset - 0.001 : offset)
    },
  })
  Object.defineProperty(prototype, INSTALLED, { value: true })
}
