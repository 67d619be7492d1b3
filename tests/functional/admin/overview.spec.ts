import { test } from '@japa/runner'
import { createProduct } from '#database/factories/product_factory'
import { PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import Mail from '#models/mail'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { givenStaff, linkTo, readHtml } from '#tests/helpers/store/panel'

test.group('The overview', (group) => {
  group.each.setup(() => cleanStore())

  test('counts what needs attention and links to it', async ({ assert }) => {
    const { configuration, price } = await createProduct()
    await price.merge({ active: false }).save()
    const buyer = await UserFactory.create()
    await PurchaseFactory.merge({
      userId: buyer.id,
      productConfigurationId: configuration.id,
      status: 'mismatch',
    } as never).create()
    await Mail.create({
      dedupeKey: 'x',
      kind: 'receipt',
      recipient: buyer.email,
      locale: 'en',
      data: {},
      status: 'failed',
      error: 'No such mailbox',
    })
    const { configuration: onSale } = await createProduct({ product: { name: 'Bare' } })
    const visitor = await givenStaff()

    const page = await visitor.get('/admin')

    for (const [words, row] of [
      ['1 Purchases that do not match', buyer.email],
      ['1 Mails that failed', buyer.email],
      ['1 Products that have no price to pay', configuration.name],
      ['1 Products on sale without a file', onSale.name],
    ]) {
      const list = await visitor.get(linkTo(page, words) ?? '/nowhere')
      assert.include(readHtml(list.body), row, words)
    }
  })

  test('shows which Stripe is used, on every page', async ({ assert }) => {
    const visitor = await givenStaff()
    for (const path of ['/admin', '/admin/products', '/admin/audit']) {
      assert.include((await visitor.get(path)).body, 'Stripe: local')
    }
  })
})
