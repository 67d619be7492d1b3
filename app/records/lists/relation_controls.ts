import { urlFor } from '@adonisjs/core/services/url_builder'
import { roleMay } from '#authority/permissions'
import { type RecordBrief, type ResourceDeclaration } from '#records/declarations/resource'
import { listPath } from '#records/declarations/resource_paths'
import { resourceNamed } from '#records/declarations/resource_registry'
import type { StaffRole } from '#models/user'
import FindOptions from '#records/lists/find_options'

/** The control of a filter by another record: a search term that the server resolves. */
export interface RelationControl {
  name: string
  label: string
  /** The address that returns options while the user types. */
  address: string
  term: string
  /** The records that the term matches; null if it is empty. */
  found: (RecordBrief & { href: string })[] | null
}

/**
 * The controls of a list's relation filters, without those whose records the role may not see.
 * @param query the parsed query of the list's address
 */
export async function viewRelations(
  resource: ResourceDeclaration,
  query: Record<string, unknown>,
  role: StaffRole | null
): Promise<RelationControl[]> {
  const controls = resource.list.filters.map(async (filter) => {
    const picked = filter.kind === 'relation' && filter.picks ? resourceNamed(filter.picks) : null
    if (picked === null || !roleMay(role, picked.permissions.view)) {
      return []
    }
    const search = query[`${filter.key}_find`]
    const term = typeof search === 'string' ? search.trim() : ''
    return {
      name: filter.key,
      label: filter.label,
      address: urlFor(`admin.${picked.key}.options` as 'admin.products.options'),
      term,
      found: term === '' ? null : await findRelated(resource, query, filter.key, picked, term),
    }
  })
  return (await Promise.all(controls)).flat()
}

/** The records that match a term, each with a link to the list filtered by it. */
async function findRelated(
  resource: ResourceDeclaration,
  query: Record<string, unknown>,
  name: string,
  picked: ResourceDeclaration,
  term: string
) {
  const { options } = await new FindOptions().search(picked, term)
  return options.map(({ id, text, note }) => {
    const address = new URLSearchParams({ ...texts(query), [name]: String(id) })
    for (const obsolete of [`${name}_find`, 'after', 'before']) {
      address.delete(obsolete)
    }
    return { text, note, href: `${listPath(resource)}?${address}` }
  })
}

function texts(query: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  )
}
