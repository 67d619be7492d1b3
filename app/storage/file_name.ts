/** UTF-8 bytes of a name. File systems take 255, and browsers add a number to a second copy. */
const MAX_BYTES = 200
const EXTENSION = /\.[A-Za-z0-9]{1,12}$/

/** Names that Windows reserves for devices, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/**
 * What no name needs: control characters, bidirectional marks (which can disguise an extension) and
 * other characters that nobody sees. Not those that shape letters and emoji: joiners, variation
 * selectors and tags.
 */
const UNSEEN =
  /(?![\u200c\u200d\ufe00-\ufe0f\u{e0020}-\u{e007f}\u{e0100}-\u{e01ef}])[\p{Cc}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\ufffd]/gu

/** What a name neither begins nor ends with. The lookbehind keeps the search linear. */
const START = /^[.\p{Z}\p{Default_Ignorable_Code_Point}\u2800]+/u
const END =
  /(?<![.\p{Z}\p{Default_Ignorable_Code_Point}\u2800])[.\p{Z}\p{Default_Ignorable_Code_Point}\u2800]+$/u

/**
 * Makes the name under which buyers save a file from the name of an upload. Removes folders,
 * characters that nobody sees, and what Windows does not allow. The result is never used as a path
 * here.
 * @param claimed the name that the client sent
 */
export function safeFileName(claimed: string): string {
  const name = claimed
    .toWellFormed()
    .normalize('NFC')
    .replace(/^.*[/\\]/su, '')
    .replace(UNSEEN, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(START, '')
    .replace(END, '')
    .replace(/\.[^.]+$/u, plainExtension)
  const usable = DEVICE.test(name) ? `_${name}` : name
  return shorten(usable).replace(END, '') || 'file'
}

/** An extension without characters that nobody sees. Other text behind a dot stays as it is. */
function plainExtension(ending: string): string {
  const plain = ending.replace(/[\p{Default_Ignorable_Code_Point}\u2800]/gu, '')
  return EXTENSION.test(plain) ? plain : ending
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
