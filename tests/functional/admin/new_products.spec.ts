import { test } from '@japa/runner'
import { createProduct } from '#database/factories/product_factory'
import ProductConfiguration from '#models/product_configuration'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { CREATE_PRICE, LOST } from '#tests/helpers/stripe/faults'
import { emulator } from '#tests/helpers/stripe/emulator'
import { formFields, givenStaff, linkTo, readHtml, staffActs } from '#tests/helpers/store/panel'
import { atStripe, givenCreatedProduct, priceOf } from '#tests/helpers/store/product_acts'
import { type Answer, Visitor } from '#tests/helpers/store/visitor'

const NEW = '/admin/products/new'
const PRODUCTS = '/admin/products'

/** What staff type for a book with a one-time price and a quarterly one. */
const BOOK = {
  name: '  Field   notes ',
  description: 'Notes from the field.',
  overview: 'Short.',
  content: '# Long',
  price_0_amount: '9',
  price_0_currency: 'eur',
  price_0_interval: 'month',
  price_0_interval_count: '3',
  price_0_nickname: 'Club',
  price_1_amount: '12.50',
  price_1_currency: 'eur',
  price_1_interval: '',
  price_1_interval_count: '1',
  price_1_nickname: '',
  default_price: '1',
}

/** The empty form. */
async function open(visitor: Visitor): Promise<Record<string, string>> {
  return formFields(await visitor.get(NEW))
}

function errorAt(page: Answer, name: string): string | null {
  const found = new RegExp(`<p class="field-error" id="error-${name}">([^<]*)</p>`).exec(page.body)
  return found ? readHtml(found[1]) : null
}

test.group('A new product in the panel', (group) => {
  group.each.setup(() => cleanStore())

  test('is created in Stripe with its prices, and offered in the store', async ({ assert }) => {
    const visitor = await givenStaff()
    const fields: Record<string, string> = { ...(await open(visitor)), ...BOOK }

    const answer = await visitor.post(PRODUCTS, { ...fields, intent: 'offer' })

    const configuration = await ProductConfiguration.firstOrFail()
    assert.equal(answer.status, 303)
    assert.equal(answer.location, `/admin/products/${configuration.id}/edit`)
    assert.containSubset(configuration.$attributes, {
      slug: 'field-notes',
      overview: 'Short.',
      content: '# Long',
      isActive: true,
    })
    const { products, prices } = await atStripe()
    assert.lengthOf(products, 1)
    assert.containSubset(products[0], { name: 'Field notes', active: true })
    assert.sameDeepMembers(
      prices.map(({ unit_amount: amount, currency, recurring, nickname }) => ({
        amount,
        currency,
        period: recurring && `${recurring.interval_count} ${recurring.interval}`,
        nickname,
      })),
      [
        { amount: 1250, currency: 'eur', period: null, nickname: null },
        { amount: 900, currency: 'eur', period: '3 month', nickname: 'Club' },
      ]
    )
    const chosen = prices.find(({ id }) => id === products[0].default_price)
    assert.equal(chosen?.unit_amount, 1250)
    assert.include(readHtml((await visitor.get(answer.location!)).body), 'Created “Field notes”.')
    const [entry] = await staffActs()
    assert.equal(entry.action, 'product.created')
    assert.match(entry.actorLabel, /^The owner </)
  })

  test('can be a draft with its own address and no price', async ({ assert }) => {
    const visitor = await givenStaff('manager')
    const { price_0_amount: amount, ...fields } = await open(visitor)

    await visitor.post(PRODUCTS, { ...fields, name: 'Quiet', slug: 'shh', intent: 'draft' })

    const configuration = await ProductConfiguration.firstOrFail()
    assert.equal(amount, '')
    assert.equal(configuration.slug, 'shh')
    assert.isFalse(configuration.isActive)
    assert.equal((await new Visitor().get('/products/shh')).status, 404)
  })

  test('is linked from the list for roles that may create one', async ({ assert }) => {
    const [manager, viewer] = [await givenStaff('manager'), await givenStaff('viewer')]

    assert.equal(linkTo(await manager.get(PRODUCTS), 'New product'), NEW)
    assert.isNull(linkTo(await viewer.get(PRODUCTS), 'New product'))
    assert.equal((await viewer.get(NEW)).status, 403)
    assert.equal((await viewer.post(PRODUCTS, BOOK)).status, 403)
    assert.lengthOf((await atStripe()).products, 0)
  })

  test('keeps everything typed when prices are added and removed', async ({ assert }) => {
    const visitor = await givenStaff()
    const fields: Record<string, string> = { ...(await open(visitor)), ...BOOK }

    const longer = await visitor.post(PRODUCTS, { ...fields, intent: 'add_price' })
    const typed = formFields(longer)
    const shorter = await visitor.post(PRODUCTS, {
      ...typed,
      price_2_amount: '99',
      price_2_nickname: 'Team',
      intent: 'remove_price_0',
    })

    assert.deepEqual([longer.status, shorter.status], [200, 200])
    assert.containSubset(typed, { ...BOOK, price_2_amount: '', price_2_currency: 'eur' })
    assert.match(longer.body, /id="field-price_2_amount"[^>]* autofocus/)
    const { price_2_amount: third, ...kept } = formFields(shorter)
    assert.isUndefined(third)
    assert.containSubset(kept, {
      request: fields.request,
      name: BOOK.name,
      content: BOOK.content,
      price_0_amount: '12.50',
      price_1_amount: '99',
      price_1_nickname: 'Team',
      default_price: '0',
    })
    assert.lengthOf((await atStripe()).products, 0)
  })

  test('has at most ten prices', async ({ assert }) => {
    const visitor = await givenStaff()
    let fields = await open(visitor)
    for (let count = 1; count < 12; count++) {
      fields = formFields(await visitor.post(PRODUCTS, { ...fields, intent: 'add_price' }))
    }

    assert.property(fields, 'price_9_amount')
    assert.notProperty(fields, 'price_10_amount')
  })

  test('is refused with an error at each field and everything typed kept', async ({ assert }) => {
    const visitor = await givenStaff()
    const { _csrf: token, ...fields } = await open(visitor)
    const sent = {
      ...fields,
      ...BOOK,
      name: ' ',
      slug: 'Not good',
      price_0_amount: '',
      price_0_interval_count: '37',
      price_1_amount: '0.10',
      price_1_currency: 'usd',
    }

    const answer = await visitor.post(PRODUCTS, { ...sent, _csrf: token, intent: 'offer' })

    assert.equal(answer.status, 422)
    assert.deepEqual(
      ['name', 'slug', 'price_0_amount', 'price_0_interval_count', 'price_1_amount'].map((name) =>
        errorAt(answer, name)
      ),
      [
        'Name is needed',
        'An address has small letters, digits and single hyphens only',
        'Write the amount',
        'A period has 1 to 36 months',
        'Stripe charges at least 0.50 USD',
      ]
    )
    assert.include(readHtml(answer.body), '5 things need to be corrected')
    for (const [, target] of answer.body.matchAll(/<li><a href="#([^"]+)">/g)) {
      assert.include(answer.body, `id="${target}"`)
    }
    assert.containSubset(formFields(answer), sent)
    assert.lengthOf((await atStripe()).products, 0)
  })

  test('is refused for a taken address, a repeated price and an offer without a price', async ({
    assert,
  }) => {
    await createProduct({ configuration: { slug: 'taken' } as never })
    const visitor = await givenStaff()
    const fields = { ...(await open(visitor)), ...BOOK, slug: 'taken' }
    const twice = {
      price_1_amount: '9.00',
      price_1_interval: 'month',
      price_1_interval_count: '3',
      price_1_nickname: 'Club',
    }

    const answer = await visitor.post(PRODUCTS, { ...fields, ...twice, intent: 'draft' })
    const { default_price: chosen, price_0_amount: first, ...bare } = fields
    const priceless = await visitor.post(PRODUCTS, { ...bare, slug: '', intent: 'offer' })

    assert.equal(answer.status, 422)
    assert.equal(errorAt(answer, 'slug'), 'Another product has this address, or had it once')
    assert.equal(errorAt(answer, 'price_0_amount'), 'This price is there already')
    assert.equal(priceless.status, 422)
    assert.equal(errorAt(priceless, 'prices'), 'What is offered needs a price')
    assert.deepEqual([chosen, first], ['1', '9'])
  })

  test('is created once, however often its form is sent', async ({ assert }) => {
    const visitor = await givenStaff()
    const fields = { ...(await open(visitor)), ...BOOK, intent: 'offer' }

    const answers = await Promise.all([
      visitor.post(PRODUCTS, fields),
      visitor.copy().post(PRODUCTS, fields),
      visitor.copy().post(PRODUCTS, fields),
    ])
    const later = await visitor.post(PRODUCTS, { ...fields, name: 'After Back' })

    const configuration = await ProductConfiguration.firstOrFail()
    const edit = `/admin/products/${configuration.id}/edit`
    assert.deepEqual(
      [...answers, later].map(({ location }) => location),
      Array(4).fill(edit)
    )
    assert.include(readHtml((await visitor.get(edit)).body), 'had made “Field notes” before')
    const { products, prices } = await atStripe()
    assert.deepEqual([products.length, prices.length], [1, 2])
    assert.lengthOf(await ProductConfiguration.all(), 1)
  })

  test('is completed by a second press after Stripe did not answer', async ({ assert }) => {
    const visitor = await givenStaff()
    await emulator.fault({ ...CREATE_PRICE, ...LOST })

    const fields: Record<string, string> = { ...(await open(visitor)), ...BOOK }
    const failed = await visitor.post(PRODUCTS, { ...fields, intent: 'offer' })
    await emulator.clearFaults()
    const typed = formFields(failed)
    const answer = await visitor.post(PRODUCTS, { ...typed, intent: 'offer' })

    assert.equal(failed.status, 503)
    assert.include(readHtml(failed.body), 'Stripe did not answer')
    assert.containSubset(typed, { ...BOOK, request: fields.request })
    assert.equal(answer.status, 303)
    const { products, prices } = await atStripe()
    assert.deepEqual([products.length, prices.length], [1, 2])
    assert.lengthOf(await ProductConfiguration.all(), 1)
  })

  test('shows the message when Stripe refuses it', async ({ assert }) => {
    const visitor = await givenStaff()
    await emulator.fault({ method: 'POST', path: '^/v1/products$', kind: 'status', status: 400 })
    const fields: Record<string, string> = { ...(await open(visitor)), ...BOOK }

    const answer = await visitor.post(PRODUCTS, { ...fields, intent: 'draft' })

    assert.equal(answer.status, 422)
    assert.include(readHtml(answer.body), 'Stripe will not have it')
    assert.containSubset(formFields(answer), BOOK)
  })

  test('can be filled from another product and its active prices', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct({
      overview: 'Short.',
      prices: [
        priceOf(900, { interval: 'month', intervalCount: 3, nickname: 'Club' }),
        priceOf(50),
      ],
    })
    const visitor = await givenStaff()

    const page = await visitor.get(`${NEW}?from=${configurationId}`)

    const fields = formFields(page)
    assert.include(readHtml(page.body), 'This becomes another product; “Field notes” stays')
    assert.containSubset(fields, {
      name: 'Field notes',
      description: 'Notes from the field.',
      slug: '',
      overview: 'Short.',
      price_0_amount: '9.00',
      price_0_interval: 'month',
      price_0_interval_count: '3',
      price_0_nickname: 'Club',
      price_1_amount: '0.50',
      default_price: '0',
    })
    await visitor.post(PRODUCTS, { ...fields, intent: 'draft' })
    assert.lengthOf(await ProductConfiguration.all(), 2)
    for (const from of ['999999', 'x', '-1', '1.5']) {
      assert.equal((await visitor.get(`${NEW}?from=${from}`)).status, 404, from)
    }
  })
})
