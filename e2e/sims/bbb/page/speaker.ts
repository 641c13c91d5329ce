/** A person who talks, drawn: the camera picture of a meeting without cameras. */
export function drawSpeaker(context: CanvasRenderingContext2D, name: string, timeMs: number) {
  const { width, height } = context.canvas
  const hue = hueOf(name)
  const t = timeMs / 1000 + hue
  const wall = context.createLinearGradient(0, 0, width, height)
  wall.addColorStop(0, `hsl(${hue} 38% 62%)`)
  wall.addColorStop(1, `hsl(${hue + 30} 42% 34%)`)
  context.fillStyle = wall
  context.fillRect(0, 0, width, height)
  drawShelf(context, hue)
  const sway = Math.sin(t * 0.9) * width * 0.02
  const nod = Math.sin(t * 1.7) * height * 0.012
  drawBody(context, width / 2 + sway * 0.4, height, hue)
  drawHead(context, width / 2 + sway, height * 0.44 + nod, height * 0.2, t)
}

function drawShelf(context: CanvasRenderingContext2D, hue: number) {
  const { width, height } = context.canvas
  context.fillStyle = "#0003"
  context.fillRect(width * 0.62, height * 0.3, width * 0.34, height * 0.02)
  for (let book = 0; book < 7; book++) {
    const tall = 0.12 + ((book * 37 + hue) % 5) * 0.02
    context.fillStyle = `hsl(${(hue + book * 47) % 360} 45% 55%)`
    context.fillRect(width * (0.64 + book * 0.042), height * (0.3 - tall), width * 0.034, height * tall)
  }
}

function drawBody(context: CanvasRenderingContext2D, x: number, height: number, hue: number) {
  context.fillStyle = `hsl(${(hue + 200) % 360} 45% 28%)`
  context.beginPath()
  context.ellipse(x, height * 1.06, height * 0.46, height * 0.42, 0, 0, Math.PI * 2)
  context.fill()
  context.fillStyle = "#e9b999"
  context.fillRect(x - height * 0.07, height * 0.58, height * 0.14, height * 0.14)
}

function drawHead(context: CanvasRenderingContext2D, x: number, y: number, radius: number, t: number) {
  context.fillStyle = "#3b2a22"
  circle(context, x, y - radius * 0.22, radius * 1.04, radius * 1.06)
  context.fillStyle = "#f2c7a6"
  circle(context, x, y, radius * 0.9, radius * 1.08)
  const blink = Math.sin(t * 0.8) > 0.985 ? 0.02 : 0.1
  context.fillStyle = "#26323f"
  circle(context, x - radius * 0.34, y - radius * 0.1, radius * 0.09, radius * blink)
  circle(context, x + radius * 0.34, y - radius * 0.1, radius * 0.09, radius * blink)
  const open = 0.06 + Math.abs(Math.sin(t * 7) * Math.sin(t * 2.3)) * 0.2
  context.fillStyle = "#8c3b34"
  circle(context, x, y + radius * 0.5, radius * 0.26, radius * open)
}

function circle(context: CanvasRenderingContext2D, x: number, y: number, rx: number, ry: number) {
  context.beginPath()
  context.ellipse(x, y, rx, ry, 0, 0, Math.PI * 2)
  context.fill()
}

export function hueOf(name: string) {
  return Array.from(name).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7)
}
