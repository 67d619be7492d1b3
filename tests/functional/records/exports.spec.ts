import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { createProduct } from '#database/factories/product_factory'
import { PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { countQueries } from '#tests/helpers/store/count_queries'
import { givenStaff, linkTo, staffActs } from '#tests/helpers/store/panel'
import { Visitor } from '#tests/helpers/store/visitor'

/** Purchases of one buyer: in dollars, refunded in yen, and negative in dinars. */
async function givenPurchases() {
  const buyer = await UserFactory.merge({
    email: 'ada@example.com',
    password: null,
  } as never).create()
  const { configuration } = await createProduct({ product: { name: '=1+1' } })
  const all = [
    { totalAmount: 123_456, currency: 'usd', reference: 'AAAAAAAAA1' },
    { totalAmount: 1800, currency: 'jpy', reference: 'AAAAAAAAA2', status: 'refunded' },
    { totalAmount: -500, currency: 'kwd', reference: 'AAAAAAAAA3' },
  ]
  for (const values of all) {
    await PurchaseFactory.merge({
      userId: buyer.id,
      productConfigurationId: configuration.id,
      checkoutSessionId: `cs_test_${values.reference}`,
      purchasedAt: DateTime.utc(2026, 5, 1, 12, 30),
      ...values,
    } as never).create()
  }
  return { buyer, configuration }
}

test.group('A CSV export', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('contains exact amounts, times in UTC and no formulas', async ({ assert }) => {
    await givenPurchases()
    const visitor = await givenStaff('accountant')

    const file = await visitor.get('/admin/purchases/export')

    assert.equal(file.status, 200)
    assert.equal(file.headers.get('content-type'), 'text/csv; charset=utf-8')
    assert.equal(
      file.headers.get('content-disposition'),
      `attachment; filename="purchases-${DateTime.utc().toISODate()}.csv"`
    )
    assert.deepEqual(file.body.split('\r\n'), [
      'Reference,Buyer,Product,Price,State,Source,Total,Total currency,In hand,In hand currency,Checkout,Bought',
      "AAAAAAAAA1,ada@example.com,'=1+1,,Active,Stripe,1234.56,USD,0.00,USD,cs_test_AAAAAAAAA1,2026-05-01T12:30:00Z",
      "AAAAAAAAA2,ada@example.com,'=1+1,,Refunded,Stripe,1800,JPY,0,JPY,cs_test_AAAAAAAAA2,2026-05-01T12:30:00Z",
      "AAAAAAAAA3,ada@example.com,'=1+1,,Active,Stripe,-0.500,KWD,0.000,KWD,cs_test_AAAAAAAAA3,2026-05-01T12:30:00Z",
      '',
    ])
  })

  test('escapes every start of a formula', async ({ assert }) => {
    for (const beginning of ['=', '+', '-', '@', '\t', '\r', '＝']) {
      await createProduct({ product: { name: `${beginning}cmd|' /C calc'!A0` } })
    }
    await createProduct({ product: { name: 'Plain, "quoted"\nand long' } })
    await createProduct({ configuration: { position: -3 } as never })
    const visitor = await givenStaff()

    const { body } = await visitor.get('/admin/products/export')

    for (const beginning of ['=', '+', '-', '@', '\t', '\r', '＝']) {
      assert.notMatch(body, new RegExp(`(^|[,\\n"])[${beginning}]cmd`), beginning)
      assert.include(body, `'${beginning}cmd|' /C calc'!A0`)
    }
    assert.include(body, '"Plain, ""quoted""\nand long",yes,On sale,12.00,USD,0,0,0,')
    assert.match(body, /,yes,On sale,12\.00,USD,0,0,-3,/)
  })

  test('keeps {what} in its cell, in both formats')
    .with([
      { what: 'a line feed', name: 'Two\n=1+1', cell: '"Two\n=1+1"' },
      { what: 'a carriage return', name: 'Two\r=1+1', cell: '"Two\r=1+1"' },
      { what: 'both', name: 'Two\r\n=1+1', cell: '"Two\r\n=1+1"' },
      { what: 'a tab', name: 'Two\t=1+1', cell: '"Two\t=1+1"' },
      { what: 'a quotation mark', name: 'Two "=1+1', cell: '"Two ""=1+1"' },
    ])
    .run(async ({ assert }, { name, cell }) => {
      await createProduct({ product: { name } })
      const visitor = await givenStaff()

      const plain = await visitor.get('/admin/products/export')
      const excel = await visitor.get('/admin/products/export?for=excel')

      assert.include(plain.body, `${cell},`)
      assert.include(excel.body.replaceAll('\0', ''), `${cell}\t`)
    })

  test('contains all pages of the filtered list', async ({ assert }) => {
    await givenPurchases()
    const visitor = await givenStaff()
    const list = await visitor.get('/admin/purchases?status=refunded&sort=-total&size=50')

    const file = await visitor.get(linkTo(list, 'Export CSV') ?? '')
    const forExcel = await visitor.get(linkTo(list, 'CSV for Excel') ?? '')

    assert.equal(linkTo(list, 'Export CSV'), '/admin/purchases/export?status=refunded')
    assert.lengthOf(file.body.trim().split('\r\n'), 2)
    assert.include(file.body, 'AAAAAAAAA2')
    assert.lengthOf(forExcel.body.replaceAll('\0', '').trim().split('\r\n'), 2)
  })

  test('opens in columns in every Excel: UTF-16 with tabs, guarded against formulas', async ({
    assert,
  }) => {
    await UserFactory.merge({ email: 'oe@example.com', fullName: '=Größe;2,3' } as never).create()
    const visitor = await givenStaff()
    const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ')
    const address = new URL('/admin/customers/export?for=excel&q=oe@', visitor.base)

    const answer = await fetch(address, { headers: { cookie } })
    const bytes = Buffer.from(await answer.arrayBuffer())

    assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-16le')
    assert.deepEqual([...bytes.subarray(0, 2)], [0xff, 0xfe])
    const [head, row] = bytes.subarray(2).toString('utf16le').split('\r\n')
    assert.match(head, /^[^,;\t]+(\t[^,;\t]+)+$/)
    assert.include(row.split('\t'), "'=Größe;2,3")
    const list = await visitor.get('/admin/customers?q=oe@')
    assert.match(list.body, /href="\/admin\/customers\/export\?q=[^"]*for=excel"/)
  })

  test('is audited before it is sent, and not for HEAD', async ({ assert }) => {
    await givenPurchases()
    const visitor = await givenStaff('accountant')

    const head = await fetch(new URL('/admin/purchases/export', visitor.base), {
      method: 'HEAD',
      headers: { cookie: [...visitor.cookies].map((pair) => pair.join('=')).join('; ') },
    })
    assert.equal(head.status, 200)
    assert.equal(head.headers.get('content-type'), 'text/csv; charset=utf-8')
    assert.lengthOf(await staffActs(), 0)

    await visitor.get('/admin/purchases/export?status=refunded')
    const entry = await staffActs().firstOrFail()
    assert.equal(entry.action, 'purchases.exported')
    assert.equal(entry.changes.filter.after, 'status=refunded')
  })

  test('requires the right', async ({ assert }) => {
    await givenPurchases()
    const stranger = await new Visitor().get('/admin/purchases/export')
    const support = await givenStaff('support')

    const list = await support.get('/admin/purchases')
    const file = await support.get('/admin/purchases/export')

    assert.equal(stranger.location, '/login')
    assert.isNull(linkTo(list, 'Export CSV'))
    assert.equal(file.status, 403)
    assert.lengthOf(await staffActs(), 0)
  })

  test('is read in batches without offsets', async ({ assert }) => {
    const { configuration } = await givenPurchases()
    const purchase = await db.from('purchases').orderBy('id', 'desc').firstOrFail()
    for (let index = 0; index < 1200; index++) {
      await db.table('purchases').insert({
        ...purchase,
        id: purchase.id + 1 + index,
        reference: `B${index}`,
        checkout_session_id: `cs_${index}`,
        product_configuration_id: configuration.id,
      })
    }
    const visitor = await givenStaff()

    const { result, queries } = await countQueries(() => visitor.get('/admin/purchases/export'))

    const lines = result.body.trim().split('\r\n')
    assert.lengthOf(lines, 1204)
    assert.lengthOf(new Set(lines), 1204)
    const reads = queries.filter((sql) => /from [`"]purchases[`"]/.test(sql))
    assert.lengthOf(reads, 8)
    assert.isTrue(reads.every((sql) => / limit /.test(sql) && !/offset/.test(sql)))
  }).timeout(60_000)

  test('breaks the connection on an error, so that a partial file is not mistaken for a whole one', async ({
    assert,
  }) => {
    await givenPurchases()
    const visitor = await givenStaff()
    await db
      .from('purchases')
      .where('reference', 'AAAAAAAAA3')
      .update({ total_amount: 2 ** 60 })

    await assert.rejects(() => visitor.get('/admin/purchases/export'))

    assert.lengthOf(await staffActs(), 1)
  })
})
