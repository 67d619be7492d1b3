/** Bytes of a file that are enough to judge its beginning. */
export const HEAD_BYTES = 1024

/** Bytes that a file has at an offset. */
type Signature = [at: number, bytes: string]

/** What a file certainly is, as far as its first bytes tell. */
export type Format =
  | 'program'
  | 'page'
  | 'archive'
  | 'book'
  | 'boxes'
  | 'font'
  | 'media'
  | 'ole'
  | 'pdf'
  | 'picture'
  | 'rtf'

const begins = (beginnings: string[]): Signature[][] => beginnings.map((bytes) => [[0, bytes]])

/** The executables of Windows, Linux, macOS and Java, shell scripts, and shortcuts of Windows. */
const PROGRAMS = begins([
  'MZ',
  '\x7fELF',
  '\xcf\xfa\xed\xfe',
  '\xce\xfa\xed\xfe',
  '\xfe\xed\xfa\xcf',
  '\xfe\xed\xfa\xce',
  '\xca\xfe\xba\xbe',
  '#!/',
  'L\0\0\0\x01\x14\x02\0',
])

/** The boxes that MP4 and its relatives begin with. Pictures begin with the first as well. */
const FILE_TYPE: Signature[] = [[4, 'ftyp']]
const BOXES = 'moov mdat wide free skip pnot udta uuid'
  .split(' ')
  .map((box): Signature[] => [[4, box]])

const AUDIO_AND_VIDEO: Signature[][] = [
  ...begins(['MThd', 'fLaC', 'OggS', 'ID3', '\x1a\x45\xdf\xa3']),
  ...['RIFF', 'RF64', 'BW64'].map((form): Signature[] => [
    [0, form],
    [8, 'WAVE'],
  ]),
  ...['AVI ', 'RMID'].map((type): Signature[] => [
    [0, 'RIFF'],
    [8, type],
  ]),
  ...['AIFF', 'AIFC'].map((type): Signature[] => [
    [0, 'FORM'],
    [8, type],
  ]),
]

const PICTURES: Signature[][] = [
  ...begins(['GIF8', '\xff\xd8\xff', '\x89PNG\r\n\x1a\n', '8BPS']),
  ...begins(['II*\0', 'MM\0*', 'II+\0', 'MM\0+']),
  [
    [0, 'RIFF'],
    [8, 'WEBP'],
  ],
]

/**
 * The beginnings of formats; the first that applies counts.
 * Source: https://www.iana.org/assignments/media-types and the formats' own specifications
 */
const FORMATS: [Format, Signature[][]][] = [
  ['program', PROGRAMS],
  ['boxes', [FILE_TYPE]],
  ['media', [...BOXES, ...AUDIO_AND_VIDEO]],
  ['picture', PICTURES],
  ['book', [[[60, 'BOOKMOBI']], [[60, 'TEXtREAd']]]],
  ['archive', begins(['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08', 'PK00PK'])],
  ['archive', begins(['7z\xbc\xaf\x27\x1c', 'Rar!\x1a\x07', '\x1f\x8b'])],
  ['font', begins(['OTTO', 'ttcf', '\0\x01\0\0', 'true\0', 'typ1\0', 'wOFF', 'wOF2'])],
  ['ole', begins(['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'])],
  ['pdf', begins(['%PDF-'])],
  ['rtf', begins(['{\\rtf'])],
]

/**
 * The tags that make browsers take a file for a page, and those of drawings, which can hold scripts.
 * Source: https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type
 */
const PAGE =
  /^<(?:!--|!doctype (?:html|svg)|(?:html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|svg)[\s/>])/i

/**
 * What a file is by its first bytes, if they are those of a known format.
 */
export function formatOf(head: Buffer): Format | undefined {
  const known = FORMATS.find(([, beginnings]) => beginsWithOneOf(beginnings, head))
  return known?.[0] ?? (isPage(head) ? 'page' : undefined)
}

/** Byte order marks, blanks and declarations may precede the first tag. Without NULs, UTF-16 is ASCII. */
function isPage(head: Buffer): boolean {
  const text = head
    .toString('latin1', 0, HEAD_BYTES)
    .replaceAll('\0', '')
    .replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .trimStart()
  const isDeclared = text.startsWith('<?')
  return PAGE.test(isDeclared ? text.replace(/<\?.*?\?>|<!--.*?-->/gs, '').trimStart() : text)
}

function beginsWithOneOf(beginnings: Signature[][], head: Buffer): boolean {
  return beginnings.some((signatures) =>
    signatures.every(
      ([place, bytes]) => head.toString('latin1', place, place + bytes.length) === bytes
    )
  )
}
