import { test } from '@japa/runner'
import {
  HIDDEN,
  type Hidden,
  isHidden,
  type Standing,
  STANDINGS,
} from '#catalogue/product_standing'
import { databaseTime } from '#database/columns'
import { UserFactory } from '#database/factories/user_factory'
import CheckoutAttempt from '#models/checkout_attempt'
import ProductConfiguration from '#models/product_configuration'
import { productsOnSale, whereStanding } from '#catalogue/standing_in_sql'
import {
  type Buyer,
  callsToStripe,
  returnFromCheckout,
  givenBuyer,
  givenStore,
  openSession,
  pressBuy,
  purchaseOf,
} from '#tests/helpers/store/buying'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { emulator } from '#tests/helpers/stripe/emulator'
import { givenOwnedFile, type OwnedFile } from '#tests/helpers/store/library'
import {
  editProduct,
  formFields,
  givenStaff,
  linkTo,
  readHtml,
  rowsOf,
} from '#tests/helpers/store/panel'
import { createStanding, factsOf, NOW, STANDING_CASES } from '#tests/helpers/store/standings'
import {
  cardNames,
  changeCatalogue,
  readJsonLd,
  readMeta,
  readText,
} from '#tests/helpers/store/storefront'
import { Visitor } from '#tests/helpers/store/visitor'
import { signedIn } from '#tests/helpers/store/signed_in'

test.group('A product in the database', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('has the same standing in SQL as by the rules', async ({ assert }) => {
    for (const [index, { facts }] of STANDING_CASES.entries()) {
      await createStanding(facts, `case-${index}`)
    }

    for (const standing of STANDINGS) {
      const rows = await whereStanding(productsOnSale(), standing, NOW)
        .select('slug')
        .orderBy('product_configurations.id')
      const expected = STANDING_CASES.flatMap((known, index) =>
        known.standing === standing ? [`case-${index}`] : []
      )
      assert.deepEqual(
        rows.map(({ slug }) => slug),
        expected,
        standing
      )
    }
  })
})

test.group('The standing of a product', (group) => {
  group.each.setup(async () => {
    await cleanStoreAlone()
    for (const standing of STANDINGS) {
      await createStanding(factsOf(standing), slugOf(standing))
    }
  })

  test('lists only products on sale on the home page and in the sitemap', async ({ assert }) => {
    const visitor = new Visitor()

    assert.deepEqual(cardNames(await visitor.get('/')), ['The on-sale'])
    assert.deepEqual(cardNames(await visitor.get('/?q=The')), ['The on-sale'])
    const { body } = await visitor.get('/sitemap.xml')
    assert.deepEqual(body.match(/\/products\/[\w-]+/g), ['/products/on-sale'])
  })

  test('hides the product page with 404 when the product is hidden', async ({ assert }) => {
    const customer = await signedIn(await UserFactory.create())

    for (const standing of STANDINGS) {
      for (const reader of [new Visitor(), customer]) {
        const answer = await reader.get(`/products/${slugOf(standing)}`)
        assert.equal(answer.status, isHidden(standing) ? 404 : 200, standing)
        assert.equal(answer.body.includes(`The ${slugOf(standing)}`), !isHidden(standing))
        assert.notInclude(answer.body, 'Only staff see this page')
        assert.equal(readMeta(answer, 'robots') === null, standing === 'on_sale')
        assert.equal(readJsonLd(answer) === null, isHidden(standing))
      }
    }
  })

  test('shows staff a hidden product and why visitors do not see it', async ({ assert }) => {
    const staff = await givenStaff('viewer')
    const reasons: Record<Hidden, RegExp> = {
      archived: /It is archived/,
      draft: /It is a draft/,
      gone: /was deleted at Stripe/,
      archived_at_stripe: /is archived at Stripe/,
      ended: /Its time ended on \d+ \w+ \d{4}.*UTC: visitors get/,
      scheduled: /Visitors get “not found” until \d+ \w+ \d{4}.*UTC/,
    }

    for (const standing of HIDDEN) {
      const preview = await staff.get(`/products/${slugOf(standing)}`)
      assert.equal(preview.status, 200, standing)
      assert.match(readText(preview), /^Only staff see this page/)
      assert.match(readText(preview), reasons[standing])
      assert.match(preview.body, /<a href="\/admin\/products\/\d+\/edit">/)
      assert.equal(readMeta(preview, 'robots'), 'noindex')
      assert.isNull(readJsonLd(preview))
    }
    const shown = await staff.get('/products/on-sale')
    assert.notInclude(shown.body, 'Only staff see this page')
  })

  test('is shown in the panel and has a filter', async ({ assert }) => {
    const staff = await givenStaff()
    const words: Record<Standing, string> = {
      on_sale: 'On sale',
      unlisted: 'Unlisted',
      no_price: 'No price',
      scheduled: 'Scheduled',
      ended: 'Ended',
      archived_at_stripe: 'Archived at Stripe',
      gone: 'Gone from Stripe',
      draft: 'Draft',
      archived: 'Archived',
    }

    for (const standing of STANDINGS) {
      const [row, ...others] = rowsOf(await staff.get(`/admin/products?state=${standing}`))
      assert.isEmpty(others, standing)
      assert.include(row, `The ${slugOf(standing)} ${words[standing]} `)
    }
    for (const [standing, link] of [
      ['on_sale', 'View in store'],
      ['scheduled', 'Preview'],
    ] as const) {
      const id = await idOf(standing)
      const form = await staff.get(`/admin/products/${id}/edit`)
      assert.include(readHtml(form.body), words[standing])
      assert.equal(linkTo(form, link), `/products/${slugOf(standing)}`)
    }
  })
})

test.group('Archiving in the panel', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('hides a product, keeps the time of archiving, and can be undone', async ({ assert }) => {
    const { configuration } = await createStanding(factsOf('on_sale'), 'on-sale')
    const staff = await givenStaff()
    const archivedAt = async () => (await configuration.refresh()).archivedAt?.toMillis() ?? null
    const isShown = async () => (await new Visitor().get('/products/on-sale')).status === 200

    await editProduct(staff, configuration.id, { archived_at: '1' })
    const first = await archivedAt()
    assert.isNumber(first)
    assert.isFalse(await isShown())

    await editProduct(staff, configuration.id, { overview: 'Another text' })
    assert.equal(await archivedAt(), first)

    const page = await staff.get(`/admin/products/${configuration.id}/edit`)
    const { archived_at: ticked, ...fields } = formFields(page)
    assert.equal(ticked, '1')
    await staff.post(`/admin/products/${configuration.id}`, fields)
    assert.isNull(await archivedAt())
    assert.isTrue(await isShown())
  })
})

test.group('Buying a product that is not for sale', (group) => {
  let buyer: Buyer
  group.each.setup(async () => {
    await givenStore()
    buyer = await givenBuyer()
  })

  test('is refused with {status} and an explanation when {standing}')
    .with([
      { standing: 'draft', status: 404, words: 'This is not for sale at the moment' },
      { standing: 'scheduled', status: 403, words: 'This is not for sale yet' },
      { standing: 'ended', status: 410, words: '“The ended” is no longer for sale' },
      { standing: 'archived', status: 410, words: '“The archived” is no longer for sale' },
      {
        standing: 'archived_at_stripe',
        status: 410,
        words: '“The archived-at-stripe” is no longer for sale',
      },
      { standing: 'gone', status: 410, words: '“The gone” is no longer for sale' },
      { standing: 'no_price', status: 409, words: 'This is not for sale at the moment' },
    ] as const)
    .run(async ({ assert }, { standing, status, words }) => {
      await createStanding(factsOf(standing), slugOf(standing))

      const answer = await pressBuy(buyer, slugOf(standing))

      assert.equal(answer.status, status)
      assert.match(readText(answer), new RegExp(`^${words}`))
      assert.include(readText(answer), 'Nothing was charged')
      assert.equal(answer.body.includes(`The ${slugOf(standing)}`), status === 410)
      assert.match(answer.body, /<a class="button" href="\/">/)
      assert.lengthOf(await CheckoutAttempt.all(), 0)
      assert.lengthOf(await callsToStripe('POST', '/v1/checkout/sessions'), 0)
    })

  test('is refused with an open session, and after signing in to buy it', async ({ assert }) => {
    await openSession(buyer, 'book')
    const visitor = new Visitor()
    await visitor.get('/login')
    await visitor.post('/products/book/checkout')
    await endBook()

    const again = await pressBuy(buyer, 'book')
    const signedInLater = await visitor.signIn(await UserFactory.create())

    for (const answer of [again, signedInLater]) {
      assert.equal(answer.status, 410)
      assert.include(readText(answer), '“Book” is no longer for sale')
    }
    assert.lengthOf(await CheckoutAttempt.all(), 1)
  })

  test('is fulfilled for a buyer who started to pay in time', async ({ assert }) => {
    const sessionId = await openSession(buyer, 'book')
    await endBook()
    await emulator.pay(sessionId)

    const answer = await returnFromCheckout(buyer, sessionId)

    const purchase = await purchaseOf(sessionId)
    assert.equal(answer.location, `/purchases/${purchase?.reference}`)
    assert.equal(purchase?.status, 'active')
    assert.equal((await buyer.browser.get('/products/book/access')).status, 200)
  })
})

test.group('A buyer of a hidden product', (group) => {
  let owned: OwnedFile
  group.each.setup(async () => {
    await cleanStoreAlone()
    owned = await givenOwnedFile()
  })

  test('keeps access whatever hides it', async ({ assert }) => {
    const owner = await signedIn(owned.user)

    for (const standing of HIDDEN) {
      await move(owned.configuration, standing)
      const library = await owner.get('/purchases')
      assert.include(library.body, owned.configuration.name, standing)
      assert.include(library.body, `href="/products/${owned.configuration.slug}/access"`)
      assert.equal((await owner.get(`/purchases/${owned.purchase.reference}`)).status, 200)
      assert.equal((await owner.get(`/products/${owned.configuration.slug}/access`)).status, 200)
      assert.equal((await owner.get(owned.address)).status, 200, standing)
    }
  })

  test('is led from the hidden product page to the gated page', async ({ assert }) => {
    await move(owned.configuration, 'archived')

    const owner = await signedIn(owned.user)

    const answer = await owner.get(`/products/${owned.configuration.slug}`)

    assert.equal(answer.status, 303)
    assert.equal(answer.location, `/products/${owned.configuration.slug}/access`)
  })

  test('gets no link to buy it again', async ({ assert }) => {
    await owned.purchase.merge({ status: 'refunded' }).save()
    const owner = await signedIn(owned.user)
    const page = `/products/${owned.configuration.slug}`
    assert.include((await owner.get('/purchases')).body, `href="${page}"`)

    await move(owned.configuration, 'scheduled')

    const library = await owner.get('/purchases')
    assert.notInclude(library.body, `href="${page}"`)
    assert.include(library.body, 'See all products')
    const stranger = await signedIn(await UserFactory.create())
    const refused = await stranger.get(`${page}/access`)
    assert.equal(refused.location, '/')
    assert.notInclude((await stranger.get('/')).body, `href="${page}"`)
  })
})

function slugOf(standing: Standing): string {
  return standing.replaceAll('_', '-')
}

async function idOf(standing: Standing): Promise<number> {
  return (await ProductConfiguration.findByOrFail('slug', slugOf(standing))).id
}

async function endBook() {
  const book = await ProductConfiguration.findByOrFail('slug', 'book')
  await changeCatalogue('product_configurations', book.id, {
    available_until: databaseTime(NOW.minus({ seconds: 1 })),
  })
}

/** Gives a product the facts of a standing. */
async function move(configuration: ProductConfiguration, standing: Standing) {
  const { isActive, archivedAt, availableFrom, availableUntil, isActiveAtStripe, goneAt } =
    factsOf(standing)
  await configuration.merge({ isActive, archivedAt, availableFrom, availableUntil }).save()
  await configuration.product.merge({ active: isActiveAtStripe, goneAt }).save()
}
