const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/**
 * Prints a file size: "2.4 MB". In powers of 1000, not 1024, as browsers and systems show it.
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
 * The format of a file as buyers know it: "PDF", "ZIP". Taken from the extension, which their
 * computer uses as well; empty if the name has none.
 */
export function fileFormat(filename: string): string {
  const extension = /\.([a-z0-9]{1,6})$/i.exec(filename)
  return extension ? extension[1].toUpperCase() : ''
}
