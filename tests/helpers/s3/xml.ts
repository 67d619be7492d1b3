import { S3Error } from '#tests/helpers/s3/s3_error'

/** What an element may hold: text, elements by name, or several elements of one name. */
export type XmlValue =
  string | number | boolean | Date | XmlValue[] | { [name: string]: XmlValue | undefined }

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Writes a document. Elements without a value are left out; only errors have no namespace. */
export function writeXml(root: string, value: XmlValue): string {
  const namespace = root === 'Error' ? '' : ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${namespace}>${writeValue(value)}</${root}>`
}

/**
 * The elements of this name in a document, each as the text between its tags. Enough for the two
 * documents that clients send, which have no attributes and no comments.
 */
export function readElements(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g'))].map(
    ([, inner]) => inner
  )
}

/**
 * The text of the one element of this name.
 * @throws {S3Error} MalformedXML where there is none or more than one
 */
export function readText(xml: string, name: string): string {
  const found = readElements(xml, name)
  if (found.length !== 1) {
    throw new S3Error('MalformedXML', `The XML needs exactly one ${name}.`)
  }
  return unescape(found[0])
}

function writeValue(value: XmlValue): string {
  if (value instanceof Date) {
    return value.toISOString()
  }
  if (typeof value === 'object') {
    return Object.entries(value)
      .flatMap(([name, inner]) =>
        (Array.isArray(inner) ? inner : [inner]).map((one) => [name, one])
      )
      .map(([name, inner]) =>
        inner === undefined ? '' : `<${name}>${writeValue(inner as XmlValue)}</${name}>`
      )
      .join('')
  }
  return escape(String(value))
}

function escape(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`)
}

function unescape(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex || decimal) {
      return String.fromCodePoint(Number.parseInt(hex ?? decimal, hex ? 16 : 10))
    }
    return ENTITIES[name] ?? whole
  })
}
