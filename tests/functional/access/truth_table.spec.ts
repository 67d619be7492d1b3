import { test } from '@japa/runner'
import { Bouncer } from '@adonisjs/bouncer'
import edge from 'edge.js'
import { createProduct } from '#database/factories/product_factory'
import { PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import { policies } from '#generated/policies'
import type User from '#models/user'
import { accountBuyer } from '#buyers/buyer'
import FindAccess from '#access/find_access'
import { ACCESS_CASES, GRACE_DAYS } from '#tests/helpers/store/access_truth_table'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'

/** A template as a developer would write it. */
const TEMPLATE = `
@can('ProductConfigurationPolicy.access', configuration)
open
@end
`

test.group('Access by gate, policy, template and query', (group) => {
  let user: User

  group.setup(async () => {
    await cleanStoreAlone()
    user = await UserFactory.create()
  })

  test('{title}: {code}')
    .with(ACCESS_CASES)
    .run(async ({ assert, client }, { purchase, allowed, code }) => {
      const { configuration } = await createProduct({ configuration: { graceDays: GRACE_DAYS } })
      await PurchaseFactory.merge({
        userId: user.id,
        productConfigurationId: configuration.id,
        ...purchase,
      } as never).create()

      const page = await client
        .get(`/products/${configuration.slug}/access`)
        .header('accept', 'application/json')
        .loginAs(user)
      assert.equal(page.status(), allowed ? 200 : 403)
      if (!allowed) {
        assert.equal(page.body().error.code, code)
      }

      const bouncer = new Bouncer(user, {}, policies)
      assert.equal(
        await bouncer.with('ProductConfigurationPolicy').allows('access', configuration),
        allowed
      )

      const text = await edge.renderRaw(TEMPLATE, { ...bouncer.edgeHelpers, configuration })
      assert.equal(text.trim(), allowed ? 'open' : '')

      const access = await new FindAccess().handle({
        buyer: accountBuyer(user),
        product: { slug: configuration.slug },
      })
      assert.containsSubset(access, { allowed, code })
    })

  test('is refused to visitors and to users who never bought the product', async ({
    assert,
    client,
  }) => {
    const { configuration } = await createProduct()
    const address = `/products/${configuration.slug}/access`

    for (const [who, status, code] of [
      [null, 401, 'signed_out'],
      [user, 403, 'never_bought'],
    ] as const) {
      const request = client.get(address).header('accept', 'application/json')
      const page = await (who === null ? request : request.loginAs(who))
      assert.equal(page.status(), status)
      assert.equal(page.body().error.code, code)
      assert.notInclude(page.body().error.message, 'purchases.')

      const bouncer = new Bouncer<typeof user, {}, typeof policies>(who, {}, policies)
      const policy = bouncer.with('ProductConfigurationPolicy')
      assert.isFalse(await policy.allows('access', configuration))
      const text = await edge.renderRaw(TEMPLATE, { ...bouncer.edgeHelpers, configuration })
      assert.equal(text.trim(), '')

      const access = await new FindAccess().handle({
        buyer: who === null ? null : accountBuyer(who),
        product: { slug: configuration.slug },
      })
      assert.containsSubset(access, { allowed: false, code })
    }
  })

  test('needs only one of several purchases', async ({ assert }) => {
    const { configuration } = await createProduct()
    const row = { userId: user.id, productConfigurationId: configuration.id }
    await PurchaseFactory.merge(row as never)
      .apply('refunded')
      .create()
    const open = await PurchaseFactory.merge(row as never).create()
    await PurchaseFactory.merge(row as never)
      .apply('pending')
      .create()

    const access = await new FindAccess().handle({
      buyer: accountBuyer(user),
      product: { id: configuration.id },
    })
    assert.isTrue(access.allowed)
    assert.equal(access.purchase?.id, open.id)
  })

  test('stays open for buyers of a product that is no longer sold', async ({ client }) => {
    const { configuration } = await createProduct({
      product: { active: false },
      configuration: { isActive: false },
    })
    await PurchaseFactory.merge({
      userId: user.id,
      productConfigurationId: configuration.id,
    } as never).create()

    const page = await client.get(`/products/${configuration.slug}/access`).loginAs(user)
    page.assertStatus(200)
  })
})
