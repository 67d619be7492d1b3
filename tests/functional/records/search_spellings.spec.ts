import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import AuditEntry from '#models/audit_entry'
import { createProduct } from '#database/factories/product_factory'
import { UserFactory } from '#database/factories/user_factory'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { editProduct, givenStaff, linkTo, readHtml, rowsOf } from '#tests/helpers/store/panel'
import type { Visitor } from '#tests/helpers/store/visitor'

/** A name and spellings by which it is searched for. */
const NAMES: { name: string; terms: string[] }[] = [
  reported(),
  { name: 'Mesut Özil', terms: ['ozil', 'O\u0308ZIL', 'mesut ÖZIL', 'ＭＥＳＵＴ'] },
  { name: 'Straße & Weg', terms: ['strasse', 'STRAẞE', 'straße & w', '& WEG'] },
  { name: 'Łukasz Ørsted', terms: ['lukasz', 'łUKASZ', 'orsted', 'ØRSTED'] },
  { name: 'İpek Işık', terms: ['ipek', 'IPEK', 'ışık', 'isik', 'IŞIK'] },
  { name: 'Ægir ﬁne', terms: ['aegir', 'ÆGIR', 'FINE'] },
  { name: 'Ольга Ёлкина', terms: ['ольга', 'ОЛЬГА', 'ёлкина', 'елкина'] },
  { name: "Rene\u0301 O'Neil", terms: ['rené', 'RENE', 'o’neil'] },
]

function reported() {
  const path = app.makePath('tests/fixtures/search-names.json')
  const { name, 'searches that must find it': terms } = JSON.parse(readFileSync(path, 'utf8'))
  return { name, terms: [...terms, 'sahin', 'ozil sahin'] }
}

const path = (address: string, parameters: Record<string, string>) =>
  `${address}?${new URLSearchParams(parameters)}`

test.group('A name is found in any spelling', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('in lists, in the search over everything and in pickers: {name}')
    .with(NAMES)
    .run(async ({ assert }, { name, terms }) => {
      await UserFactory.merge({ email: 'person@example.com', fullName: name }).create()
      await UserFactory.merge({ email: 'other@example.com', fullName: 'Nobody Else' }).create()
      await createProduct({ product: { name } })
      await createProduct({ product: { name: 'Nothing like it' } })
      const visitor = await givenStaff()

      for (const q of terms) {
        assert.deepEqual(await found(visitor, q), {
          customers: ['person@example.com'],
          products: [name],
        })
        const [customer, ...others] = await list(visitor, 'customers', q)
        assert.include(customer, 'person@example.com')
        assert.lengthOf(others, 0)
        assert.lengthOf(await list(visitor, 'products', q), 1, q)
        const options = await visitor.get(path('/admin/customers/options', { q }))
        assert.deepEqual(
          JSON.parse(options.body).options.map(({ text }: { text: string }) => text),
          ['person@example.com']
        )
      }
    })

  test('and leads straight to its record where it is typed whole', async ({ assert }) => {
    const { configuration } = await createProduct({ product: { name: 'Łódź Straße' } })
    const visitor = await givenStaff()

    const answer = await visitor.get(path('/admin/search', { q: 'LODZ strasse' }))

    assert.equal(answer.location, `/admin/products/${configuration.id}/edit`)
  })

  test('in filters by another record', async ({ assert }) => {
    const buyer = await UserFactory.merge({ fullName: 'Mesut Özil' }).create()
    const visitor = await givenStaff()

    const answer = await visitor.get(path('/admin/purchases', { user_find: 'ÖZIL' }))

    assert.equal(answer.location, `/admin/purchases?user=${buyer.id}`)
  })

  test('by the name that a product has now', async ({ assert }) => {
    const { configuration } = await createProduct({
      product: { name: 'Größe', description: 'Tür' },
      configuration: { overview: 'Fenster' },
    })
    const visitor = await givenStaff()
    assert.lengthOf(await list(visitor, 'products', 'grosse'), 1)
    assert.lengthOf(await list(visitor, 'products', 'tur'), 0)
    assert.lengthOf(await list(visitor, 'products', 'fenster'), 0)

    await editProduct(visitor, configuration.id, { name_override: 'Länge 100%' })

    assert.lengthOf(await list(visitor, 'products', 'LANGE 100%'), 1)
    assert.lengthOf(await list(visitor, 'products', 'lange_100'), 0)
    assert.lengthOf(await list(visitor, 'products', 'große'), 0)
    assert.isNotNull(linkTo(await visitor.get('/?q=fenster'), 'Länge 100%'))
  })

  test('in the audit log: {term}')
    .with(
      ['ozil', 'ÖZIL', 'mesut ö', 'o\u0308zil@example', 'strasse', 'GROẞE', 'tür'].map((term) => ({
        term,
      }))
    )
    .run(async ({ assert }, { term }) => {
      const visitor = await givenStaff()
      const entry = { action: 'product.updated', subjectType: 'product', changes: {} }
      await AuditEntry.create({
        ...entry,
        actorLabel: 'Mesut Özil <özil@example.com>',
        subjectLabel: 'Große Straße <Tür>',
      })
      await AuditEntry.create({ ...entry, actorLabel: 'Ada', subjectLabel: 'Nothing like it' })

      const [row, ...others] = await list(visitor, 'audit', term)

      assert.include(row, 'Mesut Özil <özil@example.com>')
      assert.lengthOf(others, 0)
    })

  test('and marks without letters find nothing', async ({ assert }) => {
    await UserFactory.merge({ fullName: 'Özil' }).create()
    await createProduct({ product: { name: 'Özil' } })
    const visitor = await givenStaff()

    const page = await visitor.get(path('/admin/search', { q: '\u0308' }))

    assert.include(readHtml(page.body), 'Nothing was found')
  })
})

async function list(visitor: Visitor, key: string, q: string): Promise<string[]> {
  return rowsOf(await visitor.get(path(`/admin/${key}`, { q })))
}

/** The names of the results of the search over everything, by kind. */
async function found(visitor: Visitor, q: string) {
  const answer = await visitor.get(path('/admin/search', { q }), { accept: 'application/json' })
  const groups: { key: string; hits: { text: string }[] }[] = JSON.parse(answer.body).groups
  return Object.fromEntries(groups.map(({ key, hits }) => [key, hits.map(({ text }) => text)]))
}
