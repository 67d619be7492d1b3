const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/**
 * Prints a size for a reader: "2.4 MB". Thousands, not 1024s, as browsers and systems show it.
 * @param bytes whole and not negative
 */
export function formatFileSize(bytes: number, locale: string): string {
  const power = Math.min(bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3), UNITS.length - 1)
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[power],
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power > 1 ? 1 : 0,
  }).format(bytes / 1000 ** power)
}

/**
 * What kind of file it is, in a word that buyers know: "PDF", "ZIP". From its name's ending, which
 * is what their computer goes by as well.
 */
export function fileFormat(filename: string): string {
  const ending = /\.([a-z0-9]{1,6})$/i.exec(filename)
  return ending ? ending[1].toUpperCase() : ''
}
