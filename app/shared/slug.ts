import string from '@adonisjs/core/helpers/string'

/**
 * What a slug looks like, for routes and forms alike.
 */
export const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

/** As long as the column. */
export const SLUG_MAX_LENGTH = 120

/**
 * As long as the slug of a new product may be: readable, and with room for the number that makes a
 * second product of that name unique.
 */
export const NEW_SLUG_MAX_LENGTH = 80

/**
 * The slug that a name suggests: "Kaffee & Kuchen" gives `kaffee-kuchen`. Signs are left out,
 * letters of other alphabets are transcribed where that can be done.
 * @returns an empty text where the name has nothing to make a slug of
 */
export function slugFrom(name: string): string {
  const words = name
    .normalize('NFKC')
    .replace(/<\/?[a-z][^<>]*>/giu, ' ')
    .replace(/['’]/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
  const slug = string
    .slug(words, { lower: true, strict: true })
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return shorten(slug)
}

function shorten(slug: string): string {
  if (slug.length <= NEW_SLUG_MAX_LENGTH) {
    return slug
  }
  const cut = slug.slice(0, NEW_SLUG_MAX_LENGTH + 1)
  const end = cut.lastIndexOf('-')
  return end > 0 ? cut.slice(0, end) : slug.slice(0, NEW_SLUG_MAX_LENGTH)
}
