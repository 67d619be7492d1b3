import { DateTime } from 'luxon'
import type { ChoiceFilter, DatesFilter, Filter, ListDeclaration } from '#records/declarations/list'
import { CURRENCIES } from '#shared/money'
import { filterNames, listQueryString, type ListState } from '#records/lists/list_state'
import { FACET_LIMIT, type Facets } from '#records/lists/count_facets'

/** An input of the filter form. */
export interface FilterControl {
  kind: 'choice' | 'date' | 'number'
  name: string
  label: string
  value: string
  options: { value: string; label: string }[]
}

/** A small link that changes the list. */
export interface Chip {
  text: string
  href: string
  isCurrent?: boolean
}

/** Returns the address of the list with some values changed; null removes one. */
export type ListHref = (changes?: Record<string, string | null>) => string

/** The controls of every filter, except relations: see `viewRelations`. */
export function filterControls(
  list: ListDeclaration,
  state: ListState,
  facets: Facets | null
): FilterControl[] {
  return list.filters.flatMap((filter) => controlsOf(filter, state, facets))
}

/** The values of the address that have no control in the filter form, for its hidden inputs. */
export function keptValues(list: ListDeclaration, state: ListState) {
  const inControls = new Set([
    'q',
    'after',
    'before',
    ...list.filters.filter(({ kind }) => kind !== 'relation').flatMap(filterNames),
  ])
  return Array.from(new URLSearchParams(listQueryString(list, state)))
    .filter(([name]) => !inControls.has(name))
    .map(([name, value]) => ({ name, value }))
}

/** The search and filters in use, each with a link that removes it. */
export async function filterChips(
  list: ListDeclaration,
  state: ListState,
  href: ListHref
): Promise<Chip[]> {
  const chips: Chip[] = state.search
    ? [{ text: `Search: ${state.search}`, href: href({ q: null }) }]
    : []
  for (const filter of list.filters) {
    for (const name of filterNames(filter).filter((candidate) => state.filters[candidate])) {
      chips.push({
        text: await chipText(filter, name, state.filters[name]),
        href: href({ [name]: null }),
      })
    }
  }
  return chips
}

/** Links to common periods, for the first filter by dates. Days are in UTC. */
export function quickPeriods(list: ListDeclaration, state: ListState, href: ListHref): Chip[] {
  const filter = list.filters.find((one): one is DatesFilter => one.kind === 'dates')
  if (!filter) {
    return []
  }
  const today = DateTime.utc()
  const [fromName, untilName] = filterNames(filter)
  const periods: [string, DateTime][] = [
    ['Today', today],
    ['7 days', today.minus({ days: 6 })],
    ['This month', today.startOf('month')],
    ['This year', today.startOf('year')],
  ]
  return periods.map(([text, begin]) => {
    const [from, until] = [begin.toISODate(), today.toISODate()]
    return {
      text,
      href: href({ [fromName]: from, [untilName]: until }),
      isCurrent: state.filters[fromName] === from && state.filters[untilName] === until,
    }
  })
}

function controlsOf(filter: Filter, state: ListState, facets: Facets | null): FilterControl[] {
  const names = filterNames(filter)
  switch (filter.kind) {
    case 'relation':
      return []
    case 'choice':
      return [
        {
          kind: 'choice',
          name: filter.key,
          label: filter.label,
          value: state.filters[filter.key] ?? '',
          options: [{ value: '', label: 'Any' }, ...choiceOptions(filter, facets)],
        },
      ]
    case 'dates':
    case 'numbers':
      return names.map((name) => rangeControl(filter, name, state))
    case 'amounts': {
      const [currency, ...bounds] = names
      return [
        {
          kind: 'choice',
          name: currency,
          label: `${filter.label} in`,
          value: state.filters[currency] ?? '',
          options: [{ value: '', label: 'Any' }, ...CURRENCIES.map(currencyOption)],
        },
        ...bounds.map((name) => rangeControl(filter, name, state)),
      ]
    }
  }
}

function rangeControl(filter: Filter, name: string, state: ListState): FilterControl {
  return {
    kind: filter.kind === 'dates' ? 'date' : 'number',
    name,
    label: rangeLabel(filter, name),
    value: state.filters[name] ?? '',
    options: [],
  }
}

function currencyOption(currency: string) {
  return { value: currency, label: currency.toUpperCase() }
}

function choiceOptions({ key, choices }: ChoiceFilter, facets: Facets | null) {
  return choices.map(({ value, label }) => {
    const count = facets?.[key]?.[value]
    return { value, label: count === undefined ? label : `${label} (${facetText(count)})` }
  })
}

function facetText(count: number): string {
  return count >= FACET_LIMIT
    ? `${(FACET_LIMIT - 1).toLocaleString('en')}+`
    : count.toLocaleString('en')
}

async function chipText(filter: Filter, name: string, value: string): Promise<string> {
  switch (filter.kind) {
    case 'choice': {
      const choice = filter.choices.find((one) => one.value === value)
      return `${filter.label}: ${choice?.label ?? value}`
    }
    case 'dates':
    case 'numbers':
    case 'amounts':
      return `${rangeLabel(filter, name)} ${value.toUpperCase()}`
    case 'relation':
      return `${filter.label}: ${(await filter.name(Number(value))) ?? `#${value}`}`
  }
}

/** The label of one bound of a range. */
function rangeLabel({ key, label }: Filter, name: string): string {
  const labels: Record<string, string> = {
    from: `${label} from`,
    until: `${label} until`,
    min: `${label}, at least`,
    max: `${label}, at most`,
    currency: `${label} in`,
  }
  return labels[name.slice(key.length + 1)]
}
