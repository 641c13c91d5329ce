// A machine-readable clock in the picture: 48 bits of Date.now(), most significant first, as black and
// white cells between guards, at the bottom edge. Big and hard enough to survive x264 at 2 Mbit/s.

/** Geometry in a picture of 1280x720; scale it with the picture. Cell i spans x = left + i * cell. */
export const BARCODE = {
  pictureWidth: 1280,
  pictureHeight: 720,
  /** The black strip the cells stand in, at the bottom edge, full width. */
  stripTop: 696,
  stripHeight: 24,
  left: 16,
  top: 700,
  cell: 16,
  bits: 48,
  /** White, black before the bits; black, white after them. 52 cells, x 16 to 848, y 700 to 716. */
  start: [1, 0],
  stop: [0, 1],
} as const

/** All 52 cells of a time, 1 = white. */
export function barcodeCells(timeMs: number): number[] {
  const bits = BigInt(timeMs).toString(2).padStart(BARCODE.bits, "0").slice(-BARCODE.bits)
  return [...BARCODE.start, ...Array.from(bits, Number), ...BARCODE.stop]
}

/** The centre of cell i in the 1280x720 picture. */
export function barcodeCellCentre(index: number) {
  return {
    x: BARCODE.left + index * BARCODE.cell + BARCODE.cell / 2,
    y: BARCODE.top + BARCODE.cell / 2,
  }
}

/**
 * Reads the time back: `lumaAt` gives brightness 0 to 255 at a point of the 1280x720 picture.
 * Null when the guards are missing or a cell is neither clearly black nor clearly white.
 */
export function readBarcode(lumaAt: (x: number, y: number) => number): number | null {
  const count = BARCODE.start.length + BARCODE.bits + BARCODE.stop.length
  const cells: number[] = []
  for (let index = 0; index < count; index++) {
    const { x, y } = barcodeCellCentre(index)
    const luma = lumaAt(x, y)
    if (luma > 96 && luma < 160) return null
    cells.push(luma >= 160 ? 1 : 0)
  }
  const first = BARCODE.start.length
  const guards = [...cells.slice(0, first), ...cells.slice(first + BARCODE.bits)]
  if (guards.join("") !== [...BARCODE.start, ...BARCODE.stop].join("")) return null
  return cells.slice(first, first + BARCODE.bits).reduce((time, bit) => time * 2 + bit, 0)
}
