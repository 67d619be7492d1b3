import { createHash } from 'node:crypto'

/** A generated cover, in a view box of 400 by 300. */
export interface CoverArt {
  background: string
  shapes: { kind: 'circle' | 'rect' | 'path'; fill: string; [attribute: string]: string | number }[]
  lines: { text: string; y: number }[]
  ink: string
}

const LINE_LENGTH = 15
const MAX_LINES = 3
const LINE_HEIGHT = 42
const BASELINE = 262

/**
 * Draws the cover of a product without a picture: its name on a colour and a pattern. Both follow
 * from the slug alone, so the cover is always the same.
 */
export function drawCover(slug: string, name: string): CoverArt {
  const dice = createHash('sha256').update(slug).digest()
  const hue = Math.round((dice[0] / 256) * 360)
  const tone = (lightness: number, hueShift: number) =>
    `oklch(${lightness}% 0.11 ${(hue + hueShift + 360) % 360})`
  const lines = breakName(name)

  return {
    background: tone(43, 0),
    shapes: DRAWINGS[dice[1] % DRAWINGS.length](tone, dice),
    lines: lines.map((text, index) => ({
      text,
      y: BASELINE - (lines.length - 1 - index) * LINE_HEIGHT,
    })),
    ink: 'oklch(99% 0 0)',
  }
}

type Shade = (lightness: number, hueShift: number) => string
type Drawing = (tone: Shade, dice: Buffer) => CoverArt['shapes']

const DRAWINGS: Drawing[] = [
  (tone, dice) =>
    [190, 140, 90, 40].map((r, index) => ({
      kind: 'circle',
      cx: 300 + (dice[2] % 60),
      cy: 40 + (dice[3] % 30),
      r,
      fill: tone(48 + index * 5, index * 8),
    })),
  (tone, dice) =>
    [0, 1, 2, 3].map((index) => ({
      kind: 'path',
      d: `M${170 + (dice[2] % 40) + index * 62} 0h36L${index * 62 + 60} 300h-36z`,
      fill: tone(48 + index * 4, index * -7),
    })),
  (tone, dice) =>
    [0, 1, 2, 3, 4, 5].map((index) => ({
      kind: 'path',
      d: QUARTERS[dice[2 + index] % 4](220 + (index % 2) * 90, -30 + Math.floor(index / 2) * 90),
      fill: tone(47 + (dice[2 + index] % 4) * 5, (index % 3) * 12),
    })),
  (tone, dice) =>
    [0, 1, 2, 3, 4].map((index) => ({
      kind: 'rect',
      x: 232 + index * 34,
      y: 24 + (dice[2 + index] % 100),
      width: 22,
      height: 300,
      rx: 11,
      fill: tone(50 + index * 4, index * 9),
    })),
]

/** Quarter circles with a radius of 90, one for each corner. */
const QUARTERS = [
  (x: number, y: number) => `M${x} ${y}h90a90 90 0 0 1-90 90z`,
  (x: number, y: number) => `M${x + 90} ${y}v90a90 90 0 0 1-90-90z`,
  (x: number, y: number) => `M${x} ${y + 90}v-90a90 90 0 0 1 90 90z`,
  (x: number, y: number) => `M${x + 90} ${y + 90}h-90a90 90 0 0 1 90-90z`,
]

function breakName(name: string): string[] {
  const lines: string[] = []
  for (const word of name.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < LINE_LENGTH) {
      lines[lines.length - 1] = `${last} ${word}`
    } else {
      lines.push(cut(word))
    }
  }
  return lines.length > MAX_LINES
    ? [...lines.slice(0, MAX_LINES - 1), cut(`${lines[MAX_LINES - 1]}\u2026`)]
    : lines
}

function cut(word: string): string {
  const characters = Array.from(word)
  return characters.length > LINE_LENGTH + 1
    ? `${characters.slice(0, LINE_LENGTH).join('')}\u2026`
    : word
}
