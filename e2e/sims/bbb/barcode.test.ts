import { expect, test } from "vitest"
import { BARCODE, barcodeCells, readBarcode } from "./barcode.ts"

const NOW = 1_795_443_428_946

/** A picture with the barcode in it, as luma; `shade` maps black and white to what a camera made of them. */
function picture(timeMs: number, shade = (cell: number) => cell * 255) {
  const cells = barcodeCells(timeMs)
  return (x: number, y: number) => {
    const inside = y >= BARCODE.top && y < BARCODE.top + BARCODE.cell
    return shade((inside && cells[Math.floor((x - BARCODE.left) / BARCODE.cell)]) || 0)
  }
}

test("the time drawn is the time read", () => {
  expect(readBarcode(picture(NOW))).toBe(NOW)
})

test("limited video range does not hurt", () => {
  expect(readBarcode(picture(NOW, (cell) => (cell ? 225 : 28)))).toBe(NOW)
})

test("a picture without a barcode or with grey cells reads as nothing", () => {
  expect(readBarcode(() => 0)).toBeNull()
  expect(readBarcode(() => 255)).toBeNull()
  expect(readBarcode(picture(NOW, (cell) => (cell ? 130 : 20)))).toBeNull()
})
