/** UTF-8 bytes of a name. File systems take 255, and browsers add a number to a second copy. */
const MAX_BYTES = 200
const EXTENSION = /\.[A-Za-z0-9]{1,12}$/

/** Names that Windows reserves for devices, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/**
 * Makes the name under which buyers save a file from the name of an upload. Removes folders,
 * control characters, bidirectional marks (which can disguise an extension), and what Windows does
 * not allow. The result is never used as a path here.
 * @param claimed the name that the client sent
 */
export function safeFileName(claimed: string): string {
  const name = claimed
    .toWellFormed()
    .normalize('NFC')
    .replace(/^.*[/\\]/su, '')
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .trim()
    .replace(/(?<![. ])[. ]+$/, '')
    .replace(/^\.+/, '')
  const usable = DEVICE.test(name) ? `_${name}` : name
  return shorten(usable) || 'file'
}

function shorten(name: string): string {
  const extension = EXTENSION.exec(name)?.[0] ?? ''
  const stem = Array.from(name.slice(0, name.length - extension.length))
  const characters = stem.slice(0, MAX_BYTES)
  while (Buffer.byteLength(characters.join('') + extension) > MAX_BYTES) {
    characters.pop()
  }
  return characters.join('') + extension
}
