import { test } from '@japa/runner'
import ArchiveProduct from '#catalogue_editing/archive_product'
import RestoreProduct from '#catalogue_editing/restore_product'
import UpdateStripeProduct from '#catalogue_editing/update_stripe_product'
import AuditEntry from '#models/audit_entry'
import CheckoutAttempt from '#models/checkout_attempt'
import ProductConfiguration from '#models/product_configuration'
import {
  returnFromCheckout,
  givenBuyer,
  openSession,
  pressBuy,
  purchaseOf,
  deliverEvents,
} from '#tests/helpers/store/buying'
import { readProduct } from '#tests/helpers/store/catalogue'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { LOST, UPDATE_PRODUCT } from '#tests/helpers/stripe/faults'
import { emulator } from '#tests/helpers/stripe/emulator'
import { act, actorOf, atStripe, givenCreatedProduct } from '#tests/helpers/store/product_acts'
import { stripe } from '#tests/helpers/stripe/stripe'
import { Visitor } from '#tests/helpers/store/visitor'
import { givenOpenCheckout } from '#tests/helpers/store/sale'

const EXPIRE = { method: 'POST', path: '^/v1/checkout/sessions/.*/expire$' }

test.group('Archiving a product', (group) => {
  group.each.setup(() => cleanStore())

  test('ends its sale here and in Stripe, and restoring resumes it', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct()
    const visitor = new Visitor()
    const { lockVersion } = await ProductConfiguration.findOrFail(configurationId)

    const archived = await act(ArchiveProduct, { configurationId })
    const [configuration, page] = [
      await ProductConfiguration.findOrFail(configurationId),
      await visitor.get('/products/field-notes'),
    ]
    const activeAtStripe = (await atStripe()).products[0].active
    const copy = await readProduct(product.id)
    const restored = await act(RestoreProduct, { configurationId })

    assert.deepEqual([archived.type, restored.type], ['archived', 'restored'])
    assert.isNotNull(configuration.archivedAt)
    assert.equal(configuration.lockVersion, lockVersion + 1)
    assert.equal(page.status, 404)
    assert.isFalse(activeAtStripe)
    assert.isFalse(copy.product.active)
    assert.equal((await visitor.get('/products/field-notes')).status, 200)
    assert.isTrue((await atStripe()).products[0].active)
    const entries = await AuditEntry.query().whereNot('action', 'product.created').orderBy('id')
    assert.deepEqual(
      entries.map(({ action }) => action),
      [
        'product.archived',
        'product.updated_at_stripe',
        'product.updated_at_stripe',
        'product.restored',
      ]
    )
  })

  test('keeps access for its buyers', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    const { buyer, sessionId } = await givenOpenCheckout('field-notes')
    await emulator.pay(sessionId)
    await returnFromCheckout(buyer, sessionId)

    await act(ArchiveProduct, { configurationId })
    await deliverEvents()

    const access = await buyer.browser.get('/products/field-notes/access')
    assert.equal(access.status, 200)
  })

  test('expires open checkouts and allows no new ones', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    const [buyer, other] = [await givenBuyer(), await givenBuyer()]
    const sessions = [
      await openSession(buyer, 'field-notes'),
      await openSession(other, 'field-notes'),
    ]

    await act(ArchiveProduct, { configurationId })

    for (const id of sessions) {
      assert.equal((await stripe.checkout.sessions.retrieve(id)).status, 'expired')
    }
    const attempts = await CheckoutAttempt.all()
    assert.deepEqual(
      attempts.map(({ status }) => status),
      ['expired', 'expired']
    )
    assert.equal((await pressBuy(buyer, 'field-notes')).status, 410)
  })

  test('expires a checkout that is being created at the same moment', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    const buyer = await givenBuyer()
    const { holdId } = await emulator.hold({
      method: 'POST',
      path: '^/v1/checkout/sessions$',
      phase: 'after',
    })
    const pressing = pressBuy(buyer, 'field-notes')
    await emulator.waitHeld(holdId)
    const archiving = act(ArchiveProduct, { configurationId })
    await emulator.release(holdId)
    await Promise.all([pressing, archiving])

    const sessions = await stripe.checkout.sessions.list()
    assert.lengthOf(sessions.data, 1)
    assert.equal(sessions.data[0].status, 'expired')
  })

  test('fulfils a checkout that was paid meanwhile', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    const { buyer, sessionId } = await givenOpenCheckout('field-notes')
    await emulator.setDelivery({ mode: 'hold' })
    await emulator.pay(sessionId, { waitForWebhook: false })

    const outcome = await act(ArchiveProduct, { configurationId })
    await returnFromCheckout(buyer, sessionId)

    assert.equal(outcome.type, 'archived')
    assert.equal((await purchaseOf(sessionId))?.status, 'active')
  })

  test('is completed by the next press without doing anything twice when {title}')
    .with([
      { title: 'the answer is lost', fault: { ...UPDATE_PRODUCT, ...LOST } },
      { title: 'Stripe is down', fault: { ...UPDATE_PRODUCT, kind: 'reset', times: 9 } },
      { title: 'a checkout could not be expired', fault: { ...EXPIRE, kind: 'reset', times: 9 } },
      { title: 'the answer about a checkout is lost', fault: { ...EXPIRE, ...LOST } },
    ] as const)
    .run(async ({ assert }, { fault }) => {
      const { configurationId } = await givenCreatedProduct()
      const { sessionId } = await givenOpenCheckout('field-notes')
      await emulator.fault(fault)

      const first = await act(ArchiveProduct, { configurationId })
      await emulator.clearFaults()
      const [second, third] = await Promise.all([
        act(ArchiveProduct, { configurationId }),
        act(ArchiveProduct, { configurationId }),
      ])

      assert.deepEqual(
        [first.type, second.type, third.type],
        ['unavailable', 'archived', 'archived']
      )
      assert.isFalse((await atStripe()).products[0].active)
      assert.equal((await stripe.checkout.sessions.retrieve(sessionId)).status, 'expired')
      assert.lengthOf(await AuditEntry.query().where('action', 'product.archived'), 1)
    })

  test('requires the right and an existing product', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()

    const outcomes = [
      await act(ArchiveProduct, { configurationId, actor: actorOf('support') }),
      await act(RestoreProduct, { configurationId, actor: actorOf('viewer') }),
      await act(ArchiveProduct, { configurationId: 999 }),
    ]

    assert.deepEqual(
      outcomes.map(({ type }) => type),
      ['forbidden', 'forbidden', 'not_found']
    )
    assert.isTrue((await atStripe()).products[0].active)
  })

  test('reports a product that was deleted in Stripe', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct({ prices: [] })
    await emulator.setDelivery({ mode: 'off' })
    await stripe.products.del(product.id)

    const outcome = await act(ArchiveProduct, { configurationId })

    assert.equal(outcome.type, 'gone')
    assert.isNotNull((await readProduct(product.id)).product.gone_at)
  })
})

test.group('Changing name and description in Stripe', (group) => {
  group.each.setup(() => cleanStore())

  test('is copied at once and audited', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct()
    const values = { name: 'Fieldnotes', description: '' }

    const outcomes = [
      await act(UpdateStripeProduct, { configurationId, values }),
      await act(UpdateStripeProduct, { configurationId, values }),
    ]

    assert.deepEqual(
      outcomes.map(({ type }) => type),
      ['changed', 'unchanged']
    )
    const { product: copy } = await readProduct(product.id)
    assert.containSubset(copy, { name: 'Fieldnotes', description: null })
    const entry = await AuditEntry.findByOrFail('action', 'product.updated_at_stripe')
    assert.deepEqual(entry.changes, {
      stripe_name: { before: 'Field notes', after: 'Fieldnotes' },
      stripe_description: { before: 'Notes from the field.', after: '' },
    })
  })
})
