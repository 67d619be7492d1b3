import { test } from '@japa/runner'
import router from '@adonisjs/core/services/router'
import type { HttpContext } from '@adonisjs/core/http'
import { createProduct } from '#database/factories/product_factory'
import { UserFactory } from '#database/factories/user_factory'
import type User from '#models/user'
import { forms, middleware } from '#start/kernel'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { givenPurchase, hiddenProducts } from '#tests/helpers/store/library'

/* Gated routes as a developer would write them. */
const show = ({ productConfig, productPurchase, session }: HttpContext) => {
  session.put('seen', productConfig.slug)
  return { product: productConfig.name, purchase: productPurchase.reference }
}
router.get('/gate/fixed', show).use(middleware.productRequired({ slug: 'atlas' }))
router.get('/gate/param/:book', show).use(middleware.productRequired({ param: 'book' }))
router.get('/gate/any', show).use(middleware.productRequired({ anyOf: ['atlas', 'globe'] }))
router.get('/gate/all', show).use(middleware.productRequired({ allOf: ['atlas', 'globe'] }))
router
  .get('/gate/forms/:productSlug', show)
  .use([...forms, middleware.auth(), middleware.productRequired()])

test.group('productRequired', (group) => {
  let user: User
  let owner: User

  group.setup(async () => {
    await cleanStoreAlone()
    user = await UserFactory.create()
    owner = await UserFactory.create()
    const { configuration } = await createProduct({
      product: { name: 'Atlas' },
      configuration: { slug: 'atlas' },
    })
    await createProduct({ product: { name: 'Globe' }, configuration: { slug: 'globe' } })
    await givenPurchase(owner, configuration)
  })

  test('lets the owner open {address} and provides product and purchase')
    .with([
      { address: '/gate/fixed' },
      { address: '/gate/param/atlas' },
      { address: '/gate/any' },
      { address: '/gate/forms/atlas' },
    ])
    .run(async ({ assert, client }, { address }) => {
      const page = await client.get(address).loginAs(owner)
      page.assertStatus(200)
      assert.equal(page.body().product, 'Atlas')
      assert.match(page.body().purchase, /^[0-9A-Z]{10}$/)
      page.assertSession('seen', 'atlas')
    })

  test('refuses a user without the product at {address}')
    .with([
      { address: '/gate/fixed' },
      { address: '/gate/param/globe' },
      { address: '/gate/any' },
      { address: '/gate/all' },
    ])
    .run(async ({ client }, { address }) => {
      const page = await client.get(address).accept('application/json').loginAs(user)
      page.assertStatus(403)
      page.assertBodyContains({ error: { code: 'never_bought' } })
    })

  test('requires every product of allOf', async ({ client }) => {
    const page = await client.get('/gate/all').accept('application/json').loginAs(owner)
    page.assertStatus(403)
    page.assertTextIncludes('Globe')
  })

  test('answers 404 for a product that does not exist', async ({ client }) => {
    const page = await client.get('/gate/param/nothing').loginAs(owner)
    page.assertStatus(404)
  })
})

test.group('A refused request to a gated page', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('leads a signed-out visitor to sign-in and remembers the page', async ({ client }) => {
    const { configuration } = await createProduct()
    const address = `/products/${configuration.slug}/access`

    const page = await client.get(address).redirects(0)
    page.assertStatus(303)
    page.assertHeader('location', '/login')
    page.assertSession('redirect.intendedUrl', address)
  })

  test('for a product never bought leads to the store, which links to the product', async ({
    client,
  }) => {
    const user = await UserFactory.create()
    const { configuration } = await createProduct({ product: { name: 'Atlas & <b>more</b>' } })

    const page = await client.get(`/products/${configuration.slug}/access`).loginAs(user)
    page.assertRedirectsTo('/')
    page.assertTextIncludes('You do not own Atlas &amp; &lt;b&gt;more&lt;/b&gt; yet')
    page.assertTextIncludes(`href="/products/${configuration.slug}"`)
  })

  test('for a hidden product leads to the store without a link to it', async ({
    assert,
    client,
  }) => {
    const user = await UserFactory.create()
    for (const hidden of hiddenProducts()) {
      const { configuration } = await createProduct({
        ...hidden,
        product: { name: 'Atlas', ...hidden.product },
      })

      const page = await client.get(`/products/${configuration.slug}/access`).loginAs(user)
      page.assertRedirectsTo('/')
      page.assertTextIncludes('Atlas is not for sale at the moment')
      assert.notInclude(page.text(), `href="/products/${configuration.slug}"`)
    }
  })

  test('after access has ended leads to the purchase, which says why', async ({ client }) => {
    const user = await UserFactory.create()
    const { configuration } = await createProduct()
    const purchase = await givenPurchase(user, configuration, { status: 'refunded' })

    const page = await client
      .get(`/products/${configuration.slug}/access`)
      .loginAs(user)
      .redirects(0)
    page.assertStatus(303)
    page.assertHeader('location', `/purchases/${purchase.reference}`)
  })

  test('at a former address redirects to the current one', async ({ client }) => {
    const user = await UserFactory.create()
    const { configuration } = await createProduct()
    await configuration.related('slugs').create({ slug: 'as-it-was' })
    await givenPurchase(user, configuration)

    const page = await client.get('/products/as-it-was/access?a=b').loginAs(user).redirects(0)
    page.assertStatus(301)
    page.assertHeader('location', `/products/${configuration.slug}/access?a=b`)
  })

  test('of a disabled account is answered with 401', async ({ client }) => {
    const user = await UserFactory.create()
    const { configuration } = await createProduct()
    await givenPurchase(user, configuration)
    await user.merge({ disabledAt: configuration.createdAt }).save()

    const page = await client
      .get(`/products/${configuration.slug}/access`)
      .accept('application/json')
      .loginAs(user)
    page.assertStatus(401)
  })
})
