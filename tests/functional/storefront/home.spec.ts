import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import storeConfig from '#config/store'
import { createProduct } from '#database/factories/product_factory'
import { PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { countQueries } from '#tests/helpers/store/count_queries'
import { addPrice, cardNames, readText } from '#tests/helpers/store/storefront'
import { Visitor } from '#tests/helpers/store/visitor'
import { givenSignedInUser, signedIn } from '#tests/helpers/store/signed_in'

const sell = (name: string, more: Parameters<typeof createProduct>[0] = {}) =>
  createProduct({ ...more, product: { name, ...more.product } })

test.group('The store home', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('shows each product with its name, overview and formatted price', async ({ assert }) => {
    await sell('Icons', { product: { description: 'Forty-eight of them.' } })
    await sell('Grids', { price: { currency: 'jpy', unitAmount: 1800 } })
    await sell('Tiles', { price: { currency: 'kwd', unitAmount: 4500 } })
    await sell('Club', {
      price: { unitAmount: 900, type: 'recurring', interval: 'month', intervalCount: 1 },
    })
    await sell('Sheet', { price: { unitAmount: 0 } })
    const font = await sell('Font', { price: { currency: 'eur', unitAmount: 5900 } })
    await addPrice(font, { currency: 'eur', unitAmount: 1200 })

    const text = readText(await new Visitor().get('/'))

    assert.include(text, 'Icons Forty-eight of them. $12')
    for (const price of ['¥1,800', 'KWD 4.500', '$9 / month', 'Free', 'from €12']) {
      assert.include(text, price)
    }
  })

  test('shows only what can be bought now', async ({ assert }) => {
    const past = DateTime.utc().minus({ hours: 1 })
    const future = DateTime.utc().plus({ hours: 1 })
    await sell('Seen')
    await sell('Seen in its time', {
      configuration: { availableFrom: past, availableUntil: future },
    })
    await sell('Inactive', { configuration: { isActive: false } })
    await sell('Unlisted', { configuration: { isListed: false } })
    await sell('Archived', { configuration: { archivedAt: past } })
    await sell('Too early', { configuration: { availableFrom: future } })
    await sell('Too late', { configuration: { availableUntil: past } })
    await sell('Archived in Stripe', { product: { active: false } })
    await sell('Deleted in Stripe', { product: { goneAt: past } })
    await sell('Price archived', { price: { active: false } })
    await sell('Price deleted', { price: { goneAt: past } })
    await sell('Tiered', { price: { unitAmount: null, unsellableReason: 'tiered' } })

    assert.deepEqual(cardNames(await new Visitor().get('/')), ['Seen', 'Seen in its time'])
  })

  test('prefers the name and the overview of the store to those in Stripe', async ({ assert }) => {
    await sell('Stripe name', {
      product: { description: 'Stripe text' },
      configuration: { nameOverride: 'Our name', overview: 'Our text' },
    })

    const text = readText(await new Visitor().get('/'))

    assert.include(text, 'Our name Our text')
    assert.notInclude(text, 'Stripe name')
    assert.notInclude(text, 'Stripe text')
  })

  test('orders by position, then by age', async ({ assert }) => {
    await sell('Second', { configuration: { position: 2 } })
    await sell('Third', { configuration: { position: 2 } })
    await sell('First', { configuration: { position: 1 } })

    assert.deepEqual(cardNames(await new Visitor().get('/')), ['First', 'Second', 'Third'])
  })

  test('shows markup in names as text', async ({ assert }) => {
    await sell('<script>alert(1)</script> & "quotes"')

    const { body } = await new Visitor().get('/')

    assert.notInclude(body, '<script>alert(1)')
    assert.include(body, '&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;')
  })

  test('draws a cover for a product that has no picture', async ({ assert }) => {
    await sell('Tape & glass')

    const { body } = await new Visitor().get('/')

    assert.match(body, /<svg viewBox="0 0 400 300"[^>]*aria-hidden="true">/)
    assert.include(body, '>Tape &amp; glass</text>')
    assert.notInclude(body, '<img')
  })

  test('shows a picture in modern formats, with its size, loaded late below the fold', async ({
    assert,
  }) => {
    const key = `${'a'.repeat(24)}-1600x1200`
    for (let index = 0; index < 6; index++) {
      await sell(`Icons ${index}`, { configuration: { coverKey: key } })
    }

    const { body } = await new Visitor().get('/')

    assert.include(body, '<source type="image/avif"')
    assert.include(body, '<source type="image/webp"')
    assert.include(body, `/covers/${key}-400.avif 400w`)
    assert.match(body, /<img [^>]*width="1600" height="1200" alt=""[^>]*>/)
    assert.equal(body.match(/loading="lazy"/g)?.length, 2)
  })

  test('says so when the store is empty', async ({ assert }) => {
    const answer = await new Visitor().get('/')

    assert.equal(answer.status, 200)
    assert.include(readText(answer), 'There is nothing for sale at the moment.')
  })
})

test.group('Searching the store', (group) => {
  group.each.setup(async () => {
    await cleanStoreAlone()
    await sell('Corner icons', { product: { description: 'Outline drawings' } })
    await sell('Über type', { product: { description: '100% of it_all' } })
    await sell('Draw with code', { configuration: { overview: 'A course' } })
  })

  test('{q} finds {names}')
    .with([
      { q: 'icons', names: ['Corner icons'] },
      { q: 'CORNER', names: ['Corner icons'] },
      { q: 'outline corner', names: ['Corner icons'] },
      { q: 'corner icons outline drawings con raw seventh', names: ['Corner icons'] },
      { q: 'corner icons outline drawings con sixth', names: [] },
      { q: 'course', names: ['Draw with code'] },
      { q: 'draw', names: ['Corner icons', 'Draw with code'] },
      { q: 'über', names: ['Über type'] },
      { q: 'ÜBER', names: ['Über type'] },
      { q: 'uber', names: ['Über type'] },
      { q: 'üBeR', names: ['Über type'] },
      { q: 'u\u0308ber', names: ['Über type'] },
      { q: '\u0308', names: [] },
      { q: '100%', names: ['Über type'] },
      { q: 't_a', names: ['Über type'] },
      { q: '%', names: ['Über type'] },
      { q: "'; drop table products; --", names: [] },
      { q: '!', names: [] },
      { q: '  ', names: ['Corner icons', 'Über type', 'Draw with code'] },
    ])
    .run(async ({ assert }, { q, names }) => {
      const answer = await new Visitor().get(`/?q=${encodeURIComponent(q)}`)

      assert.equal(answer.status, 200)
      assert.deepEqual(cardNames(answer), names)
    })

  test('works sixty times a minute from one network; the store opens all the same', async ({
    assert,
  }) => {
    for (let count = 0; count < 60; count++) {
      assert.equal((await new Visitor().get('/?q=corner')).status, 200)
    }
    const refused = await new Visitor().get('/?q=corner')

    assert.equal(refused.status, 429)
    assert.include(refused.body, 'Please wait a minute')
    assert.isAtMost(Number(refused.headers.get('retry-after')), 60)
    assert.lengthOf(cardNames(await new Visitor().get('/')), 3)
  })

  test('keeps the search terms in the field and is not indexed', async ({ assert }) => {
    const { body } = await new Visitor().get('/?q=%22%3E%3Cscript%3E')

    assert.include(body, 'value="&quot;&gt;&lt;script&gt;"')
    assert.include(body, '<meta name="robots" content="noindex">')
    assert.notInclude(body, 'rel="canonical"')
    assert.include(body, 'Show all products')
  })

  test('causes no error with {query}')
    .with([
      { query: 'q[]=a&q[]=b' },
      { query: 'q[x]=1' },
      { query: `q=${'a'.repeat(3000)}` },
      { query: 'page=-1' },
      { query: 'page=abc' },
      { query: 'page[]=2' },
      { query: 'page=1e9' },
      { query: 'q=%00' },
      { query: 'q=a%00b' },
      { query: 'q=%F0%9F%98%80' },
    ])
    .run(async ({ assert }, { query }) => {
      const answer = await new Visitor().get(`/?${query}`)

      assert.oneOf(answer.status, [200, 404])
    })
})

test.group('Paging through the store', (group) => {
  group.each.setup(async () => {
    await cleanStoreAlone()
    for (let index = 1; index <= storeConfig.productsPerPage + 2; index++) {
      await sell(`Product ${index}`, { configuration: { position: index } })
    }
  })

  test('works with links, forwards and back', async ({ assert }) => {
    const first = await new Visitor().get('/')
    const second = await new Visitor().get('/?page=2')

    assert.lengthOf(cardNames(first), storeConfig.productsPerPage)
    assert.include(first.body, 'rel="next" href="/?page=2"')
    assert.notInclude(first.body, 'rel="prev"')
    assert.deepEqual(cardNames(second), ['Product 25', 'Product 26'])
    assert.include(second.body, 'rel="prev" href="/"')
    assert.notInclude(second.body, 'rel="next"')
    assert.include(readText(second), 'Page 2 of 2')
    assert.include(second.body, `<link rel="canonical" href="http://localhost:`)
    assert.match(second.body, /rel="canonical" href="[^"]*\/\?page=2"/)
  })

  test('keeps the search from page to page', async ({ assert }) => {
    const { body } = await new Visitor().get('/?q=product')

    assert.include(body, 'rel="next" href="/?q=product&amp;page=2"')
  })

  test('answers 404 beyond the last page', async ({ assert }) => {
    const answer = await new Visitor().get('/?page=3')

    assert.equal(answer.status, 404)
    assert.include(answer.body, 'href="/"')
  })
})

test.group('The store home, signed in', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('says which products are owned, by the rules of access', async ({ assert }) => {
    const user = await UserFactory.create()
    const owned = await sell('Owned')
    const refunded = await sell('Refunded')
    const elsewhere = await sell('Of somebody else')
    const stranger = await UserFactory.create()
    await PurchaseFactory.merge({
      userId: user.id,
      productConfigurationId: owned.configuration.id,
    } as never).create()
    await PurchaseFactory.apply('refunded')
      .merge({ userId: user.id, productConfigurationId: refunded.configuration.id } as never)
      .create()
    await PurchaseFactory.merge({
      userId: stranger.id,
      productConfigurationId: elsewhere.configuration.id,
    } as never).create()
    const visitor = await signedIn(user)

    const answer = await visitor.get('/')

    assert.match(readText(answer), /Owned .*?\$12 You own this Refunded/)
    assert.equal(answer.body.match(/You own this/g)?.length, 1)
    assert.equal(answer.headers.get('cache-control'), 'private, no-store')
  })

  test('needs at most three queries besides session and user, for 10 products and for 24', async ({
    assert,
  }) => {
    const { user, visitor } = await givenSignedInUser()
    const counts: number[] = []
    for (const count of [10, 14]) {
      for (let index = 0; index < count; index++) {
        const { configuration } = await sell(`Product ${index}`)
        await PurchaseFactory.merge({
          userId: user.id,
          productConfigurationId: configuration.id,
        } as never).create()
      }
      await db.from('settings').delete()
      const { queries } = await countQueries(() => visitor.get(`/?q=product`))
      counts.push(queries.filter((sql) => !/sessions|from .users|settings/i.test(sql)).length)
    }

    assert.isAtMost(counts[0], 3)
    assert.equal(counts[1], counts[0])
  })
})
