import { urlFor } from '@adonisjs/core/services/url_builder'
import type { ResourceDeclaration } from '#records/declarations/resource'

/** The path of a resource's list. Like all paths, available only after the routes are committed. */
export function listPath({ key }: ResourceDeclaration): string {
  return urlFor(`admin.${key}.index` as 'admin.products.index')
}

/** The path of a record: its form, or its page if it has no form. */
export function recordPath(
  { key, form }: ResourceDeclaration,
  id: number,
  qs: Record<string, string> = {}
): string {
  const name = `admin.${key}.${form ? 'edit' : 'show'}` as 'admin.products.edit'
  return urlFor(name, { id }, { qs })
}

/** The path of a record's history. */
export function historyPath({ key }: ResourceDeclaration, id: number): string {
  return urlFor(`admin.${key}.history` as 'admin.products.edit', { id })
}
