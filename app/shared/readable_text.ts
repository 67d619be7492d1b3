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

/**
 * A bullet at the beginning of a line as Word and slides copy it: a character of Unicode or of the
 * font Symbol, or the letter o with a tab for the second level.
 */
const BULLET = /^[ \t]*(?:[•◦▪‣\uf0b7\uf0a7][ \t]*|·[ \t]+|o\t[ \t]*)(?=\S)/

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
