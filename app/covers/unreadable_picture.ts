/** The beginnings of the formats that can be covers. */
const READABLE =
  /^(?:\xff\xd8\xff|\x89PNG|GIF8|RIFF.{4}WEBP|II[*+]\0|MM\0[*+]|.{4}ftyp(?:avi|mif))/s

/* eslint-disable no-control-regex -- formats begin with control characters */
/** The beginnings of other formats that people choose as covers. */
const OTHER_FORMATS: [RegExp, string][] = [
  [/^BM.{4}\0{4}/s, 'BMP'],
  [/^(?:\xff\x0a|\0\0\0\x0cJXL )/, 'JPEG XL'],
  [/^(?:\0\0\0\x0cjP {2}|\xff\x4f\xff\x51)/, 'JPEG 2000'],
  [/^\0\0[\x01\x02]\0/, 'ICO'],
  [/^8BPS/, 'PSD'],
  [/^gimp xcf/, 'XCF'],
  [/^\x76\x2f\x31\x01/, 'EXR'],
  [/^%PDF-/, 'PDF'],
  [/^%!PS/, 'PostScript'],
  [/^(?:FUJIFILMCCD-RAW|.{4}ftypcrx)/s, 'Camera RAW'],
  [/^(?:\xef\xbb\xbf)?\s*<(?:svg|\?xml)/i, 'SVG'],
  [/^.{4}ftyp(?:iso|mp4|M4V|qt)/s, 'Video'],
]
/* eslint-enable no-control-regex */

export const HEIC = 'HEIC pictures cannot be read here: export it as JPEG or PNG.'
export const DAMAGED = 'This picture is damaged: export it again, or choose another.'
const NO_PICTURE = 'This is no picture that can be read: choose a JPEG or PNG file.'

/** What is said of a format that cannot be a cover. */
export function refusedFormat(format: string): string {
  return `${format} cannot be a cover: export it as JPEG, PNG, WebP, AVIF, GIF or TIFF.`
}

/**
 * Why a file of which no size can be read is no cover, and what to do: it is damaged, of another
 * format, or no picture.
 */
export function whyUnreadable(bytes: Buffer): string {
  const head = bytes.toString('latin1', 0, 64)
  if (READABLE.test(head)) {
    return DAMAGED
  }
  if (/^.{4}ftyphe[iv]/s.test(head)) {
    return HEIC
  }
  const other = OTHER_FORMATS.find(([beginning]) => beginning.test(head))
  return other === undefined ? NO_PICTURE : refusedFormat(other[1])
}
