import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import type { PriceSnapshot } from '#models/purchase'
import { readProduct } from '#tests/helpers/store/catalogue'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { CREATE_PRICE, LOST } from '#tests/helpers/stripe/faults'
import { emulator } from '#tests/helpers/stripe/emulator'
import {
  formFields,
  givenStaff,
  linkTo,
  readHtml,
  rowsOf,
  staffActs,
} from '#tests/helpers/store/panel'
import { atStripe, givenCreatedProduct } from '#tests/helpers/store/product_acts'
import { Visitor } from '#tests/helpers/store/visitor'

const pricesOf = (id: number) => `/admin/products/${id}/prices`

/** A price as staff type it. */
const TEAM = {
  amount: '99',
  currency: 'eur',
  interval: 'year',
  interval_count: '1',
  nickname: 'Team',
}

/** The copies of the prices of a product, by their amounts. */
async function copies() {
  const rows = await db.from('prices').select('id', 'stripe_id', 'unit_amount', 'active')
  return Object.fromEntries(
    rows.map((row) => [Number(row.unit_amount), { ...row, active: Boolean(row.active) }])
  )
}

test.group('The prices of a product in the panel', (group) => {
  group.each.setup(() => cleanStore())

  test('are listed with their states and how often they were bought', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    const { 900: club } = await copies()
    const snapshot: PriceSnapshot = {
      stripeId: club.stripe_id,
      currency: 'eur',
      unitAmount: 900,
      interval: 'month',
      intervalCount: 1,
      nickname: 'Club',
    }
    await PurchaseFactory.merge({
      userId: (await UserFactory.create()).id,
      productConfigurationId: configurationId,
      priceSnapshot: snapshot,
    } as never).createMany(3)
    const visitor = await givenStaff('viewer')

    const page = await visitor.get(pricesOf(configurationId))

    const rows = rowsOf(page).toSorted()
    assert.lengthOf(rows, 2)
    assert.match(rows[0], /^€12\.00 price_\w+ Active Default here Default at Stripe .* 0$/)
    assert.match(rows[1], /^€9\.00 \/ month · Club price_\w+ Active .* 3$/)
    assert.notInclude(page.body, 'Make default')
    assert.notInclude(page.body, 'Add price')
    for (const path of [pricesOf(999_999), `${pricesOf(configurationId)}/999999/replace`]) {
      assert.equal((await (await givenStaff()).get(path)).status, 404, path)
    }
  })

  test('get one new price, however often its form is sent', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    const visitor = await givenStaff('manager')
    const fields = { ...formFields(await visitor.get(pricesOf(configurationId))), ...TEAM }

    const answers = await Promise.all([
      visitor.post(pricesOf(configurationId), fields),
      visitor.copy().post(pricesOf(configurationId), fields),
    ])

    assert.deepEqual(
      answers.map(({ status, location }) => [status, location]),
      Array(2).fill([303, pricesOf(configurationId)])
    )
    assert.sameMembers((await atStripe()).active, [1200, 900, 9900])
    assert.include(
      readHtml((await visitor.get(pricesOf(configurationId))).body),
      '€99.00 / year · Team price_'
    )
  })

  test('refuse an invalid price and keep what was typed', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    const visitor = await givenStaff()
    const fields: Record<string, string> = {
      ...formFields(await visitor.get(pricesOf(configurationId))),
      ...TEAM,
      amount: '1,5',
      interval_count: '9',
    }

    const answer = await visitor.post(pricesOf(configurationId), fields)

    assert.equal(answer.status, 422)
    assert.include(answer.body, 'id="error-amount"')
    assert.include(readHtml(answer.body), 'A period has 1 to 3 years')
    const { _csrf: token, ...kept } = formFields(answer)
    assert.containSubset(fields, kept)
    assert.isString(token)
    assert.lengthOf((await atStripe()).prices, 2)
  })

  test('get one new price by a second press after Stripe did not answer', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    const visitor = await givenStaff()
    const fields = { ...formFields(await visitor.get(pricesOf(configurationId))), ...TEAM }
    await emulator.fault({ ...CREATE_PRICE, ...LOST })

    const failed = await visitor.post(pricesOf(configurationId), fields)
    await emulator.clearFaults()
    const answer = await visitor.post(pricesOf(configurationId), formFields(failed))

    assert.equal(failed.status, 503)
    assert.include(readHtml(failed.body), 'Stripe did not answer')
    assert.equal(answer.status, 303)
    assert.sameMembers((await atStripe()).active, [1200, 900, 9900])
  })

  test('can be replaced, and the new price becomes the default', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct()
    const { 1200: old } = await copies()
    const visitor = await givenStaff()
    const path = `${pricesOf(configurationId)}/${old.id}/replace`

    const page = await visitor.get(path)
    const fields = formFields(page)
    const wrong = await visitor.post(path, { ...fields, amount: '0.1' })
    const answer = await visitor.post(path, { ...formFields(wrong), amount: '14' })
    const again = await visitor.post(path, { ...formFields(page), request: '', amount: '15' })

    assert.containSubset(fields, { amount: '12.00', currency: 'eur', interval: '' })
    assert.include(readHtml(page.body), 'Stripe’s prices cannot be changed')
    assert.equal(wrong.status, 422)
    assert.equal(formFields(wrong).request, fields.request)
    assert.equal(answer.location, pricesOf(configurationId))
    assert.equal(again.status, 422)
    assert.include(readHtml(again.body), 'This price is not sold any more')
    const { active, products, prices } = await atStripe()
    assert.sameMembers(active, [900, 1400])
    const made = prices.find((price) => price.unit_amount === 1400)
    assert.equal(products[0].default_price, made?.id as string)
    assert.equal((await readProduct(product.id)).defaultPriceStripeId, made?.id)
    const actions = (await staffActs()).map(({ action }) => action)
    assert.include(actions, 'product.price_replaced')
  })

  test('are archived after a confirmation, and restored', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    const { 900: club, 1200: chosen } = await copies()
    const visitor = await givenStaff()
    const path = `${pricesOf(configurationId)}/${club.id}`

    const question = await visitor.get(`${path}/archive`)
    const archived = await visitor.post(path, { intent: 'archive' })
    const { 900: copy } = await copies()
    const page = await visitor.get(pricesOf(configurationId))
    const restored = await visitor.post(path, { intent: 'restore' })
    const refused = await visitor.post(`${pricesOf(configurationId)}/${chosen.id}`, {
      intent: 'archive',
    })

    assert.include(readHtml(question.body), 'running subscriptions keep it')
    assert.deepEqual([archived.status, restored.status], [303, 303])
    assert.isFalse(copy.active)
    assert.include(readHtml(page.body), 'Archived the price.')
    assert.equal(refused.status, 422)
    assert.include(readHtml(refused.body), 'Make another price the default first')
    assert.sameMembers((await atStripe()).active, [900, 1200])
  })

  test('can become the default here and in Stripe', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct()
    const { 900: club } = await copies()
    await db.from('product_configurations').update({ default_price_id: null })
    const visitor = await givenStaff()

    const answer = await visitor.post(`${pricesOf(configurationId)}/${club.id}`, {
      intent: 'default',
    })

    assert.equal(answer.status, 303)
    assert.equal((await atStripe()).products[0].default_price, club.stripe_id)
    assert.equal((await readProduct(product.id)).defaultPriceStripeId, club.stripe_id)
  })

  test('cannot be changed without the right', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    const { 900: club } = await copies()
    const path = `${pricesOf(configurationId)}/${club.id}`
    const support = await givenStaff('support')
    const nobody = new Visitor()
    await nobody.get('/login')

    for (const [address, fields] of [
      [pricesOf(configurationId), TEAM],
      [path, { intent: 'archive' }],
      [`${path}/replace`, TEAM],
    ] as const) {
      assert.equal((await support.post(address, fields)).status, 403, address)
      assert.equal((await nobody.post(address, fields)).location, '/login', address)
    }
    assert.isNull(linkTo(await support.get(pricesOf(configurationId)), 'Replace €12.00'))
    assert.sameMembers((await atStripe()).active, [900, 1200])
  })
})
