import { BARCODE, barcodeCells } from "../barcode.ts"

/** Draws the clock at the bottom edge: the barcode, and the same time for people. */
export function drawStrip(context: CanvasRenderingContext2D, now: Date) {
  context.fillStyle = "#000"
  context.fillRect(0, 0, BARCODE.pictureWidth, BARCODE.stripHeight)
  context.fillStyle = "#fff"
  barcodeCells(now.getTime()).forEach((cell, index) => {
    if (cell === 1)
      context.fillRect(
        BARCODE.left + index * BARCODE.cell,
        BARCODE.top - BARCODE.stripTop,
        BARCODE.cell,
        BARCODE.cell,
      )
  })
  context.font = "bold 20px 'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace"
  context.textAlign = "right"
  context.textBaseline = "middle"
  context.fillText(clockText(now), 1264, 13)
}

function clockText(now: Date) {
  const two = (value: number) => String(value).padStart(2, "0")
  const millis = String(now.getMilliseconds()).padStart(3, "0")
  return `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}.${millis}`
}
