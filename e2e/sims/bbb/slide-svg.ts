import { escapeXml } from "./xml.ts"

export type SlideText = { title: string; lines: string[]; art?: "rings" | "flow" | "bars" }

const ACCENTS = ["#0f62c9", "#0a7d6c", "#7a3fb8", "#b4520f", "#a3264f", "#2f5d8a"]

/** One slide, 1280x720, big enough to be read after two encodings. */
export function slideSvg(slide: SlideText, index: number, total: number) {
  const accent = ACCENTS[index % ACCENTS.length] ?? "#0f62c9"
  const title = wrap(slide.title, 24).slice(0, 3)
  const titleLines = title.map((line, row) => textLine(96, 190 + row * 78, 68, 700, "#15202e", line))
  const top = 190 + title.length * 78 + 20
  const body =
    slide.art === "flow"
      ? flow(slide.lines, accent)
      : slide.lines.map((line, row) => bullet(line, top + row * 66, accent)).join("")
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 720" width="1280" height="720" font-family="Inter,system-ui,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif">
<rect width="1280" height="720" fill="#fbfcfe"/><rect width="1280" height="14" fill="${accent}"/>
${art(slide.art, accent)}
${titleLines.join("")}${body}
${textLine(96, 672, 24, 500, "#5b6b7d", `${index + 1} / ${total}`)}
<rect x="96" y="690" width="${Math.round((1088 * (index + 1)) / total)}" height="6" rx="3" fill="${accent}"/></svg>`
}

function textLine(x: number, y: number, size: number, weight: number, fill: string, line: string) {
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}">${escapeXml(line)}</text>`
}

function bullet(line: string, y: number, accent: string) {
  return `<circle cx="108" cy="${y - 12}" r="9" fill="${accent}"/>${textLine(136, y, 38, 400, "#2a3a4c", line)}`
}

function art(kind: SlideText["art"], accent: string) {
  if (kind === "rings") {
    const rings = [70, 112, 154, 196].map(
      (r, i) =>
        `<circle cx="1060" cy="490" r="${r}" fill="none" stroke="${accent}" stroke-width="10" opacity="${0.6 - i * 0.14}"/>`,
    )
    return `${rings.join("")}<circle cx="1060" cy="490" r="30" fill="${accent}"/>`
  }
  if (kind === "bars") {
    const heights = [40, 75, 130, 190, 235, 270, 262, 281]
    const bars = heights.map(
      (h, i) =>
        `<rect x="${640 + i * 68}" y="${620 - h}" width="46" height="${h}" rx="6" fill="${accent}" opacity="${0.45 + i * 0.07}"/>`,
    )
    return bars.join("")
  }
  return ""
}

function flow(lines: string[], accent: string) {
  const boxes = lines.map((line, i) => {
    const x = 96 + i * 278
    const arrow =
      i < lines.length - 1
        ? `<path d="M${x + 236} 500h30m-12-12l12 12-12 12" stroke="${accent}" stroke-width="6" fill="none" stroke-linecap="round"/>`
        : ""
    return `<rect x="${x}" y="440" width="226" height="120" rx="16" fill="#fff" stroke="${accent}" stroke-width="5"/>
<text x="${x + 113}" y="510" text-anchor="middle" font-size="27" font-weight="600" fill="#15202e">${escapeXml(line)}</text>${arrow}`
  })
  return boxes.join("")
}

function wrap(text: string, width: number) {
  const lines: string[] = [""]
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1) ?? ""
    if (last === "") lines[lines.length - 1] = word
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.map((line) => (line.length > 34 ? `${line.slice(0, 33)}…` : line))
}
