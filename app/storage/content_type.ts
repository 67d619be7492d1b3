/** Content types by extension. Any other file is sent as `application/octet-stream`. */
const TYPES: Record<string, string> = {
  '7z': 'application/x-7z-compressed',
  'aac': 'audio/aac',
  'aif': 'audio/aiff',
  'aiff': 'audio/aiff',
  'avif': 'image/avif',
  'azw3': 'application/vnd.amazon.mobi8-ebook',
  'csv': 'text/csv; charset=utf-8',
  'docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'epub': 'application/epub+zip',
  'flac': 'audio/flac',
  'gif': 'image/gif',
  'gz': 'application/gzip',
  'html': 'text/html; charset=utf-8',
  'ics': 'text/calendar; charset=utf-8',
  'jpeg': 'image/jpeg',
  'jpg': 'image/jpeg',
  'json': 'application/json',
  'm4a': 'audio/mp4',
  'm4v': 'video/mp4',
  'md': 'text/markdown; charset=utf-8',
  'mid': 'audio/midi',
  'mobi': 'application/x-mobipocket-ebook',
  'mov': 'video/quicktime',
  'mp3': 'audio/mpeg',
  'mp4': 'video/mp4',
  'odp': 'application/vnd.oasis.opendocument.presentation',
  'ods': 'application/vnd.oasis.opendocument.spreadsheet',
  'odt': 'application/vnd.oasis.opendocument.text',
  'ogg': 'audio/ogg',
  'otf': 'font/otf',
  'pdf': 'application/pdf',
  'png': 'image/png',
  'pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'psd': 'image/vnd.adobe.photoshop',
  'rtf': 'application/rtf',
  'svg': 'image/svg+xml',
  'tar': 'application/x-tar',
  'tif': 'image/tiff',
  'tiff': 'image/tiff',
  'ttf': 'font/ttf',
  'txt': 'text/plain; charset=utf-8',
  'wav': 'audio/wav',
  'webm': 'video/webm',
  'webp': 'image/webp',
  'woff': 'font/woff',
  'woff2': 'font/woff2',
  'xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'xml': 'application/xml',
  'zip': 'application/zip',
}

/**
 * The content type of a file, by its extension. The type that an upload claims is not trusted.
 * Source: https://www.iana.org/assignments/media-types
 */
export function contentTypeOf(filename: string): string {
  const extension = extensionOf(filename)
  return Object.hasOwn(TYPES, extension) ? TYPES[extension] : 'application/octet-stream'
}

/** The part of a name after its last dot, in lower case; the whole name if it has no dot. */
export function extensionOf(filename: string): string {
  return filename.slice(filename.lastIndexOf('.') + 1).toLowerCase()
}
