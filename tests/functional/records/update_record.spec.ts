import { test } from '@japa/runner'
import UpdateRecord from '#records/forms/update_record'
import type { Actor } from '#authority/actor'
import { productForm } from '#admin/products/product_form'
import { createProduct } from '#database/factories/product_factory'
import type { StaffRole } from '#models/user'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { staffActs } from '#tests/helpers/store/panel'

const actorOf = (role: StaffRole): Actor => ({
  id: null,
  label: `The ${role}`,
  role,
  address: null,
  userAgent: null,
  requestId: null,
})

function update(id: number, position: number, lockVersion: number, role: StaffRole = 'owner') {
  return new UpdateRecord().handle({
    form: productForm,
    id,
    values: { position },
    lockVersion,
    actor: actorOf(role),
  })
}

test.group('Updating a record', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('saves one of several simultaneous updates of a version, and reports the others as stale', async ({
    assert,
  }) => {
    const { configuration } = await createProduct()

    const outcomes = await Promise.all([11, 12, 13, 14].map((p) => update(configuration.id, p, 1)))

    assert.deepEqual(outcomes.map(({ type }) => type).sort(), ['saved', 'stale', 'stale', 'stale'])
    assert.equal((await configuration.refresh()).lockVersion, 2)
    assert.lengthOf(await staffActs(), 1)
  })

  test('checks the right itself, whoever calls it', async ({ assert }) => {
    const { configuration } = await createProduct()

    const outcome = await update(configuration.id, 11, 1, 'viewer')

    assert.equal(outcome.type, 'forbidden')
    assert.equal((await configuration.refresh()).position, 0)
  })

  test('saves neither change nor audit entry when either fails', async ({ assert }) => {
    const { configuration } = await createProduct()
    const failing = {
      ...productForm,
      afterSave: async () => {
        throw new Error('The disk is full')
      },
    }

    await assert.rejects(
      () =>
        new UpdateRecord().handle({
          form: failing,
          id: configuration.id,
          values: { position: 11 },
          lockVersion: 1,
          actor: actorOf('owner'),
        }),
      'The disk is full'
    )

    assert.equal((await configuration.refresh()).position, 0)
    assert.lengthOf(await staffActs(), 0)
  })
})
