import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { createProduct } from '#database/factories/product_factory'
import { createPayment, PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import AuditEntry from '#models/audit_entry'
import SavedView from '#models/saved_view'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { givenStaff, linkTo, readHtml, rowsOf } from '#tests/helpers/store/panel'
import type { Answer } from '#tests/helpers/store/visitor'

const LIST = '/admin/purchases'

/** Purchases with these totals, in this order, an hour apart. */
async function givenTotals(totals: [amount: number, currency: string, status?: string][]) {
  const buyer = await UserFactory.create()
  const { configuration } = await createProduct()
  for (const [index, [totalAmount, currency, status = 'active']] of totals.entries()) {
    const purchase = await PurchaseFactory.merge({
      userId: buyer.id,
      productConfigurationId: configuration.id,
      reference: `R${String(index).padStart(9, '0')}`,
      purchasedAt: DateTime.utc(2026, 5, 1).plus({ hours: index }),
      totalAmount,
      currency,
      status,
    } as never).create()
    await createPayment(purchase, {
      amount: totalAmount,
      currency,
    })
  }
}

/** The last digits of the references in a list, in its order. */
function orderOf(page: Answer): string {
  return rowsOf(page)
    .map((row) => /R0{8}(\d)/.exec(row)?.[1])
    .join('')
}

function headsOf({ body }: Answer): string {
  return readHtml(/<thead>([\s\S]*?)<\/thead>/.exec(body)?.[1] ?? '')
}

test.group('Sorting a list by several columns', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('uses the second column where the first is equal', async ({ assert }) => {
    await givenTotals([
      [500, 'usd'],
      [900, 'usd'],
      [500, 'usd'],
      [900, 'usd'],
    ])
    const visitor = await givenStaff()

    const page = await visitor.get(`${LIST}?sort=-total.bought`)

    assert.equal(orderOf(page), '1302')
    assert.lengthOf(page.body.match(/aria-sort=/g) ?? [], 1)
    assert.match(page.body, /class="sort-place"[^>]*>2</)
  })

  test('paginates to the end and back', async ({ assert }) => {
    await givenTotals(
      Array.from({ length: 60 }, (_, index) => [(index % 3) * 100 + 100, 'usd'] as [number, string])
    )
    const visitor = await givenStaff()
    const seen: string[] = []
    let page = await visitor.get(`${LIST}?sort=-total.bought`)
    const first = page.body.match(/R\d{9}/g)
    for (;;) {
      seen.push(...new Set(page.body.match(/R\d{9}/g)))
      const next = linkTo(page, 'Next')
      if (next === null) {
        break
      }
      page = await visitor.get(next)
    }
    const before = await visitor.get(linkTo(page, 'Previous') ?? '')
    const begin = await visitor.get(linkTo(before, 'Previous') ?? '')

    const rows: { reference: string }[] = await db
      .from('purchases')
      .select('reference')
      .orderBy('total_amount', 'desc')
      .orderBy('purchased_at')
    assert.deepEqual(
      seen,
      rows.map(({ reference }) => reference)
    )
    assert.deepEqual(begin.body.match(/R\d{9}/g), first)
  })

  test('is offered in each column header, and uses no column twice', async ({ assert }) => {
    await givenTotals([[500, 'usd']])
    const visitor = await givenStaff()

    const page = await visitor.get(`${LIST}?sort=total.total.nothing.-bought`)

    assert.include(page.body, 'sort=total.bought')
    assert.include(headsOf(page), 'Then sort by Bought')
  })
})

test.group('Amounts in a list', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('are filtered in a currency, with its decimals', async ({ assert }) => {
    await givenTotals([
      [1250, 'eur'],
      [1800, 'jpy'],
      [4500, 'kwd'],
      [999, 'eur'],
      [2000, 'eur'],
    ])
    const visitor = await givenStaff()
    const filtered = async (query: string) =>
      orderOf(await visitor.get(`${LIST}?sort=bought&${query}`))

    assert.equal(await filtered('total_currency=eur'), '034')
    assert.equal(await filtered('total_currency=eur&total_min=10&total_max=12.50'), '0')
    assert.equal(await filtered('total_currency=jpy&total_min=1800'), '1')
    assert.equal(await filtered('total_currency=kwd&total_min=4.500'), '2')
    assert.equal(await filtered('total_currency=eur&total_min=12.505'), '034')
    assert.equal(await filtered('total_min=10'), '01234')
    assert.equal(await filtered('total_currency=xyz&total_min=10'), '01234')
  })

  test('are summed over the whole list on request', async ({ assert }) => {
    await givenTotals([
      [1250, 'eur'],
      [1800, 'jpy'],
      [50, 'eur', 'lost'],
    ])
    const visitor = await givenStaff()

    const plain = await visitor.get(LIST)
    const asked = await visitor.get(linkTo(plain, 'Add up') ?? '')
    const narrowed = await visitor.get(`${LIST}?totals=1&status=lost`)

    assert.notInclude(readHtml(plain.body), 'Total paid')
    assert.include(readHtml(asked.body), 'Total paid: €13.00, ¥1,800')
    assert.include(readHtml(narrowed.body), 'Total paid: €0.50')
  })
})

test.group('Counts of choices', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('are shown on request, within the other filters', async ({ assert }) => {
    await givenTotals([
      [100, 'eur'],
      [100, 'eur', 'refunded'],
      [100, 'usd', 'refunded'],
    ])
    const visitor = await givenStaff()

    const plain = await visitor.get(LIST)
    const asked = await visitor.get(linkTo(plain, 'Count each choice') ?? '')
    const narrowed = await visitor.get(`${LIST}?facets=1&total_currency=usd&status=active`)

    assert.notMatch(plain.body, />Refunded \(/)
    assert.match(asked.body, />Refunded \(2\)</)
    assert.match(narrowed.body, />Refunded \(1\)</)
  })
})

test.group('Periods of a list', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('are links, and their days are in UTC', async ({ assert }) => {
    const visitor = await givenStaff()
    const today = DateTime.utc()

    const page = await visitor.get(`${LIST}?status=active`)
    const week = new URLSearchParams(linkTo(page, '7 days')?.split('?')[1])

    assert.include(readHtml(page.body), 'Periods, in UTC')
    assert.equal(week.get('bought_from'), today.minus({ days: 6 }).toISODate())
    assert.equal(week.get('bought_until'), today.toISODate())
    assert.equal(week.get('status'), 'active')
  })
})

test.group('Columns of a list', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('are chosen by each user, and can be reset', async ({ assert }) => {
    await givenTotals([[500, 'usd']])
    const [visitor, other] = [await givenStaff(), await givenStaff('manager')]

    const answer = await visitor.post(`${LIST}/columns`, {
      'columns[]': 'total',
      'back': 'status=active',
    })
    const chosen = headsOf(await visitor.get(LIST))
    const others = headsOf(await other.get(LIST))
    await visitor.post(`${LIST}/columns`, { intent: 'reset' })
    const reset = headsOf(await visitor.get(LIST))

    assert.equal(answer.location, `${LIST}?status=active`)
    assert.match(chosen, /^Reference.*Total/)
    assert.notInclude(chosen, 'Buyer')
    assert.include(others, 'Buyer')
    assert.equal(reset, others)
  })

  test('that do not exist are ignored', async ({ assert }) => {
    const visitor = await givenStaff()

    const answer = await visitor.post(`${LIST}/columns`, { 'columns[]': '__proto__' })
    const page = await visitor.get(`${LIST}?q=nobody`)

    assert.equal(answer.status, 303)
    assert.equal(page.status, 200)
  })
})

test.group('Saved views', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('save search, filters and sorting under a name for one user', async ({ assert }) => {
    const [visitor, other] = [await givenStaff(), await givenStaff('manager')]

    const answer = await visitor.post(`${LIST}/views`, {
      name: ' Refunds ',
      back: 'status=refunded&sort=-total&after=nonsense&size=50',
    })
    const page = await visitor.get(answer.location ?? '')

    assert.equal(answer.status, 303)
    assert.equal(linkTo(page, 'Refunds'), `${LIST}?status=refunded&sort=-total&size=50`)
    assert.match(page.body, /aria-current="page"[^>]*>Refunds/)
    assert.isNull(linkTo(await other.get(LIST), 'Refunds'))
    const entry = await AuditEntry.query().where('action', 'saved_view.created').firstOrFail()
    assert.equal(entry.subjectLabel, 'purchases: Refunds')
  })

  test('are shared by roles with the right', async ({ assert }) => {
    const [owner, viewer] = [await givenStaff(), await givenStaff('viewer')]

    await owner.post(`${LIST}/views`, { name: 'Open', back: 'status=pending', shared: '1' })
    await viewer.post(`${LIST}/views`, { name: 'Mine', back: 'status=lost', shared: '1' })

    assert.equal(linkTo(await viewer.get(LIST), 'Open shared'), `${LIST}?status=pending`)
    assert.lengthOf(await SavedView.query().where('name', 'Mine'), 0)
  })

  test('can be the default of a list, until the whole list is requested', async ({ assert }) => {
    const visitor = await givenStaff()
    await visitor.post(`${LIST}/views`, { name: 'Refunds', back: 'status=refunded' })
    const view = await SavedView.firstOrFail()

    await visitor.post(`${LIST}/views/${view.id}`, { intent: 'default' })
    const opened = await visitor.get(LIST)
    const whole = await visitor.get(`${LIST}?all=1`)
    await visitor.post(`${LIST}/views/${view.id}`, { intent: 'whole' })
    const again = await visitor.get(LIST)

    assert.equal(opened.location, `${LIST}?status=refunded`)
    assert.equal(whole.status, 200)
    assert.equal(again.status, 200)
  })

  test('are removed by their owner only', async ({ assert }) => {
    const [owner, manager] = [await givenStaff(), await givenStaff('manager')]
    await owner.post(`${LIST}/views`, { name: 'Open', back: 'status=pending', shared: '1' })
    const view = await SavedView.firstOrFail()

    const foreign = await manager.post(`${LIST}/views/${view.id}`, { intent: 'remove' })
    const kept = await SavedView.find(view.id)
    const own = await owner.post(`${LIST}/views/${view.id}`, { intent: 'remove' })

    assert.equal(foreign.status, 404)
    assert.isNotNull(kept)
    assert.equal(own.status, 303)
    assert.isNull(await SavedView.find(view.id))
  })

  test('require a name, and a used name updates its view', async ({ assert }) => {
    const visitor = await givenStaff()

    const nameless = await visitor.post(`${LIST}/views`, { name: '  ', back: 'status=lost' })
    const page = await visitor.get(nameless.location ?? '')
    await visitor.post(`${LIST}/views`, { name: 'Open', back: 'status=pending' })
    await visitor.post(`${LIST}/views`, { name: 'Open', back: 'status=failed' })

    assert.include(readHtml(page.body), 'Give the view a name')
    const views = await SavedView.all()
    assert.deepEqual(
      views.map(({ query }) => query),
      ['status=failed']
    )
  })

  test('are thirty of a list at most, of which each can still be changed', async ({ assert }) => {
    const visitor = await givenStaff()
    for (let number = 1; number <= 30; number++) {
      await visitor.post(`${LIST}/views`, { name: `View ${number}`, back: 'status=pending' })
    }
    const refused = await visitor.post(`${LIST}/views`, { name: 'One more', back: 'status=lost' })
    const page = await visitor.get(refused.location ?? '')
    await visitor.post(`${LIST}/views`, { name: 'View 1', back: 'status=failed' })
    await visitor.post('/admin/products/views', { name: 'Of another list', back: '' })

    assert.include(readHtml(page.body), 'You have 30 views of this list. Remove one first.')
    assert.lengthOf(await SavedView.query().where('list', 'purchases'), 30)
    assert.equal((await SavedView.findByOrFail('name', 'View 1')).query, 'status=failed')
    assert.isNotNull(await SavedView.findBy('name', 'Of another list'))
  })
})
