/** Bytes that a file format has at an offset. */
interface Signature {
  at: number
  bytes: string
}

/** Bytes of a file that are enough to check its signature. */
export const HEAD_BYTES = 1024

/** Alternative beginnings of a format; one applies if all of its signatures match. */
type Beginnings = Signature[][]

const at = (place: number, bytes: string): Signature => ({ at: place, bytes })

const ZIP = [[at(0, 'PK\x03\x04')], [at(0, 'PK\x05\x06')]]

/** What Office makes of a document with a password: an OLE container. */
const OFFICE = [...ZIP, [at(0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')]]

/** An OpenType font may have either kind of outlines under either extension. */
const OPENTYPE = [[at(0, 'OTTO')], [at(0, '\0\x01\0\0')], [at(0, 'true')], [at(0, 'typ1')]]
const MP4 = [[at(4, 'ftyp')]]
const TIFF = [[at(0, 'II*\0')], [at(0, 'MM\0*')]]
const MOBI = [[at(60, 'BOOKMOBI')]]
const AIFF = [
  [at(0, 'FORM'), at(8, 'AIFF')],
  [at(0, 'FORM'), at(8, 'AIFC')],
]

/**
 * The beginnings of file formats by extension, for formats that have a fixed one.
 * Source: https://www.iana.org/assignments/media-types and the formats' own specifications
 */
const SIGNATURES: Record<string, Beginnings> = {
  '7z': [[at(0, '7z\xbc\xaf\x27\x1c')]],
  'aif': AIFF,
  'aiff': AIFF,
  'avif': MP4,
  'azw3': MOBI,
  'docx': OFFICE,
  'epub': ZIP,
  'flac': [[at(0, 'fLaC')], [at(0, 'ID3')]],
  'gif': [[at(0, 'GIF8')]],
  'gz': [[at(0, '\x1f\x8b')]],
  'jpeg': [[at(0, '\xff\xd8\xff')]],
  'jpg': [[at(0, '\xff\xd8\xff')]],
  'm4a': MP4,
  'm4v': MP4,
  'mid': [[at(0, 'MThd')]],
  'mkv': [[at(0, '\x1a\x45\xdf\xa3')]],
  'mobi': MOBI,
  'mov': [...MP4, [at(4, 'moov')], [at(4, 'mdat')], [at(4, 'wide')], [at(4, 'free')]],
  'mp4': MP4,
  'odp': ZIP,
  'ods': ZIP,
  'odt': ZIP,
  'ogg': [[at(0, 'OggS')]],
  'otf': OPENTYPE,
  'png': [[at(0, '\x89PNG\r\n\x1a\n')]],
  'pptx': OFFICE,
  'psd': [[at(0, '8BPS')]],
  'rar': [[at(0, 'Rar!\x1a\x07')]],
  'rtf': [[at(0, '{\\rtf')]],
  'tgz': [[at(0, '\x1f\x8b')]],
  'tif': TIFF,
  'tiff': TIFF,
  'ttf': OPENTYPE,
  'wav': [
    [at(0, 'RIFF'), at(8, 'WAVE')],
    [at(0, 'RF64'), at(8, 'WAVE')],
  ],
  'webm': [[at(0, '\x1a\x45\xdf\xa3')]],
  'webp': [[at(0, 'RIFF'), at(8, 'WEBP')]],
  'woff': [[at(0, 'wOFF')]],
  'woff2': [[at(0, 'wOF2')]],
  'xlsx': OFFICE,
  'zip': ZIP,
}

/** Binary kinds of goods without a signature here, in which a program would be in disguise. */
const BINARY = new Set(
  `aac abr afdesign afphoto ai als ase avi blend brushset cbz dng fbx fig glb indd key m4b mp3 nki numbers
  opus pages procreate sf2 sketch stl tar unitypackage xd`.split(/\s+/)
)

/** The executables of Windows, Linux and macOS. */
const PROGRAMS: Beginnings = [
  [at(0, 'MZ')],
  [at(0, '\x7fELF')],
  [at(0, '\xcf\xfa\xed\xfe')],
  [at(0, '\xce\xfa\xed\xfe')],
  [at(0, '\xca\xfe\xba\xbe')],
]

/**
 * Whether the first bytes of a file match its extension. For a binary kind without a known signature
 * it is enough that the file is not an executable; text and unknown kinds may begin with anything.
 * @param head the first `HEAD_BYTES` of the file, or all of it
 */
export function beginsAsNamed(extension: string, head: Buffer): boolean {
  if (extension === 'pdf') {
    return !beginsWithOneOf(PROGRAMS, head) && hasPdfHeader(head)
  }
  if (Object.hasOwn(SIGNATURES, extension)) {
    return beginsWithOneOf(SIGNATURES[extension], head)
  }
  return !BINARY.has(extension) || !beginsWithOneOf(PROGRAMS, head)
}

/**
 * Readers accept a byte order mark, line breaks or a printer job before the header.
 * Source: ISO 32000-1, Annex H, implementation note 13
 */
function hasPdfHeader(head: Buffer): boolean {
  return head.subarray(0, HEAD_BYTES).includes('%PDF-')
}

function beginsWithOneOf(beginnings: Beginnings, head: Buffer): boolean {
  return beginnings.some((signatures) =>
    signatures.every(
      ({ at: place, bytes }) => head.toString('latin1', place, place + bytes.length) === bytes
    )
  )
}
