import { formatOf, HEAD_BYTES, type Format } from '#storage/file_formats'

/**
 * - `usual` for its extension, or nothing is known of that
 * - `unusual` for its extension, and nothing else that is known either: a part of a split archive,
 *   or what a rare program writes
 * - `disguised` certainly something else than the extension says
 */
export type Beginning = 'usual' | 'unusual' | 'disguised'

/**
 * The formats that files with an extension have. Within one group a wrong extension harms nobody:
 * programs look at the bytes. Office makes an OLE container of a document with a password, and takes
 * pages and RTF, which older programs export under its extensions.
 */
const USUAL = new Map<string, Format[]>([
  ...kinds('7z epub gz odp ods odt rar tgz zip', ['archive']),
  ...kinds('docx pptx xlsx', ['archive', 'ole', 'rtf', 'page']),
  ...kinds('rtf', ['rtf', 'archive', 'ole']),
  ...kinds('azw3 mobi', ['book', 'archive']),
  ...kinds('avif gif jpeg jpg png psd tif tiff webp', ['picture', 'boxes']),
  ...kinds('aif aiff flac m4a m4v mid mkv mov mp4 ogg wav webm', ['media', 'boxes']),
  ...kinds('otf ttf woff woff2', ['font']),
  ...kinds('pdf', ['pdf']),
])

/** Binary kinds of goods without a fixed beginning, in which a program or page would be in disguise. */
const BINARY = new Set(
  `aac abr afdesign afphoto ai als ase avi blend brushset cbz dng fbx fig glb indd key m4b mp3 nki numbers
  opus pages procreate sf2 sketch stl tar unitypackage xd`.split(/\s+/)
)

/**
 * Judges the first bytes of a file by its extension. Refusing what is merely unknown would refuse good
 * files, so only what is known to be something else is `disguised`. Text and unknown kinds may begin
 * with anything.
 * @param head the first `HEAD_BYTES` of the file, or all of it
 */
export function judgeBeginning(extension: string, head: Buffer): Beginning {
  const format = formatOf(head)
  const usual = USUAL.get(extension)
  if (usual === undefined) {
    const runs = format === 'program' || format === 'page'
    return runs && BINARY.has(extension) ? 'disguised' : 'usual'
  }
  if (format !== 'program' && usual.includes('pdf') && hasPdfHeader(head)) {
    return 'usual'
  }
  if (format === undefined) {
    return 'unusual'
  }
  return usual.includes(format) ? 'usual' : 'disguised'
}

/**
 * Readers accept a byte order mark, line breaks or a printer job before the header.
 * Source: ISO 32000-1, Annex H, implementation note 13
 */
function hasPdfHeader(head: Buffer): boolean {
  return head.subarray(0, HEAD_BYTES).includes('%PDF-')
}

function kinds(extensions: string, formats: Format[]): [string, Format[]][] {
  return extensions.split(' ').map((extension) => [extension, formats])
}
