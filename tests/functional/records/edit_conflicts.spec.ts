import { test } from '@japa/runner'
import { createProduct } from '#database/factories/product_factory'
import ProductConfiguration from '#models/product_configuration'
import { cleanStore } from '#tests/helpers/store/clean_store'
import {
  editProduct,
  formFields,
  givenStaff,
  readHtml,
  staffActs,
} from '#tests/helpers/store/panel'
import { editAddress, saveAddress } from '#tests/helpers/store/product_form'

test.group('Two people who edit the same product', (group) => {
  group.each.setup(() => cleanStore())

  async function givenConflict() {
    const { configuration } = await createProduct({
      configuration: { overview: 'Before', position: 1, content: 'Before' } as never,
    })
    const [first, second] = [await givenStaff('owner'), await givenStaff('manager')]
    const address = saveAddress(configuration.id)
    const opened = formFields(await second.get(editAddress(configuration.id)))
    await editProduct(first, configuration.id, { overview: 'Theirs', position: '2' })
    const conflict = await second.post(address, {
      ...opened,
      overview: 'Mine',
      content: 'Mine too',
    })
    return { configuration, address, second, conflict }
  }

  test('the second save is refused and shows both values of each changed field', async ({
    assert,
  }) => {
    const { configuration, conflict } = await givenConflict()

    assert.equal(conflict.status, 409)
    const text = readHtml(conflict.body)
    assert.include(text, 'The owner')
    assert.include(
      text,
      'Overview Both of you changed it. Take theirs Theirs Overwrite with mine Mine'
    )
    assert.include(text, 'Position You did not change it. Take theirs 2 Overwrite with mine 1')
    assert.include(text, 'Content Only you changed it. Take theirs Before Overwrite with mine Mine')
    assert.equal((await configuration.refresh()).overview, 'Theirs')
    assert.lengthOf(await staffActs(), 1)
  })

  test('the second person chooses field by field', async ({ assert }) => {
    const { configuration, address, second, conflict } = await givenConflict()

    const saved = await second.post(address, {
      ...formFields(conflict),
      choice_overview: 'mine',
      choice_position: 'theirs',
      choice_content: 'mine',
    })

    assert.equal(saved.status, 303)
    await configuration.refresh()
    assert.equal(configuration.overview, 'Mine')
    assert.equal(configuration.position, 2)
    assert.equal(configuration.content, 'Mine too')
    const [, entry] = await staffActs()
    assert.deepEqual(entry.changes, {
      overview: { before: 'Theirs', after: 'Mine' },
      content: { before: 'Before', after: 'Mine too' },
    })
  })

  test('the second person can continue with the merged values', async ({ assert }) => {
    const { configuration, address, second, conflict } = await givenConflict()

    const again = await second.post(address, {
      ...formFields(conflict),
      choice_overview: 'theirs',
      choice_position: 'theirs',
      choice_content: 'mine',
      intent: 'edit',
    })
    const fields = formFields(again)
    const saved = await second.post(address, { ...fields, overview: 'Both' })

    assert.equal(again.status, 200)
    assert.equal(fields.overview, 'Theirs')
    assert.equal(fields.position, '2')
    assert.equal(fields.content, 'Mine too')
    assert.equal(saved.status, 303)
    assert.equal((await configuration.refresh()).overview, 'Both')
  })

  test('a missing choice is asked for again', async ({ assert }) => {
    const { configuration, address, second, conflict } = await givenConflict()

    const again = await second.post(address, {
      ...formFields(conflict),
      choice_position: 'theirs',
      choice_content: 'mine',
      choice_overview: '',
    })

    assert.equal(again.status, 409)
    assert.equal(formFields(again).overview, 'Mine')
    assert.equal((await configuration.refresh()).overview, 'Theirs')
  })

  test('a third save meanwhile is not overwritten either', async ({ assert }) => {
    const { configuration, address, second, conflict } = await givenConflict()
    await editProduct(await givenStaff('manager'), configuration.id, {
      overview: 'Third',
    })

    const again = await second.post(address, {
      ...formFields(conflict),
      choice_overview: 'mine',
      choice_position: 'theirs',
      choice_content: 'mine',
    })

    assert.equal(again.status, 409)
    assert.include(readHtml(again.body), 'Third')
    assert.equal((await configuration.refresh()).overview, 'Third')
  })

  test('an unchanged form causes no conflict', async ({ assert }) => {
    const { configuration } = await createProduct()
    const [first, second] = [await givenStaff('owner'), await givenStaff('manager')]
    const opened = formFields(await second.get(editAddress(configuration.id)))
    await editProduct(first, configuration.id, { overview: 'Theirs' })

    const answer = await second.post(saveAddress(configuration.id), opened)

    assert.equal(answer.status, 303)
    assert.equal((await configuration.refresh()).overview, 'Theirs')
  })

  test('of two simultaneous saves one is saved and one is refused', async ({ assert }) => {
    const { configuration } = await createProduct()
    const [first, second] = [await givenStaff('owner'), await givenStaff('manager')]

    const answers = await Promise.all([
      editProduct(first, configuration.id, { overview: 'One' }),
      editProduct(second, configuration.id, { overview: 'Two' }),
    ])

    assert.sameMembers(
      answers.map(({ status }) => status),
      [303, 409]
    )
    const { lockVersion } = await ProductConfiguration.findOrFail(configuration.id)
    assert.equal(lockVersion, 2)
    assert.lengthOf(await staffActs(), 1)
  })
})
