import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import CreateOwner from '#accounts/create_owner'
import CreateProduct from '#catalogue_editing/create_product'
import ResolveDrift from '#catalogue_editing/resolve_drift'
import { createProduct } from '#database/factories/product_factory'
import { PASSWORD, UserFactory } from '#database/factories/user_factory'
import { makeLargeStore } from '#database/large/make_large_store'
import AddSearchText from '#database/migrations/1796100004500_add_search_text_to_searched_tables'
import AddSearchTextToAudit from '#database/migrations/1796100004501_add_search_text_to_audit_entries_table'
import { countStaleSearchTexts } from '#database/refresh_search_texts'
import AuditEntry from '#models/audit_entry'
import User from '#models/user'
import StoreChecks from '#operations/doctor/store_checks'
import RefreshSearchTexts from '#operations/refresh_search_texts'
import { readProduct, syncCatalogue } from '#tests/helpers/store/catalogue'
import { cleanStore, cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { linkIn } from '#tests/helpers/store/mailbox'
import { editProduct, givenStaff, rowsOf } from '#tests/helpers/store/panel'
import { act, givenCreatedProduct, newProduct } from '#tests/helpers/store/product_acts'
import { givenSignedInUser } from '#tests/helpers/store/signed_in'
import { cardNames } from '#tests/helpers/store/storefront'
import { Visitor } from '#tests/helpers/store/visitor'
import { stripe } from '#tests/helpers/stripe/stripe'

const staleRows = () => countStaleSearchTexts(db.connection())
const finding = async () => (await new StoreChecks().handle()).find(({ name }) => name === 'Search')
const NEW = 'nine lazy otters afloat'

async function givenEntry() {
  const actor = await UserFactory.merge({ fullName: 'Mesut Özil' }).create()
  return AuditEntry.create({
    actorId: actor.id,
    actorLabel: 'Mesut Özil',
    action: 'product.updated',
    subjectType: 'product',
    subjectLabel: 'Straße',
    changes: {},
  })
}

async function searchTextOf(email: string): Promise<string> {
  const { search_text: text } = await db.from('users').where('email', email).firstOrFail()
  return text
}

test.group('The search text of an account', (group) => {
  group.each.setup(() => cleanStore())

  test('follows its name from sign-up on', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.submit('/signup', {
      email: 'ozil@example.com',
      full_name: 'Mesut  Özil',
      password: PASSWORD,
      password_confirmation: PASSWORD,
    })
    assert.equal(await searchTextOf('ozil@example.com'), 'mesut ozil')

    await visitor.submit('/account', { full_name: 'Łukasz Şahin' })
    assert.equal(await searchTextOf('ozil@example.com'), 'lukasz sahin')

    await visitor.submit('/account', { full_name: '' })
    assert.equal(await searchTextOf('ozil@example.com'), '')
    assert.equal(await staleRows(), 0)
  })

  test('stays when something else of it changes', async ({ assert }) => {
    const { id } = await UserFactory.merge({ fullName: 'Søren' }).create()

    const user = await User.query().select('id', 'locale').where('id', id).firstOrFail()
    await user.merge({ locale: 'de' }).save()

    assert.equal(await staleRows(), 0)
  })

  test('follows the name of an invited colleague and of an owner', async ({ assert }) => {
    const owner = await givenStaff()
    const invitation = { email: 'ada@example.com', role: 'support' }
    await owner.submit('/admin/staff/invite', invitation, '/admin/staff/invitations')
    assert.equal(await staleRows(), 0)
    await new Visitor().post(await linkIn('ada@example.com', /\/invitations\//), {
      full_name: 'Ada Ørsted',
      password: NEW,
      password_confirmation: NEW,
    })
    assert.equal(await searchTextOf('ada@example.com'), 'ada orsted')

    await new CreateOwner().handle({ email: 'o@example.com', fullName: 'Œ', password: NEW })
    assert.equal(await searchTextOf('o@example.com'), 'oe')
    assert.equal(await staleRows(), 0)
  })

  test('has room for any name', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()

    const answer = await visitor.submit('/account', { full_name: '\ufdfa'.repeat(200) })

    assert.equal(answer.location, '/account')
    assert.isAtMost((await searchTextOf(user.email)).length, 300)
    assert.equal(await staleRows(), 0)
  })
})

test.group('The search text of a product', (group) => {
  group.each.setup(() => cleanStore())

  test('follows Stripe, the form and its history', async ({ assert }) => {
    const { product, configurationId } = await givenCreatedProduct({
      name: 'Größe',
      description: 'Élan',
      overview: 'Über',
    })
    assert.equal(await staleRows(), 0)
    const texts = async () => {
      const { product: copy, configuration } = await readProduct(product.id)
      return [copy.search_text, configuration.search_text]
    }
    assert.deepEqual(await texts(), ['grosse\nelan', '\nuber'])

    await stripe.products.update(product.id, { name: 'Łódź' })
    await syncCatalogue()
    assert.deepEqual(await texts(), ['lodz\nelan', '\nuber'])

    await editProduct(await givenStaff(), configurationId, { name_override: 'Œuvre' })
    assert.deepEqual(await texts(), ['lodz\nelan', 'oeuvre\nuber'])

    await act(ResolveDrift, { configurationId, field: 'name', fix: 'take_theirs' } as never)
    assert.deepEqual(await texts(), ['lodz\nelan', '\nuber'])
    assert.equal(await staleRows(), 0)
  })

  test('is there where the product was made in the panel without an overview', async ({
    assert,
  }) => {
    await act(CreateProduct, newProduct({ name: 'Æsir', overview: null }))
    await syncCatalogue()

    assert.equal(await staleRows(), 0)
    assert.deepEqual(cardNames(await new Visitor().get('/?q=aesir')), ['Æsir'])
  })
})

test.group('Search texts', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('are there in a large store', async ({ assert }) => {
    await makeLargeStore(
      { purchases: 30, customers: 20, products: 10 },
      { isForced: false, onProgress: () => {} }
    )

    assert.equal(await staleRows(), 0)
  })

  test('of rows changed in the database are corrected, and the store shows it', async ({
    assert,
  }) => {
    const { product } = await createProduct({ product: { name: 'Before' } })
    await UserFactory.merge({ email: 'a@example.com', fullName: 'Before' }).create()
    await db.from('products').where('id', product.id).update({ name: 'Özil' })
    await db.from('users').update({ full_name: 'Şahin' })
    assert.lengthOf(cardNames(await new Visitor().get('/?q=ozil')), 0)
    assert.equal(await staleRows(), 2)

    assert.deepInclude(await finding(), { state: 'odd' })
    assert.match((await finding())?.text ?? '', /^2 texts/)

    assert.equal(await new RefreshSearchTexts().handle(), 2)

    assert.equal(await staleRows(), 0)
    assert.deepInclude(await finding(), { state: 'good' })
    assert.deepEqual(cardNames(await new Visitor().get('/?q=ozil')), ['Özil'])
    assert.equal(await searchTextOf('a@example.com'), 'sahin')
    assert.equal(await new RefreshSearchTexts().handle(), 0)
  })

  test('of audit entries can be corrected, and nothing else of them', async ({ assert }) => {
    const entry = await givenEntry()
    const change = (values: Record<string, unknown>) =>
      db.from('audit_entries').where('id', entry.id).update(values)
    await change({ search_text: 'lost' })
    assert.equal(await staleRows(), 1)

    assert.equal(await new RefreshSearchTexts().handle(), 1)

    assert.equal(await staleRows(), 0)
    for (const values of [
      { actor_label: 'Eve' },
      { subject_label: 'Eve', search_text: 'eve' },
      { changes: '{"a":1}' },
      { actor_id: null },
    ]) {
      await assert.rejects(() => change(values), /neither changed nor deleted/)
    }
    await assert.rejects(
      () => db.from('audit_entries').where('id', entry.id).delete(),
      /neither changed nor deleted/
    )
    await db.from('users').where('id', entry.actorId!).delete()
    assert.isNull((await entry.refresh()).actorId)
  })

  test('are added to existing audit entries, which stay protected', async ({ assert }) => {
    const migrate = (direction: 'execUp' | 'execDown') =>
      new AddSearchTextToAudit(db.connection(), 'add_search_text_to_audit', false)[direction]()
    const { id } = await givenEntry()
    await migrate('execDown')
    const entries = () => db.from('audit_entries').where('id', id)
    await assert.rejects(() => entries().update({ action: 'x' }), /neither changed nor deleted/)

    await migrate('execUp')

    assert.equal(await staleRows(), 0)
    assert.equal((await entries().firstOrFail()).search_text, 'mesut ozil\nstrasse')
    await assert.rejects(() => entries().update({ action: 'x' }), /neither changed nor deleted/)
  })

  test('are added to existing rows', async ({ assert }) => {
    const migrate = (direction: 'execUp' | 'execDown') =>
      new AddSearchText(db.connection(), 'add_search_text', false)[direction]()
    await createProduct({ product: { name: 'Özil' }, configuration: { overview: 'Straße' } })
    await migrate('execDown')
    const stamps = { created_at: '2026-01-01', updated_at: '2026-01-01' }
    for (let n = 0; n < 1200; n += 100) {
      const rows = Array.from({ length: 100 }, (_, index) => ({
        email: `${n + index}@example.com`,
        full_name: index % 2 === 0 ? `Øle ${n + index}` : null,
        ...stamps,
      }))
      await db.table('users').multiInsert(rows)
    }

    await migrate('execUp')

    assert.equal(await staleRows(), 0)
    assert.equal(await searchTextOf('1198@example.com'), 'ole 1198')
    assert.equal(await searchTextOf('1199@example.com'), '')
    const [row, ...others] = rowsOf(await (await givenStaff()).get('/admin/customers?q=OLE+1198'))
    assert.include(row, '1198@example.com')
    assert.lengthOf(others, 0)
    assert.deepEqual(cardNames(await new Visitor().get('/?q=strasse')), ['Özil'])
  })
})
