import { Readable } from 'node:stream'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { appUrl } from '#config/app'
import { createProduct } from '#database/factories/product_factory'
import { PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { readHtml } from '#tests/helpers/store/panel'
import { addRelease, givenPurchase } from '#tests/helpers/store/library'
import {
  addPrice,
  changeCatalogue,
  readJsonLd,
  readMeta,
  readText,
} from '#tests/helpers/store/storefront'
import { Visitor } from '#tests/helpers/store/visitor'
import { givenSignedInUser, signedIn } from '#tests/helpers/store/signed_in'

const icons = (more: Parameters<typeof createProduct>[0] = {}) =>
  createProduct({
    product: { name: 'Corner icons', description: 'Forty-eight of them.', ...more.product },
    price: more.price,
    configuration: { slug: 'corner-icons', ...more.configuration },
  })
const ADDRESS = '/products/corner-icons'

test.group('The product page', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('shows content, files with format and size, and the price', async ({ assert }) => {
    const { configuration } = await icons({
      configuration: { content: '## Inside\n\n- **One** icon\n\n<script>alert(1)</script>' },
    })
    for (const [filename, size] of [
      ['icons.zip', 19_400],
      ['readme.pdf', 2_400_000],
    ] as const) {
      await addRelease({
        configurationId: configuration.id,
        filename,
        label: `The ${filename.split('.')[0]}`,
        stream: Readable.from([Buffer.alloc(size)]),
      })
    }

    const answer = await new Visitor().get(ADDRESS)
    const text = readText(answer)

    assert.equal(answer.status, 200)
    assert.include(answer.body, '<h2>Inside</h2>')
    assert.include(answer.body, '<strong>One</strong>')
    assert.notInclude(answer.body, '<script>alert')
    assert.include(text, 'The icons ZIP, 19 kB')
    assert.include(text, 'The readme PDF, 2.4 MB')
    assert.include(text, '2 files, 2.4 MB')
    assert.include(text, '$12 Pay once, keep it Buy for $12')
    assert.include(text, 'Secure payment by Stripe')
  })

  test('links the buy button to sign-in with the product and its price', async ({ assert }) => {
    const { price } = await icons()

    const { body } = await new Visitor().get(ADDRESS)

    const address = `/login?product=corner-icons&amp;price=${price.stripeId}`
    assert.equal(body.split(`href="${address}"`).length - 1, 2, 'in the box and in the bar')
    assert.notInclude(body, '_csrf')
  })

  test('offers several prices, with the default selected', async ({ assert }) => {
    const product = await icons({ price: { nickname: 'One person' } })
    const team = await addPrice(product, { unitAmount: 5900, nickname: 'Whole team' })
    await addPrice(product, { unitAmount: 100, active: false, nickname: 'Old' })
    await changeCatalogue('product_configurations', product.configuration.id, {
      default_price_id: team.id,
    })

    const { body } = await new Visitor().get(ADDRESS)

    assert.match(body, /<form id="buy"[^>]*method="get" action="\/login">/)
    assert.include(body, '<input type="hidden" name="product" value="corner-icons">')
    assert.include(body, `type="radio" name="price" value="${product.price.stripeId}" data-label`)
    assert.include(body, `type="radio" name="price" value="${team.stripeId}" checked`)
    assert.include(body, 'Whole team')
    assert.notInclude(body, 'Old')
  })

  test('lists prices in the currency of the main price first, and each currency from the cheapest', async ({
    assert,
  }) => {
    const product = await icons({ price: { currency: 'kwd', unitAmount: 4500 } })
    for (const [currency, unitAmount] of [
      ['jpy', 1200],
      ['eur', 9000],
      ['kwd', 3000],
      ['jpy', 800],
      ['eur', 100],
    ] as const) {
      await addPrice(product, { currency, unitAmount })
    }
    await changeCatalogue('product_configurations', product.configuration.id, {
      default_price_id: product.price.id,
    })

    const { body } = await new Visitor().get(ADDRESS)

    const form = readHtml(/<form id="buy"[\s\S]*?<\/form>/.exec(body)?.[0] ?? '')
    const amounts = ['KWD 3', 'KWD 4.500', '€1', '€90', '¥800', '¥1,200']
    const places = amounts.map((amount) => form.indexOf(amount))
    assert.notInclude(places, -1, form)
    assert.deepEqual(
      places,
      places.toSorted((one, other) => one - other)
    )
  })

  test('has no buy button without an active price', async ({ assert }) => {
    await icons({ price: { active: false } })

    const answer = await new Visitor().get(ADDRESS)

    assert.equal(answer.status, 200)
    assert.include(readText(answer), 'This is not for sale at the moment.')
    assert.notInclude(answer.body, 'id="buy"')
    assert.notInclude(answer.body, '/login?product')
  })

  test('redirects permanently from an old address', async ({ assert }) => {
    const { configuration } = await icons()
    await configuration.related('slugs').create({ slug: 'icons-of-old' })

    const answer = await new Visitor().get('/products/icons-of-old')

    assert.equal(answer.status, 301)
    assert.equal(answer.location, ADDRESS)
    assert.lengthOf(answer.headers.getSetCookie(), 0)
  })

  test('answers 404 with a link back when {reason}')
    .with([
      { reason: 'inactive', change: ['product_configurations', { is_active: false }] },
      {
        reason: 'archived here',
        change: ['product_configurations', { archived_at: '2026-01-01T00:00:00.000Z' }],
      },
      {
        reason: 'over',
        change: ['product_configurations', { available_until: '2026-01-01T00:00:00.000Z' }],
      },
      { reason: 'archived in Stripe', change: ['products', { active: false }] },
      {
        reason: 'deleted in Stripe',
        change: ['products', { gone_at: '2026-01-01T00:00:00.000Z' }],
      },
    ] as const)
    .run(async ({ assert }, { change: [table, values] }) => {
      const { configuration, product } = await icons()
      await new Visitor().get(ADDRESS)
      await changeCatalogue(
        table,
        table === 'products' ? product.id : configuration.id,
        values as Record<string, unknown>
      )

      const answer = await new Visitor().get(ADDRESS)

      assert.equal(answer.status, 404)
      assert.include(answer.body, 'href="/"')
      assert.notInclude(answer.body, 'Corner icons')
      assert.equal(answer.headers.get('cache-control'), 'private, no-store')
    })

  test('answers 404 for {path}')
    .with([
      { path: '/products/nothing-there' },
      { path: '/products/Corner-Icons' },
      { path: '/products/a--b' },
      { path: '/products/%2e%2e%2fetc' },
      { path: `/products/${'a'.repeat(400)}` },
      { path: '/products/' },
    ])
    .run(async ({ assert }, { path }) => {
      await icons()

      assert.equal((await new Visitor().get(path)).status, 404)
    })

  test('shows an unlisted product, but not to search engines', async ({ assert }) => {
    await icons({ configuration: { isListed: false } })

    const answer = await new Visitor().get(ADDRESS)

    assert.equal(answer.status, 200)
    assert.equal(readMeta(answer, 'robots'), 'noindex')
    assert.include(readText(answer), 'Buy for $12')
  })
})

test.group('The product page, signed in', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('posts to the checkout, with a token and the price', async ({ assert }) => {
    const { price } = await icons()
    const { visitor } = await givenSignedInUser()

    const answer = await visitor.get(ADDRESS)

    assert.match(
      answer.body,
      /<form id="buy"[^>]*method="post" action="\/products\/corner-icons\/checkout">/
    )
    assert.match(answer.body, /name='_csrf'/)
    assert.include(answer.body, `name="price_id" value="${price.stripeId}"`)
    assert.equal(answer.headers.get('cache-control'), 'private, no-store')
  })

  test('shows an owner the date of purchase, a link to open it, and Buy again', async ({
    assert,
  }) => {
    const user = await UserFactory.create()
    const { configuration } = await icons()
    const purchase = await givenPurchase(user, configuration, {
      purchasedAt: DateTime.utc(2026, 3, 5),
    })
    const visitor = await signedIn(user)

    const answer = await visitor.get(ADDRESS)
    const text = readText(answer)

    assert.match(text, /You own this Bought on 5 Mar 2026\. Open .*Buy again for \$12/)
    assert.match(
      answer.body,
      /<a class="button button-block" href="\/products\/corner-icons\/access">Open/
    )
    assert.match(answer.body, /<button class="button button-secondary button-block"[^>]*>Buy again/)
    assert.include(answer.body, `/purchases/${purchase.reference}`)
  })

  test('offers a subscriber no second subscription', async ({ assert }) => {
    const user = await UserFactory.create()
    const { configuration } = await icons({
      price: { type: 'recurring', interval: 'month', intervalCount: 1 },
    })
    await PurchaseFactory.apply('recurring')
      .merge({ userId: user.id, productConfigurationId: configuration.id } as never)
      .create()
    const visitor = await signedIn(user)

    const answer = await visitor.get(ADDRESS)

    assert.include(readText(answer), 'Subscribed since')
    assert.notInclude(answer.body, 'id="buy"')
  })

  test('explains a refunded purchase and offers to buy again', async ({ assert }) => {
    const user = await UserFactory.create()
    const { configuration } = await icons()
    await givenPurchase(user, configuration, { status: 'refunded' })
    const visitor = await signedIn(user)

    const answer = await visitor.get(ADDRESS)
    const text = readText(answer)

    assert.notInclude(text, 'You own this')
    assert.match(text, /refunded/i)
    assert.include(text, 'Buy for $12')
  })

  test('shows a pending payment, with Buy again as secondary action', async ({ assert }) => {
    const user = await UserFactory.create()
    const { configuration } = await icons()
    await givenPurchase(user, configuration, { status: 'pending' })
    const visitor = await signedIn(user)

    const answer = await visitor.get(ADDRESS)

    assert.match(readText(answer), /is on its way.*Buy again for \$12/)
    assert.match(answer.body, /<button class="button button-secondary button-block"[^>]*>Buy again/)
  })

  test('shows an inactive product to staff with a banner, and not to customers', async ({
    assert,
  }) => {
    await icons({ configuration: { isActive: false } })
    const { visitor: staff } = await givenSignedInUser('viewer')
    const { visitor: customer } = await givenSignedInUser()

    const preview = await staff.get(ADDRESS)

    assert.equal(preview.status, 200)
    assert.include(readText(preview), 'Only staff see this page')
    assert.equal(readMeta(preview, 'robots'), 'noindex')
    assert.isNull(readJsonLd(preview))
    assert.equal((await customer.get(ADDRESS)).status, 404)
  })
})

test.group('Metadata for search engines and previews', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('include title, description, address and offers of a product', async ({ assert }) => {
    const key = `${'b'.repeat(24)}-1600x1200`
    const product = await icons({
      product: { description: `A "fine" </script> set. ${'Words '.repeat(50)}` },
      configuration: { coverKey: key },
    })
    await addPrice(product, {
      currency: 'kwd',
      unitAmount: 4500,
      type: 'recurring',
      interval: 'year',
      intervalCount: 1,
    })

    const answer = await new Visitor().get(ADDRESS)
    const jsonLd = readJsonLd(answer)

    assert.include(answer.body, '<title>Corner icons · Kiosk</title>')
    assert.isAtMost(readMeta(answer, 'description')!.replace(/&[^;]+;/g, '_').length, 161)
    assert.include(answer.body, `<link rel="canonical" href="${appUrl}${ADDRESS}">`)
    assert.equal(readMeta(answer, 'og:title'), 'Corner icons')
    assert.equal(readMeta(answer, 'og:type'), 'product')
    assert.equal(readMeta(answer, 'og:image'), `${appUrl}/covers/${key}-1200.jpg`)
    assert.equal(jsonLd?.['@type'], 'Product')
    assert.equal(jsonLd?.url, appUrl + ADDRESS)
    assert.include(jsonLd?.description, 'A "fine" </script> set.')
    const offers = jsonLd?.offers.map((offer: any) => [offer.price, offer.priceCurrency])
    assert.deepEqual(offers, [
      ['12.00', 'USD'],
      ['4.500', 'KWD'],
    ])
  })

  test('list exactly the products on the home page in the sitemap', async ({ assert }) => {
    await icons()
    await createProduct({ configuration: { slug: 'hidden', isListed: false } })
    await createProduct({ configuration: { slug: 'off', isActive: false } })

    const answer = await new Visitor().get('/sitemap.xml')

    assert.match(answer.headers.get('content-type') ?? '', /^application\/xml/)
    assert.deepEqual(
      [...answer.body.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, address]) => address),
      [`${appUrl}/`, appUrl + ADDRESS]
    )
    assert.match(answer.body, /<lastmod>\d{4}-\d{2}-\d{2}<\/lastmod>/)
  })

  test('exclude private pages in robots.txt, which links the sitemap', async ({ assert }) => {
    const answer = await new Visitor().get('/robots.txt')

    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/)
    assert.include(answer.body, 'Disallow: /admin')
    assert.include(answer.body, `Sitemap: ${appUrl}/sitemap.xml`)
  })

  test('are served with the theme of the store at {path}')
    .with([
      { path: '/theme.css', type: 'text/css', part: ':root{--accent:' },
      { path: '/favicon.svg', type: 'image/svg+xml', part: '<svg' },
      { path: '/site.webmanifest', type: 'application/manifest+json', part: '"name":"Kiosk"' },
    ])
    .run(async ({ assert }, { path, type, part }) => {
      const answer = await new Visitor().get(path)

      assert.equal(answer.status, 200)
      assert.include(answer.headers.get('content-type'), type)
      assert.include(answer.body, part)
      assert.lengthOf(answer.headers.getSetCookie(), 0)
    })
})
