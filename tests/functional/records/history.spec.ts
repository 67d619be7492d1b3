import { test } from '@japa/runner'
import { createProduct } from '#database/factories/product_factory'
import { PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import AuditEntry from '#models/audit_entry'
import { cleanStore } from '#tests/helpers/store/clean_store'
import {
  editProduct,
  formFields,
  givenStaff,
  linkTo,
  readHtml,
  staffActs,
} from '#tests/helpers/store/panel'
import type { Answer, Visitor } from '#tests/helpers/store/visitor'

const RESTORE = /^Bring back what was before/

const historyOf = (id: number) => `/admin/products/${id}/history`

/** Follows the first restore link, changes some of the form and saves. */
async function restore(visitor: Visitor, id: number, changes: Record<string, string> = {}) {
  const page = await visitor.get(linkTo(await visitor.get(historyOf(id)), RESTORE) ?? '')
  return { page, saved: await save(visitor, id, page, changes) }
}

function save(visitor: Visitor, id: number, page: Answer, changes: Record<string, string>) {
  return visitor.post(`/admin/products/${id}`, { ...formFields(page), ...changes })
}

test.group('The history of a record', (group) => {
  group.each.setup(() => cleanStore())

  test('shows who changed what and when, with the labels of the form, newest first', async ({
    assert,
  }) => {
    const { configuration, price } = await createProduct({
      configuration: { content: 'One\nTwo\nThree' } as never,
    })
    const visitor = await givenStaff('manager')
    await editProduct(visitor, configuration.id, {
      may_buy_again: '1',
      available_from: '2026-01-02T03:04',
      default_price_id: '',
    })
    await editProduct(visitor, configuration.id, { content: 'One\n<b>2</b>\nThree' })

    const page = await visitor.get(historyOf(configuration.id))

    const text = readHtml(page.body)
    assert.isNotNull(price)
    assert.include(text, 'May be bought again Before: No → After: Yes')
    assert.include(text, 'Available from Before: Empty → After: 2 Jan 2026, 03:04 UTC')
    assert.match(text, /Default price Before: [^→]*12\.00[^→]* → After: Empty/)
    assert.include(text, 'Content One Removed: Two Added: <b>2</b> Three')
    assert.include(page.body, '&lt;b&gt;2&lt;/b&gt;')
    assert.include(text, 'By The manager')
    assert.include(text, 'from 127.0.0.1')
    assert.isBelow(text.indexOf('Added:'), text.indexOf('May be bought again'))
  })

  test('is paginated, and shows only entries of the record', async ({ assert }) => {
    const { configuration } = await createProduct()
    const entry = { actorLabel: 'Ada', subjectType: 'product', subjectLabel: 'X', changes: {} }
    await AuditEntry.createMany([
      ...Array.from({ length: 26 }, (_, index) => ({
        ...entry,
        action: `product.step_${index}`,
        subjectId: configuration.id,
      })),
      { ...entry, action: 'product.other', subjectId: configuration.id + 1 },
      { ...entry, action: 'user.other', subjectType: 'user', subjectId: configuration.id },
    ])
    const visitor = await givenStaff()

    const first = await visitor.get(historyOf(configuration.id))
    const second = await visitor.get(linkTo(first, 'Older') ?? '')

    assert.notInclude(first.body, 'Other')
    assert.include(readHtml(first.body), 'Step 25')
    assert.notMatch(readHtml(first.body), /Step 0 /)
    assert.match(readHtml(second.body), /Step 0 /)
    assert.notInclude(readHtml(second.body), 'Step 25')
    assert.isNull(linkTo(second, 'Older'))
    assert.equal(linkTo(second, 'Newest'), historyOf(configuration.id))
  })

  test('restores the values before a change and keeps later changes', async ({ assert }) => {
    const { configuration } = await createProduct({ configuration: { position: 1 } })
    const visitor = await givenStaff()
    await editProduct(visitor, configuration.id, { position: '2', overview: 'New' })
    const changed = await staffActs().firstOrFail()
    await editProduct(visitor, configuration.id, { grace_days: '3' })

    const history = await visitor.get(historyOf(configuration.id))
    const address = [...history.body.matchAll(/href="([^"]+restore=\d+)"/g)].at(-1)?.[1] ?? ''
    const page = await visitor.get(address)
    const untouched = await configuration.refresh().then(({ position }) => position)
    const saved = await save(visitor, configuration.id, page, {})

    assert.equal(formFields(page).position, '1')
    assert.equal(formFields(page).overview, '')
    assert.equal(formFields(page).grace_days, '3')
    assert.include(page.body, 'data-dirty')
    assert.equal(untouched, 2)
    assert.equal(saved.status, 303)
    await configuration.refresh()
    assert.equal(configuration.position, 1)
    assert.isNull(configuration.overview)
    assert.equal(configuration.graceDays, 3)
    const entry = await staffActs().clearOrder().orderBy('id', 'desc').firstOrFail()
    assert.equal(entry.action, 'product.updated')
    assert.equal(entry.restoresEntryId, changed.id)
    assert.deepEqual(entry.changes.position, { before: 2, after: 1 })
    assert.include(
      readHtml((await visitor.get(historyOf(configuration.id))).body),
      `brings back what was before entry ${changed.id}`
    )
  })

  test('refuses to restore over a change made meanwhile, or invalid values', async ({ assert }) => {
    const { configuration } = await createProduct({ configuration: { slug: 'first' } })
    const visitor = await givenStaff()
    await editProduct(visitor, configuration.id, { slug: 'second' })
    const page = await visitor.get(
      linkTo(await visitor.get(historyOf(configuration.id)), RESTORE) ?? ''
    )
    await editProduct(visitor, configuration.id, { position: '9' })
    const stale = await save(visitor, configuration.id, page, {})
    const invalid = await restore(visitor, configuration.id, { position: 'many' })

    assert.equal(stale.status, 409)
    assert.include(stale.body, 'name="restores"')
    assert.equal(invalid.saved.status, 422)
    assert.include(invalid.saved.body, 'name="restores"')
    assert.equal((await configuration.refresh()).slug, 'second')
  })

  test('offers no restore without the right', async ({ assert }) => {
    const { configuration } = await createProduct()
    await editProduct(await givenStaff(), configuration.id, { position: '5' })
    const entry = await staffActs().firstOrFail()
    const accountant = await givenStaff('accountant')

    const page = await accountant.get(historyOf(configuration.id))
    const asked = await accountant.get(
      `/admin/products/${configuration.id}/edit?restore=${entry.id}`
    )

    assert.equal(page.status, 200)
    assert.isNull(linkTo(page, RESTORE))
    assert.equal(asked.status, 403)
    assert.equal((await (await givenStaff('viewer')).get(historyOf(configuration.id))).status, 403)
  })

  test('ignores entries of another record', async ({ assert }) => {
    const [one, other] = [await createProduct(), await createProduct()]
    const visitor = await givenStaff()
    await editProduct(visitor, other.configuration.id, { position: '5', overview: 'Other’s' })
    const entry = await staffActs().firstOrFail()

    const page = await visitor.get(
      `/admin/products/${one.configuration.id}/edit?restore=${entry.id}`
    )
    await save(visitor, one.configuration.id, page, { position: '7', restores: String(entry.id) })

    assert.notInclude(page.body, 'name="restores"')
    const saved = await staffActs().clearOrder().orderBy('id', 'desc').firstOrFail()
    assert.equal(saved.subjectId, one.configuration.id)
    assert.isNull(saved.restoresEntryId)
  })

  test('exists for records without a form, too', async ({ assert }) => {
    const buyer = await UserFactory.create()
    const { configuration } = await createProduct()
    const purchase = await PurchaseFactory.merge({
      userId: buyer.id,
      productConfigurationId: configuration.id,
    } as never).create()
    await AuditEntry.create({
      actorLabel: 'Ada',
      action: 'purchase.checked',
      subjectType: 'purchase',
      subjectId: purchase.id,
      subjectLabel: purchase.reference,
      changes: { status: { before: 'pending', after: 'active' } },
    })
    const visitor = await givenStaff()

    const record = await visitor.get(`/admin/purchases/${purchase.id}`)
    const page = await visitor.get(linkTo(record, 'History') ?? '')

    assert.include(readHtml(page.body), 'Checked')
    assert.include(readHtml(page.body), 'status Before: pending → After: active')
    assert.equal((await visitor.get('/admin/purchases/999999/history')).status, 404)
    assert.lengthOf(await staffActs(), 1)
  })
})
