import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import type { Filter } from '#records/declarations/list'
import { filterNames, readListState } from '#records/lists/list_state'
import type { ResourceDeclaration } from '#records/declarations/resource'
import { RESOURCES } from '#start/resources'
import ListRecords, { COUNT_LIMIT } from '#records/lists/list_records'
import { makeLargeStore } from '#database/large/make_large_store'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { type Plan, plansOf } from '#tests/helpers/store/query_plans'

/** Tables that grow with every sale. */
const LARGE = [
  'users',
  'purchases',
  'payments',
  'payment_lines',
  'refunds',
  'refund_lines',
  'stripe_events',
  'mails',
  'downloads',
  'audit_entries',
]

/** A search of each kind, by the key of the resource; of others one word. */
const SEARCHES: Record<string, string[] | undefined> = {
  products: ['prod_1', 'icons'],
  purchases: [
    ...['customer1.', '@example.com', 'CUSTOMER01'],
    ...['cs_test_1', 'pi_1', 'in_1', 'sub_1', 'cus_1', 're_1', 'dp_1', 'prod_1'],
  ],
  customers: ['ada', '@example.com', 'cus_1'],
  events: ['evt_1', 'charge.updated', 'sub_1'],
  mails: ['customer1.', '@example.com'],
  audit: ['ada'],
}

/** Every search and filter of a list, one at a time, as query parameters. */
function narrowings({ key, list }: ResourceDeclaration): Record<string, string>[] {
  const searches = list.search ? (SEARCHES[key] ?? ['ada']).map((q) => ({ q })) : []
  return [{}, ...searches, ...list.filters.flatMap(choicesOf)]
}

function choicesOf(filter: Filter): Record<string, string>[] {
  switch (filter.kind) {
    case 'choice':
      return filter.choices.map(({ value }) => ({ [filter.key]: value }))
    case 'relation':
      return [{ [filter.key]: '1' }]
    case 'numbers': {
      const [least, most] = filterNames(filter)
      return [{ [least]: '1', [most]: '2' }]
    }
    case 'amounts': {
      const [currency, least, most] = filterNames(filter)
      return [{ [currency]: 'eur' }, { [currency]: 'eur', [least]: '5', [most]: '20' }]
    }
    case 'dates': {
      const [first, last] = filterNames(filter)
      return [{ [first]: '2026-01-01', [last]: '2026-02-01' }, { [first]: '2026-01-01' }]
    }
  }
}

/** Partial indexes, which may be scanned. */
async function partialIndexes(): Promise<string[]> {
  const rows =
    db.connection().dialect.name === 'postgres'
      ? []
      : await db.from('sqlite_master').select('name').where('sql', 'like', 'create index% where %')
  return rows.map(({ name }) => name)
}

/** The steps of a plan that get slow as the table grows. */
function faults({ sql, steps }: Plan, isNarrowed: boolean, partial: string[]): string[] {
  const large = LARGE.join('|')
  const isOfFewRows = /as [`"]found[`"]/.test(sql)
  return steps.filter((step) => {
    const isFullScan =
      new RegExp(`^SCAN (${large})$`).test(step) ||
      new RegExp(`Seq Scan on (${large})\\b`).test(step)
    const isScan =
      new RegExp(`^SCAN (${large}) USING`).test(step) &&
      !partial.some((index) => step.endsWith(` ${index}`))
    const isSort = /^USE TEMP B-TREE FOR (?!DISTINCT)|^(?:-> +)?Sort {2}\(/.test(step)
    return isFullScan || (isScan && isNarrowed && isOfFewRows) || (isSort && !isOfFewRows)
  })
}

test.group('Query plans of the lists', (group) => {
  group.setup(async () => {
    await cleanStoreAlone()
    await makeLargeStore(
      { purchases: 300, customers: 60, products: 30 },
      { isForced: false, onProgress: () => {} }
    )
    return () => cleanStoreAlone()
  })

  test('use an index for every filter, search and sorting', async ({ assert }) => {
    const partial = await partialIndexes()
    const wrong: string[] = []
    let checked = 0
    for (const resource of RESOURCES) {
      const { list } = resource
      const isLarge = LARGE.includes(list.table)
      for (const sort of Object.keys(list.sorts).flatMap((key) => [key, `-${key}`])) {
        const first = await new ListRecords().handle(list, readListState(list, { sort }))
        for (const narrowing of narrowings(resource)) {
          for (const after of [undefined, first.next ?? undefined]) {
            const state = readListState(list, { ...narrowing, sort, after })
            for (const few of [0, COUNT_LIMIT]) {
              const plans = await plansOf(() => new ListRecords(few).handle(list, state))
              checked += plans.length
              wrong.push(
                ...plans.flatMap((plan) =>
                  faults(plan, Object.keys(narrowing).length > 0, partial)
                    .filter((fault) => isLarge || !/TEMP B-TREE|Sort/.test(fault))
                    .map(
                      (fault) => `${resource.key} ${JSON.stringify(state)}: ${fault}\n${plan.sql}`
                    )
                )
              )
            }
          }
        }
      }
    }
    assert.deepEqual([...new Set(wrong)], [])
    assert.isAbove(checked, 1000)
  }).timeout(120_000)

  test('are checked for every list that has a search', ({ assert }) => {
    const searched = RESOURCES.filter(({ list }) => list.search)

    assert.sameMembers(
      searched.map(({ key }) => key),
      Object.keys(SEARCHES)
    )
  })
})
