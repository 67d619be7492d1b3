import string from '@adonisjs/core/helpers/string'

/** A slug, for routes and forms: lower-case ASCII words joined by single hyphens. */
export const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

/** The length of the column. */
export const SLUG_MAX_LENGTH = 120

/** Shorter than the column, to leave room for the number that makes a duplicate slug unique. */
export const NEW_SLUG_MAX_LENGTH = 80

/**
 * Makes a slug from a name: "Kaffee & Kuchen" gives `kaffee-kuchen`. Drops punctuation and markup,
 * and transliterates other alphabets where possible.
 * @returns an empty string if nothing of the name is left
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
    .replace(/^-|-$/g, '')
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
