/**
 * What Word, slides and other programs use as a line break: vertical tab, form feed, next line, and
 * Unicode's line and paragraph separators.
 */
const LINE_BREAKS = /[\v\f\u0085\u2028\u2029]/g

/** Every other control character but tab, line feed and carriage return. */
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g

/**
 * A text that was typed, pasted or read from Stripe, without characters that no page may hold: soft line breaks become
 * line feeds, other control characters are removed.
 */
export function readableText(text: string): string {
  return text.replace(LINE_BREAKS, '\n').replace(CONTROLS, '')
}

/** Bullets as Word, slides and mail programs copy them. */
const BULLETS = [
  // Nothing but bullets, of Unicode and of the font Symbol: a blank may be missing.
  /[•◦▪‣\uf0a7\uf0b7][ \t]*/,
  // Dots, shapes, ticks, arrows, and everything that a font of symbols has in the private area.
  /[·∙⁃\u25a0-\u25ff♦✓✔✗✘❏❐❑❒❖➔\u2798-\u27be\ue000-\uf8ff][ \t]+/,
  // The letters that stand for bullets in Wingdings and Courier, and dashes: always with a tab.
  /[o§Øüvq–—]\t[ \t]*/,
]
  .map(({ source }) => source)
  .join('|')

/** A bullet at the beginning of a line, with something behind it. */
const BULLET = new RegExp(`^[ \\t]*(?:${BULLETS})(?=\\S)`)

/** The fence of a block of code in Markdown. */
const FENCE = /^ {0,3}(?:```|~~~)/

/**
 * Markdown in which pasted bullets are lists. Code blocks stay as they are.
 */
export function listsFromBullets(markdown: string): string {
  let isCode = false
  return markdown
    .split('\n')
    .map((line) => {
      isCode = FENCE.test(line) ? !isCode : isCode
      return isCode ? line : line.replace(BULLET, '- ')
    })
    .join('\n')
}
