/** A page to measure: a list with certain parameters, or another page. */
export interface Kind {
  name: string
  path: string
}

export type Read = (path: string) => Promise<string>

/** How often "next" is followed to reach a deep page. */
const DEEP = 20

const DAY = 24 * 60 * 60 * 1000

/**
 * Search terms for each list, from those that match nothing to those that match everything. They come
 * from the large store; see database/large.
 */
const SEARCHES: Record<string, string[]> = {
  products: ['quiet', 'prod_none'],
  purchases: [
    ...['nobody', 'customer4711.', 'customer47', 'customer', '@example.com', '@mail', 'AAAAAAAAAA'],
    ...['cs_test_none', 'pi_none', 'in_none', 'sub_none', 'cus_none', 're_none', 'prod_none'],
  ],
  customers: ['nobody', 'customer4711.', 'customer', '@example.com', 'ada', 'lovelace', 'cus_none'],
  events: ['evt_none', 'charge.updated', 'product.deleted', 'sub_none'],
  mails: ['nobody', 'customer4711.', 'customer', '@mail'],
  audit: ['nobody', 'staff1@', 'quiet'],
}

/**
 * All variants of a list, with the sorts and filters that its page offers.
 */
export async function kindsOf(list: string, read: Read): Promise<Kind[]> {
  const path = `/admin/${list}`
  const page = await read(path)
  const queries = [
    ...sortsOf(page).flatMap((sort) => [`sort=${sort}`, `sort=-${sort}`]),
    ...choicesOf(page),
    ...daysOf(page),
    ...SEARCHES[list].map((term) => `q=${encodeURIComponent(term)}`),
  ]
  return [
    { name: `${list}, first page`, path },
    ...(await farPages(list, path, page, read)),
    ...queries.map((query) => ({ name: `${list}, ${query}`, path: `${path}?${query}` })),
  ]
}

/**
 * The home page of the panel, and the pages of the product and the customer with the most purchases.
 */
export async function pagesOf(read: Read): Promise<Kind[]> {
  const find = async (list: string, page: RegExp) =>
    tags(await read(list), 'a').find(({ href }) => page.test(href ?? ''))?.href ?? ''
  const customer = await find('/admin/customers?q=customer0.', /^\/admin\/customers\/\d+$/)
  const theirs = `/admin/purchases?user=${customer.split('/').at(-1)}`
  return [
    { name: 'overview', path: '/admin' },
    {
      name: 'product with most purchases',
      path: productOf(await read('/admin/products?size=100')),
    },
    { name: 'customer with most purchases', path: customer },
    { name: 'their purchases', path: theirs },
    { name: 'their purchases by total', path: `${theirs}&sort=total` },
    { name: 'newest purchase', path: await find('/admin/purchases', /\/purchases\/\d+$/) },
  ]
}

/** The first product with more purchases than are counted; the large store's first sells best. */
function productOf(page: string): string {
  const row = page.split('<tr>').find((text) => text.includes('1,000+')) ?? ''
  return tags(row, 'a')[0]?.href?.split('?')[0] ?? '/admin/products'
}

/** A deep page of the list and its last one, whose cursor comes from the reversed list. */
async function farPages(list: string, path: string, first: string, read: Read): Promise<Kind[]> {
  let deep = turn(first, 'next')
  for (let turned = 1; turned < DEEP && deep !== null; turned++) {
    deep = turn(await read(deep), 'next') ?? deep
  }
  const sorted = tags(first, 'th').findIndex((head) => head['aria-sort'] !== undefined)
  const reversed = tags(first.slice(nthIndex(first, '<th ', sorted)), 'a')[0].href ?? path
  const end = turn(await read(reversed), 'next')
  const cursor = new URLSearchParams(end?.split('?')[1]).get('after')
  return [
    ...(deep ? [{ name: `${list}, deep page`, path: deep }] : []),
    ...(cursor ? [{ name: `${list}, last page`, path: `${path}?after=${cursor}` }] : []),
  ]
}

function turn(page: string, way: 'next' | 'prev'): string | null {
  return tags(page, 'a').find(({ rel }) => rel === way)?.href ?? null
}

function sortsOf(page: string): string[] {
  const sorts = tags(page, 'a').flatMap(
    ({ href }) => /[?&]sort=-?(\w+)/.exec(href ?? '')?.[1] ?? []
  )
  return [...new Set(sorts)]
}

function choicesOf(page: string): string[] {
  return page
    .split('<select ')
    .slice(1)
    .flatMap((part) => {
      const [select] = tags(`<select ${part}`, 'select')
      return tags(part.split('</select>')[0], 'option')
        .filter(({ value }) => value)
        .map(({ value }) => `${select.name}=${value}`)
    })
}

/** Filters for a month of last year, and for everything since then. */
function daysOf(page: string): string[] {
  const day = (ago: number) => new Date(Date.now() - ago * DAY).toISOString().slice(0, 10)
  return tags(page, 'input')
    .filter(({ type, name }) => type === 'date' && name?.endsWith('_from'))
    .map(({ name = '' }) => name)
    .flatMap((from) => [
      `${from}=${day(400)}&${from.replace('_from', '_until')}=${day(370)}`,
      `${from}=${day(400)}`,
    ])
}

function tags(html: string, name: string): Partial<Record<string, string>>[] {
  return [...html.matchAll(new RegExp(`<${name} ([^>]*)>`, 'g'))].map(([, text]) =>
    Object.fromEntries(
      [...text.matchAll(/([\w-]+)=(?:"([^"]*)"|'([^']*)')/g)].map(([, key, value, other]) => [
        key,
        (value ?? other).replaceAll('&amp;', '&'),
      ])
    )
  )
}

function nthIndex(text: string, part: string, n: number): number {
  let index = text.indexOf(part)
  for (let count = 0; count < n; count++) {
    index = text.indexOf(part, index + 1)
  }
  return index
}
