/**
 * The Content-Disposition header that makes a browser save a response under a file name. The name
 * is given in ASCII for old clients and, where it differs, in UTF-8.
 * Source: https://www.rfc-editor.org/rfc/rfc6266#section-5 and
 * https://www.rfc-editor.org/rfc/rfc8187#section-3.2
 */
export function attachmentNamed(filename: string): string {
  const plain = asciiName(filename)
  const header = `attachment; filename="${plain}"`
  return plain === filename ? header : `${header}; filename*=UTF-8''${extendedName(filename)}`
}

/** Replaces quotes, backslashes and percent signs too, which browsers read differently. */
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
