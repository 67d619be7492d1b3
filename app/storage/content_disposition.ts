/**
 * The header that makes a browser save an answer under its name, in every script: the name in ASCII
 * for old programs, and in UTF-8 for all others.
 * Source: https://www.rfc-editor.org/rfc/rfc6266#section-5 and
 * https://www.rfc-editor.org/rfc/rfc8187#section-3.2
 */
export function attachmentNamed(filename: string): string {
  const plain = asciiName(filename)
  const header = `attachment; filename="${plain}"`
  return plain === filename ? header : `${header}; filename*=UTF-8''${extendedName(filename)}`
}

/** Quotes, backslashes and percent signs are read differently by different browsers. */
function asciiName(filename: string): string {
  const letters = filename.normalize('NFKD').replace(/\p{M}/gu, '')
  return letters.replace(/[^\x20-\x7e]/gu, '_').replace(/["\\%]/g, '_')
}

function extendedName(filename: string): string {
  return encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  )
}
