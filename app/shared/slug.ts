import anyAscii from 'any-ascii'
import string from '@adonisjs/core/helpers/string'

/** A slug, for routes and forms: lower-case ASCII words joined by single hyphens. */
export const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

/** The length of the column. */
export const SLUG_MAX_LENGTH = 120

/** Shorter than the column, to leave room for the number that makes a duplicate slug unique. */
export const NEW_SLUG_MAX_LENGTH = 80

/** Letters of scripts of which the framework's `slug` knows none, or some that stand for words. */
const OTHER_SCRIPTS =
  /[^\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Georgian}\p{Script=Common}\p{Script=Inherited}]+/gu

/** Letters and digits of which the framework's `slug` may know some; no marks, such as vowel signs. */
const FURTHER_LETTERS = /[^\p{ASCII}\p{M}]/gu

/** What `inAscii` gave before. It has one entry for each letter at most. */
const spellings = new Map<string, string>()

/**
 * Makes a slug from a name in any script: "Kaffee & Kuchen" gives `kaffee-kuchen`, "水彩画" gives
 * `shui-cai-hua`. Drops punctuation, emoji and markup.
 * @returns an empty string if nothing of the name is left
 */
export function slugFrom(name: string): string {
  const words = name
    .normalize('NFKC')
    .replace(/<\/?[a-z][^<>]*>/giu, ' ')
    .replace(/['’]/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .replace(OTHER_SCRIPTS, syllables)
    .replace(FURTHER_LETTERS, inAscii)
  const slug = frameworkSlug(words)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return shorten(slug)
}

/** Syllables begin with a capital where the script has no spaces between words. */
function syllables(letters: string): string {
  return anyAscii(letters).replace(/([a-z])(?=[A-Z])/g, '$1 ')
}

/**
 * A letter in ASCII where the framework would drop it, and else the letter as it is, so that a name
 * gives the same slug as before.
 */
function inAscii(letter: string): string {
  const known = spellings.get(letter)
  if (known !== undefined) {
    return known
  }
  const spelling = frameworkSlug(letter) === '' ? anyAscii(letter) : letter
  spellings.set(letter, spelling)
  return spelling
}

function frameworkSlug(text: string): string {
  return string.slug(text, { lower: true, strict: true })
}

function shorten(slug: string): string {
  if (slug.length <= NEW_SLUG_MAX_LENGTH) {
    return slug
  }
  const cut = slug.slice(0, NEW_SLUG_MAX_LENGTH + 1)
  const end = cut.lastIndexOf('-')
  return end > 0 ? cut.slice(0, end) : slug.slice(0, NEW_SLUG_MAX_LENGTH)
}
