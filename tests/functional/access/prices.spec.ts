import { test } from '@japa/runner'
import { Bouncer } from '@adonisjs/bouncer'
import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import router from '@adonisjs/core/services/router'
import edge from 'edge.js'
import { ACCESS_CASES, GRACE_DAYS } from '#tests/helpers/store/access_truth_table'
import { accountBuyer } from '#buyers/buyer'
import FindAccess from '#access/find_access'
import FindUnknownGates from '#access/find_unknown_gates'
import ReplacePrice from '#catalogue_editing/replace_price'
import SyncCatalogue from '#catalogue/sync/sync_catalogue'
import { createProduct, PriceFactory } from '#database/factories/product_factory'
import { UserFactory } from '#database/factories/user_factory'
import { policies } from '#generated/policies'
import Price from '#models/price'
import ProductConfiguration from '#models/product_configuration'
import type User from '#models/user'
import { middleware } from '#start/kernel'
import { deliverEvents, givenBuyer, givenStore, openSession } from '#tests/helpers/store/buying'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { countQueries } from '#tests/helpers/store/count_queries'
import { givenPurchase } from '#tests/helpers/store/library'
import { act, priceOf } from '#tests/helpers/store/product_acts'
import { givenSale } from '#tests/helpers/store/sale'
import { emulator } from '#tests/helpers/stripe/emulator'

/* Gated routes as a developer would write them. */
const show = ({ productPurchase }: HttpContext) => ({ purchase: productPurchase.reference })
router
  .get('/priced/by-name/:productSlug', show)
  .use(middleware.productRequired({ price: 'Whole team' }))
router.get('/priced/by-id', show).use(middleware.productRequired({ price: 'price_team' }))
router
  .get('/priced/nowhere', show)
  .use(middleware.productRequired({ slug: 'icons', price: 'Nobody' }))

const TEMPLATE = `
@can('ProductConfigurationPolicy.access', configuration, price)
open
@end
`

/** Icons for one person and for a whole team. */
async function givenTwoPrices() {
  const { product, configuration } = await createProduct({
    product: { name: 'Icons' },
    configuration: { slug: 'icons', graceDays: GRACE_DAYS },
    price: { stripeId: 'price_one', nickname: 'One person' },
  })
  const team = await PriceFactory.merge({
    productId: product.id,
    stripeId: 'price_team',
    nickname: 'Whole team',
    stripeData: { created: 1_790_000_000, lookup_key: 'team' },
  } as never).create()
  return { product, configuration, team }
}

/** The answers of every way in which access is checked. */
async function answersOf(user: User, configuration: ProductConfiguration, price: string) {
  const bouncer = new Bouncer(user, {}, policies)
  const text = await edge.renderRaw(TEMPLATE, { ...bouncer.edgeHelpers, configuration, price })
  const access = await new FindAccess().handle({
    buyer: accountBuyer(user),
    product: { id: configuration.id },
    price,
  })
  return {
    code: access.code,
    allowed: [
      access.allowed,
      text.trim() === 'open',
      await bouncer.with('ProductConfigurationPolicy').allows('access', configuration, price),
    ],
  }
}

test.group('Access by price', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('is that of a purchase at this price, of another one none: {title}')
    .with(ACCESS_CASES)
    .run(async ({ assert, client }, { purchase, allowed, code }) => {
      const user = await UserFactory.create()
      const { configuration } = await givenTwoPrices()
      const isGrant = purchase.source === 'grant'
      await givenPurchase(user, configuration, {
        priceStripeId: isGrant ? null : 'price_team',
        ...purchase,
      })

      for (const price of ['Whole team', 'price_team', 'team']) {
        const answers = await answersOf(user, configuration, price)
        assert.deepEqual(answers, { code, allowed: [allowed, allowed, allowed] })
      }
      for (const address of ['/priced/by-name/icons', '/priced/by-id']) {
        const page = await client.get(address).accept('application/json').loginAs(user)
        assert.equal(page.status(), allowed ? 200 : 403)
        assert.equal(page.body().error?.code, allowed ? undefined : code)
      }

      const other = await answersOf(user, configuration, 'One person')
      const otherCode = allowed && !isGrant ? 'other_price' : code
      const otherAllowed = allowed && isGrant
      assert.deepEqual(other, {
        code: otherCode,
        allowed: [otherAllowed, otherAllowed, otherAllowed],
      })
    })

  test('is refused to visitors, and to users who never bought the product', async ({
    assert,
    client,
  }) => {
    const user = await UserFactory.create()
    await givenTwoPrices()

    for (const address of ['/priced/by-name/icons', '/priced/by-id']) {
      const stranger = await client.get(address).accept('application/json')
      assert.equal(stranger.status(), 401)
      const page = await client.get(address).accept('application/json').loginAs(user)
      assert.equal(page.status(), 403)
      assert.equal(page.body().error.code, 'never_bought')
    }
  })

  test('leads a buyer of another price to the prices', async ({ client }) => {
    const user = await UserFactory.create()
    const { configuration } = await givenTwoPrices()
    await givenPurchase(user, configuration, { priceStripeId: 'price_one' })

    const page = await client.get('/priced/by-name/icons').loginAs(user)

    page.assertRedirectsTo('/')
    page.assertTextIncludes('You have Icons at another price')
    page.assertTextIncludes('href="/products/icons"')
  })

  test('needs only one of several purchases at this price', async ({ assert }) => {
    const user = await UserFactory.create()
    const { configuration } = await givenTwoPrices()
    await givenPurchase(user, configuration, { priceStripeId: 'price_one' })
    await givenPurchase(user, configuration, { priceStripeId: 'price_team', status: 'refunded' })
    assert.equal((await answersOf(user, configuration, 'team')).code, 'refunded')

    const { id } = await givenPurchase(user, configuration, { priceStripeId: 'price_team' })

    const access = await new FindAccess().handle({
      buyer: accountBuyer(user),
      product: { slug: 'icons' },
      price: 'team',
    })
    assert.isTrue(access.allowed)
    assert.equal(access.purchase?.id, id)
  })

  test('includes prices that replaced it one after the other, and not the other way round', async ({
    assert,
  }) => {
    const user = await UserFactory.create()
    const { product, configuration } = await givenTwoPrices()
    const replacement = (stripeId: string, replacesStripeId: string) =>
      PriceFactory.merge({ productId: product.id, stripeId, replacesStripeId } as never).create()
    await replacement('price_third', 'price_second')
    await replacement('price_second', 'price_team')
    await Price.query()
      .where('stripeId', 'price_team')
      .update({ replaces_stripe_id: 'price_third' })
    await givenPurchase(user, configuration, { priceStripeId: 'price_third' })

    assert.equal((await answersOf(user, configuration, 'Whole team')).code, 'active')
    assert.equal((await answersOf(user, configuration, 'price_one')).code, 'other_price')
  })

  test('of a price that the product does not have is refused, and reported', async ({
    assert,
    client,
  }) => {
    const user = await UserFactory.create()
    const { configuration } = await givenTwoPrices()
    await givenPurchase(user, configuration)

    const page = await client.get('/priced/nowhere').accept('application/json').loginAs(user)
    assert.equal(page.body().error.code, 'other_price')
    assert.deepEqual(await new FindUnknownGates().handle(), [
      { route: '/priced/nowhere', slug: 'icons', price: 'Nobody' },
    ])
  })

  test('costs two queries more, however many prices and purchases there are', async ({
    assert,
  }) => {
    const user = await UserFactory.create()
    const { product, configuration } = await givenTwoPrices()
    const cost = async (price?: string) => {
      const { queries } = await countQueries(() =>
        new FindAccess().handle({
          buyer: accountBuyer(user),
          product: { id: configuration.id },
          price,
        })
      )
      return queries.length
    }
    await givenPurchase(user, configuration, { priceStripeId: 'price_one' })
    assert.equal((await cost('Whole team')) - (await cost()), 2)

    await PriceFactory.merge({ productId: product.id } as never).createMany(50)
    for (let count = 0; count < 20; count++) {
      await givenPurchase(user, configuration, { priceStripeId: 'price_one' })
    }
    assert.equal((await cost('Whole team')) - (await cost()), 2)
  })
})

test.group('The price of a purchase at Stripe', (group) => {
  group.each.setup(() => givenStore())

  const codeOf = async (userId: number, slug: string, price: string) =>
    (
      await new FindAccess().handle({
        buyer: accountBuyer({ id: userId }),
        product: { slug },
        price,
      })
    ).code

  test('is the one that was bought, also after staff replaced it', async ({ assert }) => {
    const configuration = await ProductConfiguration.findByOrFail('slug', 'course')
    const early = await givenBuyer()
    await emulator.pay(await openSession(early, 'course', { price_id: 'price_course_team' }))
    await act(ReplacePrice, {
      configurationId: configuration.id,
      request: 'replace-team',
      priceStripeId: 'price_course_team',
      terms: priceOf(19900),
    })
    const { stripeId } = await Price.findByOrFail('replacesStripeId', 'price_course_team')
    const late = await givenBuyer()
    await emulator.pay(await openSession(late, 'course', { price_id: stripeId }))
    const single = await givenSale('course')
    await deliverEvents()

    assert.equal(await codeOf(early.user.id, 'course', 'price_course_team'), 'active')
    assert.equal(await codeOf(late.user.id, 'course', 'price_course_team'), 'active')
    assert.equal(await codeOf(single.buyer.user.id, 'course', 'price_course_team'), 'other_price')
    assert.equal(await codeOf(single.buyer.user.id, 'course', 'price_course'), 'active')
  })

  test('is that of the current plan of a subscription, also after it was cancelled', async ({
    assert,
  }) => {
    await emulator.reset({
      catalogue: [
        {
          id: 'prod_club',
          name: 'Club',
          prices: ['month', 'year'].map((interval) => ({
            id: `price_${interval}ly`,
            currency: 'usd',
            unit_amount: 900,
            recurring: { interval },
          })) as never,
          default_price: 'price_monthly',
        },
      ],
    })
    await (await app.container.make(SyncCatalogue)).handle({ allowRemovals: true })
    const { buyer, purchase } = await givenSale('club')
    assert.equal(await codeOf(buyer.user.id, 'club', 'price_monthly'), 'renewing')

    await emulator.changePlan(purchase.subscriptionId!, 'price_yearly')
    await deliverEvents()
    assert.equal(await codeOf(buyer.user.id, 'club', 'price_monthly'), 'other_price')
    assert.equal(await codeOf(buyer.user.id, 'club', 'price_yearly'), 'renewing')

    await emulator.cancelSubscription(purchase.subscriptionId!, { atPeriodEnd: true })
    await deliverEvents()
    assert.equal(await codeOf(buyer.user.id, 'club', 'price_yearly'), 'cancelling')
  })
})
