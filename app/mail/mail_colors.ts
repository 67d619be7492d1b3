/**
 * The colours of a mail, as hexadecimal. Mail programs support neither OKLCH nor custom properties.
 */
export interface MailColors {
  accent: string
  /** Black or white, whichever has more contrast on the accent. */
  onAccent: string
}

/** Replaces an accent in a notation that cannot be converted here. */
const FALLBACK = '#3b5bdb'

/** The luminance at which black and white have the same contrast by WCAG 2.2. */
const LIGHT = 0.179

const OKLCH = /^oklch\(\s*([\d.]+)(%?)\s+([\d.]+)\s+([\d.]+)(?:deg)?\s*\)$/i
const HEX = /^#(?:[\da-f]{3}|[\da-f]{6})$/i

/**
 * Converts the store's accent for mails.
 * @param accent a colour in OKLCH or hexadecimal; any other notation gives the fallback
 */
export function mailColors(accent: string): MailColors {
  const rgb = readColor(accent.trim()) ?? readColor(FALLBACK)!
  const hex = rgb
    .map((part) =>
      Math.round(part * 255)
        .toString(16)
        .padStart(2, '0')
    )
    .join('')
  return { accent: `#${hex}`, onAccent: luminance(rgb) > LIGHT ? '#000000' : '#ffffff' }
}

/** Red, green and blue from 0 to 1, gamma included. */
function readColor(color: string): number[] | null {
  const oklch = OKLCH.exec(color)
  if (oklch) {
    const [, lightness, percent, chroma, hue] = oklch
    return fromOklch(Number(lightness) / (percent ? 100 : 1), Number(chroma), Number(hue))
  }
  if (HEX.test(color)) {
    const digits = color.slice(1)
    const pairs = digits.length === 3 ? [...digits].map((d) => d + d) : digits.match(/../g)!
    return pairs.map((pair) => Number.parseInt(pair, 16) / 255)
  }
  return null
}

/** Source: https://bottosson.github.io/posts/oklab/ */
function fromOklch(lightness: number, chroma: number, hue: number): number[] {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ].map(withGamma)
}

/** Source: https://www.w3.org/TR/css-color-4/#color-conversion-code */
function withGamma(linear: number): number {
  const part = Math.min(1, Math.max(0, linear))
  return part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055
}

/** Source: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(rgb: number[]): number {
  const [red, green, blue] = rgb.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
