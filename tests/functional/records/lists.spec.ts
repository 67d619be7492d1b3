import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { createProduct } from '#database/factories/product_factory'
import { createPayment, PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import db from '@adonisjs/lucid/services/db'
import { readListState } from '#records/lists/list_state'
import { purchaseList } from '#admin/purchases/purchase_list'
import AuditEntry from '#models/audit_entry'
import Mail from '#models/mail'
import StripeEvent from '#models/stripe_event'
import ListRecords, { COUNT_LIMIT, type ListPage } from '#records/lists/list_records'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { countQueries, SESSION_AND_USER } from '#tests/helpers/store/count_queries'
import { givenStaff, linkTo, readHtml, rowsOf } from '#tests/helpers/store/panel'
import type { Visitor } from '#tests/helpers/store/visitor'
import { attentionCount } from '#operations/attention/attention_count'

const START = DateTime.utc(2026, 5, 1)

/** Purchases of one product and buyer, an hour apart, two of them at the same moment. */
async function givenPurchases(count: number, email = 'ada@example.com', letter = 'P') {
  const buyer = await UserFactory.merge({ email, password: null } as never).create()
  const { configuration } = await createProduct({ product: { name: 'Icons' } })
  const purchases = []
  for (let index = 0; index < count; index++) {
    purchases.push(
      await PurchaseFactory.merge({
        userId: buyer.id,
        productConfigurationId: configuration.id,
        reference: `${letter}${String(index).padStart(9, '0')}`,
        purchasedAt: START.plus({ hours: Math.floor(index / 2) }),
        totalAmount: 1000 + index,
      } as never).create()
    )
  }
  return { buyer, configuration, purchases }
}

async function givenRows(count: number) {
  const { buyer, configuration } = await givenPurchases(count)
  for (let index = 0; index < count; index++) {
    await UserFactory.merge({ password: null } as never).create()
    await createProduct()
    await StripeEvent.create({
      stripeId: `evt_${index}`,
      type: 'product.updated',
      livemode: false,
      payload: {},
      receivedAt: START,
    })
    await Mail.create({
      dedupeKey: `mail ${index}`,
      kind: 'receipt',
      recipient: buyer.email,
      locale: 'en',
      data: {},
      status: 'sent',
    })
    await AuditEntry.create({
      actorLabel: 'Olive',
      action: 'product.updated',
      subjectType: 'product',
      subjectId: configuration.id,
      subjectLabel: 'Icons',
      changes: {},
    })
  }
}

/** Follows the links to the end of a list, and returns the first word of each row. */
async function walk(visitor: Visitor, path: string, words: 'Next' | 'Previous') {
  const seen: string[] = []
  let last = path
  for (let next: string | null = path; next !== null;) {
    last = next
    const page = await visitor.get(next)
    const rows = rowsOf(page).map((row) => row.split(' ')[0])
    seen.push(...(words === 'Next' ? rows : rows.toReversed()))
    next = linkTo(page, words)
  }
  return { seen, last }
}

test.group('Lists of the panel', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('need as many queries for 100 rows as for 10, and at most four', async ({ assert }) => {
    const visitor = await givenStaff()
    const lists = ['products', 'purchases', 'customers', 'events', 'mails', 'audit']
    const count = async () => {
      const counts: Record<string, number> = {}
      for (const list of lists) {
        await attentionCount.get()
        const { queries } = await countQueries(() => visitor.get(`/admin/${list}?size=100`))
        counts[list] = queries.filter((sql) => !SESSION_AND_USER.test(sql)).length
      }
      return counts
    }

    await givenRows(10)
    const few = await count()
    await cleanRows()
    await givenRows(100)
    const many = await count()

    assert.deepEqual(many, few)
    for (const list of lists) {
      assert.isAtMost(many[list], 4, list)
    }
  }).timeout(120_000)

  test('are paginated to the end and back without skipping or repeating a row', async ({
    assert,
  }) => {
    await givenPurchases(61)
    const visitor = await givenStaff()

    const forwards = await walk(visitor, '/admin/purchases', 'Next')
    const backwards = await walk(visitor, forwards.last, 'Previous')

    assert.lengthOf(new Set(forwards.seen), 61)
    assert.lengthOf(forwards.seen, 61)
    assert.equal(forwards.seen[0], 'P000000060')
    assert.deepEqual(backwards.seen, forwards.seen.toReversed())
  })

  test('show the last page when a later one is requested', async ({ assert }) => {
    const { purchases } = await givenPurchases(30)
    const visitor = await givenStaff()
    const beyond = await visitor.get('/admin/purchases?sort=bought')
    const next = linkTo(beyond, 'Next') ?? ''
    for (const purchase of purchases.slice(25)) {
      await purchase.delete()
    }

    const page = await visitor.get(next)

    assert.equal(page.status, 200)
    assert.lengthOf(rowsOf(page), 25)
    assert.isNull(linkTo(page, 'Next'))
  })

  test('are sorted by their column headers, which show the direction', async ({ assert }) => {
    await givenPurchases(3)
    const visitor = await givenStaff()

    const first = await visitor.get('/admin/purchases')
    const rising = await visitor.get(linkTo(first, 'Total') ?? '')
    const falling = await visitor.get(linkTo(rising, 'Total') ?? '')

    assert.include(rowsOf(rising)[0], '$10.00')
    assert.include(rowsOf(falling)[0], '$10.02')
    assert.match(falling.body, /aria-sort="descending">\s*<a [^>]*>Total/)
    assert.notMatch(falling.body, /aria-sort="[^"]*">\s*<a [^>]*>Bought/)
  })

  test('find purchases by e-mail, reference and Stripe ids', async ({ assert }) => {
    const { purchases } = await givenPurchases(2)
    await givenPurchases(1, 'grace@example.com', 'G')
    const [wanted] = purchases
    const payment = await createPayment(wanted)
    const visitor = await givenStaff()
    const find = async (term: string) =>
      rowsOf(await visitor.get(`/admin/purchases?q=${encodeURIComponent(term)}`)).map(
        (row) => row.split(' ')[0]
      )

    assert.sameMembers(await find('ADA@ex'), ['P000000000', 'P000000001'])
    assert.deepEqual(await find('p000000000'), ['P000000000'])
    assert.deepEqual(await find(wanted.checkoutSessionId ?? ''), ['P000000000'])
    assert.deepEqual(await find(payment.stripeId), ['P000000000'])
    assert.deepEqual(await find(payment.paymentIntentId ?? ''), ['P000000000'])
    assert.deepEqual(await find('cs_test_unknown'), [])
    assert.deepEqual(await find('da@example'), [])
  })

  test('find customers and their purchases by parts of address or name', async ({ assert }) => {
    const { buyer } = await givenPurchases(1, 'ada@analytical.example')
    await buyer.merge({ fullName: 'Ada Lovelace' }).save()
    await givenPurchases(1, 'grace@navy.example', 'G')
    const visitor = await givenStaff()
    const count = async (list: string, term: string) =>
      rowsOf(await visitor.get(`/admin/${list}?q=${encodeURIComponent(term)}`)).length

    for (const term of ['ada@ana', '@ANALYTICAL', 'ada l', 'LoveL']) {
      assert.equal(await count('customers', term), 1, term)
    }
    assert.equal(await count('customers', 'lace'), 0)
    for (const term of ['ada@', '@analytical.ex']) {
      assert.equal(await count('purchases', term), 1, term)
    }
    assert.equal(await count('purchases', '@'), 2)
  })

  test('find audit entries by actor and subject', async ({ assert }) => {
    await AuditEntry.create({
      actorLabel: 'Olive Owner <olive@kiosk.example>',
      action: 'product.updated',
      subjectType: 'product',
      subjectLabel: 'Corner icons',
      changes: {},
    })
    const visitor = await givenStaff()
    const find = async (term: string) =>
      rowsOf(await visitor.get(`/admin/audit?about=product&q=${encodeURIComponent(term)}`)).length

    for (const term of ['olive', 'OWNER', 'olive@ki', 'corner', 'icons']) {
      assert.equal(await find(term), 1, term)
    }
    assert.equal(await find('kiosk'), 0)
  })

  test('have the same rows with both query strategies', async ({ assert }) => {
    const { buyer } = await givenPurchases(61)
    await givenPurchases(20, 'grace@example.com', 'G')
    const queries = [
      { q: 'ada@' },
      { q: '@example', sort: 'total' },
      { q: 'p000000007' },
      { bought_from: '2026-05-02', sort: '-total' },
      { bought_from: '2026-05-01', bought_until: '2026-05-01' },
      { user: String(buyer.id), status: 'active' },
    ]
    for (const query of queries) {
      const pages = { gathered: COUNT_LIMIT, walked: 0 }
      const rows = await Promise.all(
        Object.values(pages).map(async (few) => {
          const seen: number[] = []
          let after: string | null = null
          do {
            const state = readListState(purchaseList, { ...query, after })
            const page: ListPage = await new ListRecords(few).handle(purchaseList, state)
            seen.push(...page.rows.map(({ id }) => id))
            after = page.next
          } while (after !== null)
          return seen
        })
      )
      assert.isNotEmpty(rows[0], JSON.stringify(query))
      assert.deepEqual(rows[1], rows[0], JSON.stringify(query))
    }
  })

  test('search for per cent signs and underscores literally', async ({ assert }) => {
    await createProduct({ product: { name: '50% off_today' } })
    await createProduct({ product: { name: '50 offers today' } })
    const visitor = await givenStaff()
    const find = async (term: string) =>
      rowsOf(await visitor.get(`/admin/products?q=${encodeURIComponent(term)}`)).length

    assert.equal(await find('50% OFF_'), 1)
    assert.equal(await find('%'), 1)
    assert.equal(await find('_'), 1)
    assert.equal(await find('50'), 2)
  })

  test('filter products by every filter, which its chip removes', async ({ assert }) => {
    await createProduct({ product: { name: 'Plain' } })
    await createProduct({
      product: { name: 'Club' },
      price: { type: 'recurring', interval: 'month', intervalCount: 1 },
    })
    await createProduct({
      product: { name: 'Gone', active: false },
      configuration: { isActive: false, defaultPriceId: null },
    })
    const visitor = await givenStaff()
    const names = async (query: string) =>
      rowsOf(await visitor.get(`/admin/products?${query}`))
        .map((row) => row.split(' ')[0])
        .sort()

    assert.deepEqual(await names('state=on_sale'), ['Club', 'Plain'])
    assert.deepEqual(await names('state=draft'), ['Gone'])
    assert.deepEqual(await names('price=recurring'), ['Club'])
    assert.deepEqual(await names('price=one_time'), ['Plain'])
    assert.deepEqual(await names('price=none'), ['Gone'])
    assert.deepEqual(await names('files=no'), ['Club', 'Gone', 'Plain'])
    assert.deepEqual(await names('files=yes'), [])

    const narrow = await visitor.get('/admin/products?state=on_sale&price=recurring&sort=-name')
    const wider = linkTo(narrow, 'Remove Price: Recurring ×') ?? ''
    assert.equal(wider, '/admin/products?state=on_sale&sort=-name')
    assert.equal(linkTo(narrow, 'Clear all'), '/admin/products')
  })

  test('filter purchases by status, day, product and buyer', async ({ assert }) => {
    const { buyer, configuration, purchases } = await givenPurchases(4)
    await purchases[0].merge({ status: 'refunded', purchasedAt: START.minus({ days: 9 }) }).save()
    const visitor = await givenStaff()
    const count = async (query: string) =>
      rowsOf(await visitor.get(`/admin/purchases?${query}`)).length

    assert.equal(await count('status=refunded'), 1)
    assert.equal(await count('source=grant'), 0)
    assert.equal(await count('bought_from=2026-05-01&bought_until=2026-05-01'), 3)
    assert.equal(await count('bought_until=2026-04-30'), 1)
    assert.equal(await count(`product=${configuration.id}`), 4)
    assert.equal(await count(`user=${buyer.id + 1000}`), 0)
    const page = await visitor.get(`/admin/purchases?user=${buyer.id}`)
    assert.include(readHtml(page.body), `Buyer: ${buyer.email}`)
  })

  test('distinguish an empty list from a search without results', async ({ assert }) => {
    const visitor = await givenStaff()

    const empty = await visitor.get('/admin/products')
    const inVain = await visitor.get('/admin/products?q=nothing')

    assert.include(empty.body, 'No products yet')
    assert.equal(linkTo(empty, 'Sync from Stripe'), '/admin/sync')
    assert.include(inVain.body, 'No products match')
    assert.equal(linkTo(inVain, 'Clear all'), '/admin/products')
  })

  test('ignore invalid query parameters', async ({ assert }) => {
    await givenPurchases(2)
    const visitor = await givenStaff()
    const garbage = [
      'sort=password',
      'sort=constructor',
      'sort[]=bought',
      'size=1000000',
      'after=WyJcdTAwMDAiLDFd',
      'before=WzEsMl0',
      'after=W251bGwsMV0',
      'status=nonsense',
      'bought_from=2026-99-99',
      'product=99999999999999999999',
      `q=${'x'.repeat(5000)}`,
      'q=%27%22%3B--',
    ]
    for (const list of ['products', 'purchases', 'customers', 'events', 'mails', 'audit']) {
      for (const query of garbage) {
        const { status } = await visitor.get(`/admin/${list}?${query}`)
        assert.equal(status, 200, `${list} ${query}`)
      }
    }
  })
})

async function cleanRows() {
  for (const table of ['purchases', 'stripe_events', 'mails']) {
    await db.from(table).delete()
  }
  await db.from('users').whereNull('role').delete()
}
