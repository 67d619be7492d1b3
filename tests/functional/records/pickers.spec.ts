import { test } from '@japa/runner'
import { createProduct } from '#database/factories/product_factory'
import { PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import type ProductConfiguration from '#models/product_configuration'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { formFields, givenStaff, linkTo, readHtml, rowsOf } from '#tests/helpers/store/panel'
import { givenPickers, picked } from '#tests/helpers/store/picker_fields'
import type { Visitor } from '#tests/helpers/store/visitor'

const editPath = ({ id }: ProductConfiguration) => `/admin/products/${id}/edit`

/** Opens the form, changes some fields and sends it. */
async function send(
  visitor: Visitor,
  product: ProductConfiguration,
  changes: Record<string, string>
) {
  const page = await visitor.get(editPath(product))
  return visitor.post(`/admin/products/${product.id}`, { ...formFields(page), ...changes })
}

async function givenProducts(...names: string[]) {
  const made = []
  for (const name of names) {
    made.push((await createProduct({ product: { name } })).configuration)
  }
  return made
}

test.group('Pickers in forms', (group) => {
  group.each.setup(() => cleanStoreAlone())
  group.each.setup(() => givenPickers())

  test('save several records in their order, and move them without JavaScript', async ({
    assert,
  }) => {
    const [product, a, b] = await givenProducts('Icons', 'Sounds', 'Fonts')
    const visitor = await givenStaff()

    const saved = await send(visitor, product, { companions: `${a.id},${b.id}`, intent: 'stay' })
    assert.equal(saved.status, 303)
    assert.deepEqual(picked.companions, [a.id, b.id])

    const moved = await send(visitor, product, {
      companions: `${a.id},${b.id}`,
      name_override: 'Typed meanwhile',
      intent: `up companions ${b.id}`,
    })
    assert.equal(moved.status, 200)
    assert.match(readHtml(moved.body), /Companions .* Fonts .* Sounds/)
    assert.include(moved.body, 'value="Typed meanwhile"')
    assert.deepEqual(picked.companions, [a.id, b.id])
  })

  test('search with a button, and keep what was typed', async ({ assert }) => {
    const [product, other] = await givenProducts('Icons', 'Corner sounds')
    await createProduct({ product: { name: 'Nothing of it' } })
    const visitor = await givenStaff()

    const found = await send(visitor, product, {
      companions_find: 'corner',
      slug: 'Not good',
      intent: 'find',
    })

    assert.equal(found.status, 200)
    assert.include(found.body, `name="companions" value="${other.id}"`)
    assert.notInclude(readHtml(found.body), 'Nothing of it')
    assert.include(found.body, 'value="Not good"')
    assert.notInclude(found.body, 'class="summary"')
    const none = await send(visitor, product, { companions_find: 'zzz', intent: 'find' })
    assert.include(readHtml(none.body), 'No other product was found for “zzz”')
  })

  test('refuse missing records and too many', async ({ assert }) => {
    const [product, a, b, c, d] = await givenProducts('A', 'B', 'C', 'D', 'E')
    const visitor = await givenStaff()

    const missing = await send(visitor, product, { companions: '999999', intent: 'stay' })
    assert.equal(missing.status, 422)
    assert.include(readHtml(missing.body), 'Companions names something that is not there any more')
    const garbage = await send(visitor, product, { companions: 'x,1', intent: 'stay' })
    assert.equal(garbage.status, 422)
    const many = await send(visitor, product, {
      companions: [a, b, c, d].map(({ id }) => id).join(),
      intent: 'stay',
    })
    assert.equal(many.status, 422)
    assert.deepEqual(picked.companions, [])
  })

  test('are a select up to 200 records, and a search above', async ({ assert }) => {
    const [product] = await givenProducts('Icons')
    const visitor = await givenStaff()
    const reviewer = await UserFactory.merge({ email: 'zoe@example.com' } as never).create()

    const few = await visitor.get(editPath(product))
    assert.match(few.body, /<select [^>]*name="reviewer"/)
    assert.include(readHtml(few.body), 'zoe@example.com')
    await send(visitor, product, { reviewer: String(reviewer.id), intent: 'stay' })
    assert.equal(picked.reviewer, reviewer.id)

    await UserFactory.merge({ password: null } as never).createMany(200)
    const many = await visitor.get(editPath(product))
    assert.notMatch(many.body, /<select [^>]*name="reviewer"/)
    assert.include(many.body, `name="reviewer" value="${reviewer.id}" checked`)
    assert.lengthOf(many.body.match(/name="reviewer"/g) ?? [], 3)
  })
})

test.group('Options for pickers', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('are paginated by 20 with the name of each record', async ({ assert }) => {
    await UserFactory.merge({ password: null, fullName: 'Ada' } as never).createMany(25)
    const visitor = await givenStaff('viewer')
    const ask = async (query: string) =>
      JSON.parse((await visitor.get(`/admin/customers/options?${query}`)).body)

    const first = await ask('q=ada')
    const second = await ask(`q=ada&after=${first.next}`)

    assert.lengthOf(first.options, 20)
    assert.lengthOf(second.options, 5)
    assert.isNull(second.next)
    assert.equal(first.options[0].note, 'Ada')
    assert.match(first.options[0].text, /@/)
    assert.isEmpty((await ask('q=nobody')).options)
  })
})

test.group('Filters by another record', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('resolve a typed text to a record', async ({ assert }) => {
    const [product] = await givenProducts('Icons')
    const buyers = []
    for (const email of ['ada@example.com', 'adam@example.com', 'grace@example.com']) {
      const buyer = await UserFactory.merge({
        email,
        fullName: null,
        password: null,
      } as never).create()
      buyers.push(buyer)
      await PurchaseFactory.merge({
        userId: buyer.id,
        productConfigurationId: product.id,
      } as never).create()
    }
    const visitor = await givenStaff()

    const one = await visitor.get('/admin/purchases?status=active&user_find=grace&after=x')
    assert.equal(one.status, 303)
    assert.equal(one.location, `/admin/purchases?status=active&user=${buyers[2].id}`)
    assert.lengthOf(rowsOf(await visitor.get(one.location ?? '')), 1)

    const several = await visitor.get('/admin/purchases?user_find=ada')
    assert.include(readHtml(several.body), 'Which buyer do you mean by “ada”?')
    assert.equal(linkTo(several, 'adam@example.com'), `/admin/purchases?user=${buyers[1].id}`)

    const none = await visitor.get('/admin/purchases?user_find=nobody')
    assert.include(readHtml(none.body), 'Nothing is found for “nobody” (buyer).')
  })
})
